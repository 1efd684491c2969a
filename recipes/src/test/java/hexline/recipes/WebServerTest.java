package hexline.recipes;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.fail;

import com.sun.net.httpserver.HttpServer;
import hexline.recipes.WebServer.Site;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.opentest4j.AssertionFailedError;

@Timeout(60)
class WebServerTest {

  private static final Logger HELIDON = Logger.getLogger("io.helidon"); // or it is collected

  @BeforeAll
  static void silenceHelidon() {
    HELIDON.setLevel(Level.OFF); // it warns of the half request, too
  }

  private static final Duration PATIENT = Duration.ofSeconds(20);
  private static final Duration IMPATIENT = Duration.ofSeconds(1); // for what would never end

  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  @AfterEach
  void closeClient() {
    client.shutdownNow();
  }

  private interface Starter {
    Site start() throws IOException;
  }

  private HttpResponse<String> send(HttpRequest.Builder request, Duration patience)
      throws IOException, InterruptedException {
    return client.send(request.timeout(patience).build(), BodyHandlers.ofString());
  }

  @Test
  void theJdksServerAnswers() throws Exception {
    answers(WebServer::startJdk);
  }

  @Test
  void theJdksServerSaysWhatItAllows() throws Exception {
    try (var site = WebServer.startJdk()) {
      var post = HttpRequest.newBuilder(site.uri()).POST(BodyPublishers.ofString("{}"));
      var response = send(post, PATIENT);
      assertEquals(405, response.statusCode());
      assertEquals("GET", response.headers().firstValue("allow").orElse(""));
    }
  }

  @Test
  void helidonAnswers() throws Exception {
    answers(WebServer::startHelidon);
  }

  private void answers(Starter starter) throws Exception {
    try (var site = starter.start()) {
      get(site, "/", 200, "{\"foo\":\"bar\"}");
      get(site, "/hex/4312", 200, "{\"hex\":\"0x10d8\"}");
      get(site, "/hex/-5", 200, "{\"hex\":\"-0x5\"}");
      get(site, "/hex/twelve", 400, "{\"error\":\"Request payload must be an integer\"}");
      get(site, "/hex/1%22", 400, "{\"error\":\"Request payload must be an integer\"}");
      get(
          site,
          "/hex/" + "1".repeat(1025),
          400,
          "{\"error\":\"Request payload must be at most 1024 bytes\"}");
      assertEquals(
          400,
          send(HttpRequest.newBuilder(site.uri().resolve("/hex/1%0A2")), PATIENT).statusCode());
      get(site, "/hexes", 404, "{\"error\":\"no such page\"}");
      var post = HttpRequest.newBuilder(site.uri()).POST(BodyPublishers.ofString("{}"));
      assertNotEquals(200, send(post, PATIENT).statusCode(), "nothing takes a POST");
    }
  }

  private void get(Site site, String path, int status, String json) throws Exception {
    var response = send(HttpRequest.newBuilder(site.uri().resolve(path)), PATIENT);
    assertEquals(status, response.statusCode(), path);
    assertEquals("application/json", response.headers().firstValue("content-type").orElse(""));
    assertEquals(json, response.body());
  }

  @Test
  void halfARequestDoesNotStopOthers() throws Exception {
    halfARequestDoesNotStopOthers(WebServer::startJdk, PATIENT);
    halfARequestDoesNotStopOthers(WebServer::startHelidon, PATIENT);
    assertThrows(
        AssertionFailedError.class, () -> halfARequestDoesNotStopOthers(Broken::start, IMPATIENT));
  }

  private void halfARequestDoesNotStopOthers(Starter starter, Duration patience) throws Exception {
    try (var site = starter.start();
        var half = new Socket("127.0.0.1", site.uri().getPort())) {
      half.getOutputStream().write("GET / HTTP/1.1\r\nHost: ".getBytes(US_ASCII));
      for (int i = 0; i < 3; i++) { // the first may still have come before the half
        assertEquals(200, send(HttpRequest.newBuilder(site.uri()), patience).statusCode());
      }
    } catch (HttpTimeoutException e) {
      fail("a client that sends half a request must not stop other clients");
    }
  }

  /** What is written first: there is no executor. */
  private static final class Broken {

    static Site start() throws IOException {
      var loopback = new InetSocketAddress("127.0.0.1", 0);
      var server = HttpServer.create(loopback, 100);
      server.createContext("/", WebServer::handle);
      server.start();
      var uri = URI.create("http://127.0.0.1:" + server.getAddress().getPort());
      return new Site("broken", uri, () -> server.stop(0));
    }
  }
}
