package hexline.recipes;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static java.util.concurrent.TimeUnit.NANOSECONDS;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;
import org.opentest4j.AssertionFailedError;

@Timeout(60)
class HttpTimeoutsTest {

  private static final Duration PATIENT = Duration.ofSeconds(20);
  private static final Duration IMPATIENT = Duration.ofSeconds(1); // for what would never end

  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final HttpClient client = HttpClient.newHttpClient();
  private final HttpServer server;
  private final Map<String, Trickle> trickles = new ConcurrentHashMap<>();

  HttpTimeoutsTest() throws IOException {
    server = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 100);
  }

  @BeforeEach
  void startServer() {
    server.setExecutor(threads);
    server.createContext("/trickle/", this::trickle);
    server.createContext("/short", HttpTimeoutsTest::answerShort);
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

  private static void answerShort(HttpExchange exchange) throws IOException {
    try (exchange) {
      exchange.sendResponseHeaders(200, 0);
      exchange.getResponseBody().write("short".getBytes(US_ASCII));
    }
  }

  /** One page without end, seen from the server. */
  private static final class Trickle {
    final CountDownLatch begun = new CountDownLatch(1);
    final CountDownLatch clientIsGone = new CountDownLatch(1);
  }

  /** Sends a byte now and then for as long as the client takes them. */
  private void trickle(HttpExchange exchange) {
    var trickle = trickles.get(exchange.getRequestURI().getPath());
    if (trickle == null) {
      throw new IllegalStateException("no page is expected for " + exchange.getRequestURI());
    }
    try (exchange) {
      exchange.sendResponseHeaders(200, 0);
      while (!trickle.clientIsGone.await(10, MILLISECONDS)) {
        exchange.getResponseBody().write('.');
        exchange.getResponseBody().flush();
        trickle.begun.countDown();
      }
    } catch (IOException e) {
      trickle.clientIsGone.countDown();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** The shape of {@link HttpTimeouts#getWithin}. */
  private interface TimedGetter {
    String getWithin(URI uri, Duration time) throws Exception;
  }

  @Test
  void aPageThatComesInTimeIsLeftAlone() throws Exception {
    var time = Duration.ofSeconds(20);
    assertEquals("short", HttpTimeouts.getWithin(client, uri("/short"), time));
    assertEquals("short", HttpTimeouts.getWithinAsync(client, uri("/short"), time).get());
  }

  @Test
  void aPageWithoutEndIsGivenUp() throws Exception {
    aPageWithoutEndIsGivenUp((uri, time) -> HttpTimeouts.getWithin(client, uri, time), PATIENT);
    aPageWithoutEndIsGivenUp(
        (uri, time) -> HttpTimeouts.getWithinAsync(client, uri, time).get(), PATIENT);
    // No patience would be enough for this one: the client has not been told.
    assertThrows(
        AssertionFailedError.class,
        () ->
            aPageWithoutEndIsGivenUp(
                (uri, time) -> Broken.orTimeout(client, uri, time), IMPATIENT));
  }

  @Test
  @EnabledForJreRange(max = JRE.JAVA_25, disabledReason = "the timeout covers the body since 26")
  void theTimeoutOfARequestEndsWithTheHeaders() {
    assertThrows(
        AssertionFailedError.class,
        () ->
            aPageWithoutEndIsGivenUp(
                (uri, time) -> Broken.requestTimeout(client, uri, time), IMPATIENT));
  }

  private void aPageWithoutEndIsGivenUp(TimedGetter getter, Duration patience) throws Exception {
    makeTheClientTurn(); // what comes first takes longest
    var time = Duration.ofMillis(500);
    while (!isGivenUp(getter, time, patience)) {
      time = time.multipliedBy(2);
    }
  }

  /** Returns false if the time was too short for the request to reach the server. */
  private boolean isGivenUp(TimedGetter getter, Duration time, Duration patience) throws Exception {
    String path = "/trickle/" + trickles.size();
    var trickle = new Trickle();
    trickles.put(path, trickle);
    Future<String> page = threads.submit(() -> getter.getWithin(uri(path), time));
    try {
      page.get(time.plus(patience).toMillis(), MILLISECONDS);
      fail("a page without end came to its end");
    } catch (ExecutionException e) {
      assertTrue(String.valueOf(e.getCause()).contains("TimeoutException"), e::toString);
    } catch (TimeoutException e) {
      page.cancel(true);
      fail("the caller must be free when the time is over");
    }
    if (trickle.begun.getCount() > 0) {
      return false;
    }
    try {
      // Turn by turn: the caller of a future may be free before the exchange has been cancelled.
      long deadline = System.nanoTime() + patience.toNanos();
      do {
        assertTrue(System.nanoTime() < deadline, "the connection must be closed");
        makeTheClientTurn();
      } while (!trickle.clientIsGone.await(100, MILLISECONDS));
    } finally {
      trickle.clientIsGone.countDown();
    }
    return true;
  }

  /** A socket that was closed goes when the client's selector turns, as it does for a request. */
  private void makeTheClientTurn() throws IOException, InterruptedException {
    client.send(HttpRequest.newBuilder(uri("/short")).build(), BodyHandlers.discarding());
  }

  /** The usual first attempt. */
  private static final class Broken {

    static String orTimeout(HttpClient client, URI uri, Duration time) throws Exception {
      return HttpRequests.getAsync(client, uri).orTimeout(time.toNanos(), NANOSECONDS).get();
    }

    /** Once the headers have come, the timeout is forgotten. */
    static String requestTimeout(HttpClient client, URI uri, Duration time) throws Exception {
      for (var longer = time; ; longer = longer.multipliedBy(2)) {
        var request = HttpRequest.newBuilder(uri).timeout(longer).build();
        var headersCame = new AtomicBoolean();
        BodyHandler<String> body =
            headers -> {
              headersCame.set(true);
              return BodyHandlers.ofString().apply(headers);
            };
        try {
          return client.send(request, body).body();
        } catch (HttpTimeoutException e) {
          if (headersCame.get()) {
            throw e;
          }
        }
      }
    }
  }
}
