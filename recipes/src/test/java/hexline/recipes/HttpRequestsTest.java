package hexline.recipes;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.opentest4j.AssertionFailedError;

@Timeout(60)
class HttpRequestsTest {

  private static final int LIMIT = 4;

  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final HttpClient client = HttpClient.newHttpClient();
  private final HttpServer server;
  private Crowd crowd = new Crowd(0, Crowd.A_MOMENT); // a limit of 0: no request is held

  HttpRequestsTest() throws IOException {
    server = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 100);
  }

  @BeforeEach
  void startServer() {
    server.setExecutor(threads);
    server.createContext("/page/", this::page);
    server.start();
  }

  @AfterEach
  void stopServer() {
    client.shutdownNow();
    server.stop(0);
    threads.shutdownNow();
  }

  private URI uri(String path) {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort()).resolve(path);
  }

  /** Answers with the last part of the path, while it looks who else is asking. */
  private void page(HttpExchange exchange) throws IOException {
    try (exchange) {
      crowd.enter();
      crowd.leave(); // before the client can know that it has its answer
      byte[] page =
          exchange.getRequestURI().getPath().substring("/page/".length()).getBytes(US_ASCII);
      exchange.sendResponseHeaders(200, page.length);
      exchange.getResponseBody().write(page);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void onePage() throws Exception {
    assertEquals("7", HttpRequests.get(client, uri("/page/7")));
    assertEquals("8", HttpRequests.getAsync(client, uri("/page/8")).get(20, SECONDS));
  }

  @Test
  void aStatusThatIsNotOkIsAFailure() {
    assertThrows(UncheckedIOException.class, () -> HttpRequests.get(client, uri("/nowhere")));
  }

  /** The shape of {@link HttpRequests#getAll}. */
  private interface Getter {
    List<String> getAll(List<URI> uris, int limit) throws InterruptedException, ExecutionException;
  }

  @Test
  void allPagesInOrderAndNeverMoreThanTheLimit() throws Exception {
    allPagesInOrderAndNeverMoreThanTheLimit(
        (uris, limit) -> HttpRequests.getAll(client, uris, limit), Crowd.A_MOMENT);
    allPagesInOrderAndNeverMoreThanTheLimit(
        (uris, limit) -> HttpRequests.getAllAsync(client, uris, limit).get(), Crowd.A_MOMENT);
    assertThrows(
        AssertionFailedError.class,
        () ->
            allPagesInOrderAndNeverMoreThanTheLimit(
                (uris, _) -> Broken.getAll(client, uris), Crowd.PATIENT));
  }

  private void allPagesInOrderAndNeverMoreThanTheLimit(Getter getter, Duration time)
      throws Exception {
    crowd = new Crowd(LIMIT, time);
    var numbers = IntStream.range(0, 40).mapToObj(String::valueOf).toList();
    var uris = numbers.stream().map(n -> uri("/page/" + n)).toList();
    assertEquals(numbers, getter.getAll(uris, LIMIT));
    assertEquals(LIMIT, crowd.most(), "requests at the server, at most and at times");
  }

  /** The usual first attempt. */
  private static final class Broken {

    static List<String> getAll(HttpClient client, List<URI> uris) {
      var pages = uris.stream().map(uri -> HttpRequests.getAsync(client, uri)).toList();
      return pages.stream().map(CompletableFuture::join).toList();
    }
  }
}
