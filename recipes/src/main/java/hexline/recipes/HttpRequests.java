package hexline.recipes;

import static java.nio.charset.StandardCharsets.US_ASCII;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/**
 * <b>asyncio:</b> {@code async with httpx.AsyncClient() as client: await client.get(url)}; aiohttp.
 *
 * <p><b>Java:</b> one {@link HttpClient} for the whole program, which holds the connections: {@code
 * send} on a virtual thread, or {@code sendAsync}. Many at once go through {@link Permits}.
 *
 * <p><b>Use it</b> for HTTP/1.1 and HTTP/2; the client is a part of the JDK.
 *
 * <p><b>What goes wrong:</b> the client limits nothing: a thousand requests over HTTP/1.1 open a
 * thousand connections. A request has no timeout unless one is set, and up to JDK 25 that timeout
 * covers the headers only: see {@link HttpTimeouts}. A response with status 500 is not a failure to
 * the client; the caller has to look at the status.
 */
public final class HttpRequests {

  private HttpRequests() {}

  // @start region=get
  /** Gets a page and waits for it. */
  public static String get(HttpClient client, URI uri) throws IOException, InterruptedException {
    return body(client.send(request(uri), BodyHandlers.ofString()));
  }

  /** Gets a page asynchronously. */
  public static CompletableFuture<String> getAsync(HttpClient client, URI uri) {
    return client.sendAsync(request(uri), BodyHandlers.ofString()).thenApply(HttpRequests::body);
  }

  // @end region=get

  private static HttpRequest request(URI uri) {
    return HttpRequest.newBuilder(uri).timeout(Duration.ofSeconds(10)).build();
  }

  private static String body(HttpResponse<String> response) {
    if (response.statusCode() != 200) {
      throw new UncheckedIOException(
          new IOException(response.uri() + " answered " + response.statusCode()));
    }
    return response.body();
  }

  /** Gets all pages, at most {@code limit} at a time; returns them in the order of the URIs. */
  public static List<String> getAll(HttpClient client, List<URI> uris, int limit)
      throws InterruptedException, ExecutionException {
    return Permits.callAll(
        uris.stream().<Callable<String>>map(uri -> () -> get(client, uri)).toList(), limit);
  }

  /** The same with futures; no thread waits. */
  public static CompletableFuture<List<String>> getAllAsync(
      HttpClient client, List<URI> uris, int limit) {
    return Permits.callAllAsync(
        uris.stream()
            .<Supplier<CompletableFuture<String>>>map(uri -> () -> getAsync(client, uri))
            .toList(),
        limit);
  }

  /** A local server that squares the number in the path after 100 ms and counts its requests. */
  private static final class Squares {
    final AtomicInteger inFlight = new AtomicInteger();
    final AtomicInteger most = new AtomicInteger();

    void square(HttpExchange exchange) throws IOException {
      try (exchange) {
        most.accumulateAndGet(inFlight.incrementAndGet(), Math::max);
        LockSupport.parkNanos(100_000_000);
        int n = Integer.parseInt(exchange.getRequestURI().getPath().substring("/square/".length()));
        inFlight.decrementAndGet();
        exchange.sendResponseHeaders(200, 0);
        exchange.getResponseBody().write(String.valueOf(n * n).getBytes(US_ASCII));
      }
    }
  }

  public static void main(String[] args) throws Exception {
    var squares = new Squares();
    var server = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 1000);
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext("/square/", squares::square);
    server.start();
    var base = URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    try (var client = HttpClient.newHttpClient()) {
      System.out.println("one page:");
      System.out.println("  blocking:   12 squared is " + get(client, base.resolve("/square/12")));
      var page = getAsync(client, base.resolve("/square/13"));
      System.out.println("  as future:  13 squared is " + page.join());

      var uris = IntStream.range(0, 100).mapToObj(n -> base.resolve("/square/" + n)).toList();
      System.out.println("100 pages, and the most requests that were in the server at a time:");
      for (int limit : new int[] {100, 8}) {
        squares.most.set(0);
        getAll(client, uris, limit);
        System.out.printf("  limit %3d, blocking:   %3d%n", limit, squares.most.get());
        squares.most.set(0);
        getAllAsync(client, uris, limit).join();
        System.out.printf("  limit %3d, as futures: %3d%n", limit, squares.most.get());
      }
    }
    server.stop(0);
  }
}
