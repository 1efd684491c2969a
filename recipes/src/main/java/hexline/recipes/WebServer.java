package hexline.recipes;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import hexline.protocol.HexCodec;
import io.helidon.http.HeaderNames;
import io.helidon.http.Status;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.http.ServerResponse;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.ByteBuffer;
import java.util.concurrent.Executors;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * <b>asyncio:</b> Sanic: {@code @app.get("/") async def handler(request): return json(...)}.
 *
 * <p><b>Java:</b> the JDK's {@link HttpServer} with a virtual thread per request; or Helidon SE,
 * which is built on virtual threads and adds routes with parameters, limits, TLS and HTTP/2. In
 * both, a handler may block.
 *
 * <p><b>Use it:</b> the JDK's server for a tool, a test or a metrics page; Helidon for a service.
 *
 * <p><b>What goes wrong:</b> without {@code setExecutor}, the JDK's server does everything on the
 * thread that accepts, so a client that sends half a request makes all others wait. A context
 * matches every path that begins with it, so "/" gets each path that has no context of its own.
 */
public final class WebServer {

  /** A server that runs. */
  public record Site(String name, URI uri, Runnable stop) implements AutoCloseable {
    @Override
    public void close() {
      stop.run();
    }
  }

  private WebServer() {}

  /** The JDK's server, on any free port. */
  public static Site startJdk() throws IOException {
    var loopback = new InetSocketAddress("127.0.0.1", 0);
    // @start region=jdk
    var server = HttpServer.create(loopback, 1000);
    var threads = Executors.newVirtualThreadPerTaskExecutor();
    server.setExecutor(threads);
    server.createContext("/", WebServer::handle);
    server.start();
    // @end region=jdk
    var uri = URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    return new Site(
        "JDK HttpServer",
        uri,
        () -> {
          server.stop(0);
          threads.shutdownNow();
        });
  }

  static void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      String path = exchange.getRequestURI().getPath();
      Answer answer = NO_SUCH_PAGE;
      if (!exchange.getRequestMethod().equals("GET")) {
        exchange.getResponseHeaders().set("Allow", "GET");
        exchange.sendResponseHeaders(405, -1); // no body
        return;
      } else if (path.equals("/")) {
        answer = FOO_BAR;
      } else if (path.startsWith("/hex/")) {
        answer = hex(path.substring("/hex/".length()));
      }
      byte[] json = answer.json().getBytes(UTF_8);
      exchange.getResponseHeaders().set("Content-Type", "application/json");
      exchange.sendResponseHeaders(answer.status(), json.length);
      exchange.getResponseBody().write(json);
    }
  }

  /** The same with Helidon SE. */
  public static Site startHelidon() {
    var routes =
        HttpRouting.builder()
            .get("/", (_, response) -> send(response, FOO_BAR))
            .get(
                "/hex/{n}",
                (request, response) ->
                    send(response, hex(request.path().pathParameters().get("n"))))
            .any((_, response) -> send(response, NO_SUCH_PAGE));
    var server =
        io.helidon.webserver.WebServer.builder()
            .host("127.0.0.1")
            .port(0)
            .shutdownHook(false)
            .routing(routes)
            .build()
            .start();
    return new Site("Helidon SE", URI.create("http://127.0.0.1:" + server.port()), server::stop);
  }

  private static void send(ServerResponse response, Answer answer) {
    response
        .status(Status.create(answer.status()))
        .header(HeaderNames.CONTENT_TYPE, "application/json")
        .send(answer.json());
  }

  /** A response, the same in both servers. */
  record Answer(int status, String json) {}

  private static final Answer FOO_BAR = new Answer(200, "{\"foo\":\"bar\"}");
  private static final Answer NO_SUCH_PAGE = new Answer(404, "{\"error\":\"no such page\"}");

  /** The line protocol's answer; it is ASCII without quotes, so JSON has nothing to escape. */
  static Answer hex(String decimal) {
    String line = decimal.replace('\n', ' '); // both are white space to int(), and this is one line
    var reply = ByteBuffer.allocate(HexCodec.MAX_ANSWER);
    new HexCodec().answer(ByteBuffer.wrap((line + "\n").getBytes(UTF_8)), reply, true);
    String text = new String(reply.array(), 0, reply.position() - 1, UTF_8);
    return text.startsWith("0x") || text.startsWith("-0x")
        ? new Answer(200, "{\"hex\":\"" + text + "\"}")
        : new Answer(400, "{\"error\":\"" + text + "\"}");
  }

  private static final Logger HELIDON =
      Logger.getLogger("io.helidon"); // a field, or the logger and its level are collected

  public static void main(String[] args) throws Exception {
    HELIDON.setLevel(Level.WARNING);
    try (var jdk = startJdk();
        var helidon = startHelidon();
        var client = HttpClient.newHttpClient()) {
      for (var site : new Site[] {jdk, helidon}) {
        System.out.println(site.name());
        for (String path : new String[] {"/", "/hex/4312", "/hex/twelve", "/nothing"}) {
          var request = HttpRequest.newBuilder(site.uri().resolve(path)).build();
          var response = client.send(request, BodyHandlers.ofString());
          System.out.printf("  GET %-12s %d %s%n", path, response.statusCode(), response.body());
        }
      }
    }
  }
}
