package hexline.recipes;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static java.util.concurrent.TimeUnit.NANOSECONDS;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;

/**
 * <b>asyncio:</b> {@code async with asyncio.timeout(5): page = await client.get(url)}.
 *
 * <p><b>Java:</b> when the time for the whole page is over, cancel the future that {@link
 * HttpClient} returned, or one that was chained to it. That cancels the exchange, and the client
 * closes the connection.
 *
 * <p><b>Use it</b> for every request to a server that may be slow, so in practice for every
 * request.
 *
 * <p><b>What goes wrong:</b> {@code HttpRequest.timeout}: up to JDK 25 it covers the headers only,
 * so a body that arrives byte by byte has no limit. {@code orTimeout} ends the waiting and not the
 * receiving; only {@code cancel(true)} cancels the exchange. Even then the client closes the socket
 * at the next turn of its selector: with the next request or response, or after some seconds.
 */
public final class HttpTimeouts {

  private HttpTimeouts() {}

  // @start region=within
  /** Gets a whole page within a time, or closes its connection. */
  public static String getWithin(HttpClient client, URI uri, Duration time)
      throws InterruptedException, ExecutionException, TimeoutException {
    var page = HttpRequests.getAsync(client, uri);
    try {
      return page.get(time.toNanos(), NANOSECONDS);
    } finally {
      page.cancel(true); // no effect if the page is complete
    }
  }

  // @end region=within

  /** The same as a future. */
  public static CompletableFuture<String> getWithinAsync(
      HttpClient client, URI uri, Duration time) {
    var page = HttpRequests.getAsync(client, uri);
    var result = page.copy().orTimeout(time.toNanos(), NANOSECONDS);
    var _ = result.whenComplete((_, _) -> page.cancel(true)); // also if the result is cancelled
    return result;
  }

  /** A server with a page without end, and a client that also requests other pages from it. */
  private static final class Trickle implements AutoCloseable {
    final HttpClient client = HttpClient.newHttpClient();
    private final HttpServer server = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 100);
    private final Semaphore lostClients = new Semaphore(0);

    Trickle() throws IOException {
      server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
      server.createContext("/trickle", this::trickle);
      server.start();
    }

    URI uri(String path) {
      return URI.create("http://127.0.0.1:" + server.getAddress().getPort()).resolve(path);
    }

    private void trickle(HttpExchange exchange) {
      try (exchange) {
        exchange.sendResponseHeaders(200, 0);
        while (true) {
          exchange.getResponseBody().write('.');
          exchange.getResponseBody().flush();
          LockSupport.parkNanos(10_000_000);
        }
      } catch (IOException e) {
        lostClients.release();
      }
    }

    void show(String how, CompletableFuture<String> page) throws IOException, InterruptedException {
      var other = HttpRequest.newBuilder(uri("/nothing")).build();
      boolean lost = false;
      for (int i = 0; i < 15 && !(lost && page.isDone()); i++) {
        lost |= lostClients.tryAcquire(100, MILLISECONDS);
        client.send(other, BodyHandlers.discarding());
      }
      System.out.printf(
          "  %-20s the caller %s, the connection %s%n",
          how + ":",
          page.isDone() ? "goes on" : "still waits",
          lost ? "is closed" : "still receives");
    }

    @Override
    public void close() {
      client.shutdownNow(); // close() would wait for the pages without end
      server.stop(0);
    }
  }

  public static void main(String[] args) throws Exception {
    try (var trickle = new Trickle()) {
      var client = trickle.client;
      var page = trickle.uri("/trickle");
      var time = Duration.ofMillis(500);
      var _ = HttpRequests.getAsync(client, trickle.uri("/nothing")).handle((_, _) -> true).get();
      System.out.println("a page without end, a time of 500 ms, and what is true a second later");
      var request = HttpRequest.newBuilder(page).timeout(time).build();
      trickle.show(
          "HttpRequest.timeout",
          client.sendAsync(request, BodyHandlers.ofString()).thenApply(HttpResponse::body));
      trickle.show("orTimeout", HttpRequests.getAsync(client, page).orTimeout(500, MILLISECONDS));
      trickle.show("getWithin", Tasks.start(() -> getWithin(client, page, time)));
      trickle.show("getWithinAsync", getWithinAsync(client, page, time));
    }
  }
}
