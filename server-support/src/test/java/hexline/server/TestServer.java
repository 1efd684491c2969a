package hexline.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hexline.protocol.Work;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * A server for tests of what all servers share, run in a JVM of its own. It prints its
 * configuration to standard error and obeys single bytes of one client at a time.
 */
@Command(name = "test-server")
final class TestServer implements Launcher.Starter {

  /** Makes the client's thread die, and then the acceptor. */
  static final char DIE = '!';

  /** Makes the server log {@link #LINES} lines about the client, and then answer with this byte. */
  static final char LOG = 'l';

  static final int LINES = 5000;

  @Option(names = "--lanes", paramLabel = "N", description = "Lanes (${DEFAULT-VALUE}).")
  private int lanes = 7;

  @Option(names = "--stuck", fallbackValue = "true", description = "Never end a shutdown.")
  private boolean stuck;

  public static void main(String[] args) {
    Launcher.run(new TestServer(), args);
  }

  @Override
  public HexServer start(ServerConfig config, Work work) throws IOException {
    var listener = new ServerSocket();
    listener.bind(config.bind());
    Thread acceptor = Thread.ofPlatform().start(() -> serve(listener));
    System.err.println(config + " " + work + " lanes=" + lanes);
    return new HexServer() {
      @Override
      public InetSocketAddress address() {
        return (InetSocketAddress) listener.getLocalSocketAddress();
      }

      @Override
      public void close() {
        try {
          if (stuck) {
            new CountDownLatch(1).await();
          }
          listener.close();
          acceptor.join();
          System.getLogger("hexline.test-server").log(System.Logger.Level.INFO, "drained");
        } catch (IOException | InterruptedException e) {
          throw new IllegalStateException(e);
        }
      }
    };
  }

  @Override
  public int clientsAtATime() {
    return lanes;
  }

  private static void serve(ServerSocket listener) {
    try {
      while (true) {
        try (Socket client = listener.accept()) {
          obey(client);
        }
      }
    } catch (IOException e) {
      // Closed by the shutdown.
    }
  }

  private static void obey(Socket client) throws IOException {
    InputStream in = client.getInputStream();
    var log = new ClientLog(client.getRemoteSocketAddress());
    for (int command = in.read(); command >= 0; command = in.read()) {
      if (command == DIE) {
        die();
      }
      for (int i = 0; i < LINES; i++) {
        log.rejected("not an integer".getBytes(UTF_8), 0, 14);
      }
      client.getOutputStream().write(LOG);
    }
  }

  private static void die() {
    Thread client = Thread.ofPlatform().daemon().start(TestServer::fail);
    try {
      client.join();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
    fail();
  }

  private static void fail() {
    throw new OutOfMemoryError("thrown by a test");
  }

  /** Starts the server. The caller ends it. */
  static Process start(Map<String, String> environment, List<String> jvmOptions, String... args)
      throws IOException {
    var command = new ArrayList<String>();
    command.add(System.getProperty("java.home") + "/bin/java");
    command.add("-XX:TieredStopAtLevel=1"); // the JVM is short-lived
    command.addAll(jvmOptions);
    command.addAll(
        List.of("-cp", System.getProperty("java.class.path"), TestServer.class.getName()));
    command.addAll(List.of(args));
    var builder = new ProcessBuilder(command);
    builder.environment().putAll(environment);
    return builder.start();
  }

  static Process start(String... args) throws IOException {
    return start(Map.of(), List.of(), args);
  }

  static String line(BufferedReader reader) throws IOException {
    String line = reader.readLine();
    return line == null ? "(end of output)" : line;
  }

  /** Connects to the server that has announced itself with this line. */
  static Socket connect(String announcement) throws IOException {
    Matcher port = Pattern.compile(":([0-9]+) ").matcher(announcement);
    assertTrue(port.find(), announcement);
    var socket = new Socket(InetAddress.getLoopbackAddress(), Integer.parseInt(port.group(1)));
    socket.setSoTimeout(30_000);
    return socket;
  }

  /** Lets the server log, and waits until it has. */
  static void letLog(String announcement) throws IOException {
    try (Socket client = connect(announcement)) {
      OutputStream out = client.getOutputStream();
      out.write(LOG);
      assertTrue(client.getInputStream().read() == LOG, "the server answers");
    }
  }

  /** Exit code, standard output and standard error of a run that ends by itself. */
  record Run(int exitCode, String out, String err) {
    static Run of(String... args) throws IOException, InterruptedException {
      return of(Map.of(), List.of(), args);
    }

    static Run of(Map<String, String> environment, List<String> jvmOptions, String... args)
        throws IOException, InterruptedException {
      Process process = start(environment, jvmOptions, args);
      String out = new String(process.getInputStream().readAllBytes(), UTF_8);
      String err = new String(process.getErrorStream().readAllBytes(), UTF_8);
      return new Run(process.waitFor(), out, err);
    }
  }
}
