package hexline.server.blocking;

import static java.util.Objects.requireNonNull;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hexline.protocol.Work;
import hexline.server.ServerConfig;
import hexline.server.guard.MemoryBudget;
import hexline.server.guard.Watchdog;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What the log says about a client: one line an event. And which clients are refused. */
@Timeout(30)
class ClientLogOfConnectionTest {

  private static final Logger LOG = Logger.getLogger("hexline");

  private final List<String> lines = new CopyOnWriteArrayList<>();

  private final java.util.logging.Handler memory =
      new java.util.logging.Handler() {
        @Override
        public void publish(LogRecord line) {
          lines.add(line.getMessage());
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
      };

  @BeforeEach
  void listen() {
    LOG.setLevel(Level.FINE);
    LOG.setUseParentHandlers(false);
    LOG.addHandler(memory);
  }

  @AfterEach
  void stop() {
    LOG.removeHandler(memory);
    LOG.setUseParentHandlers(true);
    LOG.setLevel(null);
  }

  private static ServerConfig withIdleTimeout(Duration time) {
    ServerConfig defaults = ServerConfig.onPort(0);
    return new ServerConfig(
        defaults.bind(), 1, 1, time, defaults.writeTimeout(), defaults.drainTimeout());
  }

  private static @Nullable BlockingConnection open(
      Socket socket, ServerConfig config, Watchdog watchdog) {
    return BlockingConnection.open(socket, config, Work.NONE, watchdog, new MemoryBudget());
  }

  /** Reads until the connection has failed, as a server does. */
  private static void serve(Socket socket, ServerConfig config) {
    var watchdog = new Watchdog("test", config);
    try (BlockingConnection client = requireNonNull(open(socket, config, watchdog))) {
      assertFalse(client.read());
      assertFalse(client.answer(), "nothing is answered after a failure");
    }
  }

  /** A logged line without the client's name and the thread's. */
  private List<String> events() {
    return lines.stream()
        .map(line -> line.replaceAll("client \\d+ \\(\\S+\\) (.*) \\[.*]", "$1"))
        .toList();
  }

  @Test
  @DisplayName("R12: a client that has timed out is one line, which names the client")
  void aTimeoutIsOneLine() throws IOException {
    try (var listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        var _ = new Socket(listener.getInetAddress(), listener.getLocalPort())) {
      serve(listener.accept(), withIdleTimeout(Duration.ofMillis(10)));
    }
    assertEquals(List.of("closed: no complete line within 10ms (--idle-timeout)"), events());
  }

  @Test
  @DisplayName("R9: a client that has reset its connection is one line, which names the client")
  void aResetIsOneLine() throws IOException {
    try (var listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      try (var client = new Socket(listener.getInetAddress(), listener.getLocalPort())) {
        client.setSoLinger(true, 0); // its close sends RST
      }
      serve(listener.accept(), withIdleTimeout(Duration.ofMinutes(1)));
    }
    assertEquals(1, lines.size(), lines.toString());
    assertTrue(events().getFirst().startsWith("connection lost: "), lines.getFirst());
  }

  @Test
  @DisplayName("--trace: a refused client that does not leave is closed, and a line says so")
  void aRefusedClientIsClosed() throws IOException {
    LOG.setLevel(Level.FINER);
    ServerConfig config = withIdleTimeout(Duration.ofMinutes(1)); // for one client
    var watchdog = new Watchdog("test", config);
    try (var listener = new ServerSocket(0, 2, InetAddress.getLoopbackAddress());
        var _ = new Socket(listener.getInetAddress(), listener.getLocalPort());
        var _ = new Socket(listener.getInetAddress(), listener.getLocalPort());
        var _ = requireNonNull(open(listener.accept(), config, watchdog))) {
      assertNull(open(listener.accept(), config, watchdog));
      while (lines.stream().noneMatch(line -> line.contains(" closed "))) {
        Thread.onSpinWait();
      }
      assertTrue(lines.stream().anyMatch(line -> line.contains(" refused: ")), lines.toString());
    }
  }

  @Test
  @DisplayName("R14: a client that connects after the drain is closed, and not told of too many")
  void tooLateIsNotTooMany() throws IOException {
    ServerConfig config = withIdleTimeout(Duration.ofMinutes(1));
    var watchdog = new Watchdog("test", config);
    watchdog.close(() -> {}, () -> false);
    try (var listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        var client = new Socket(listener.getInetAddress(), listener.getLocalPort())) {
      assertNull(open(listener.accept(), config, watchdog));
      client.setSoTimeout(20_000);
      assertEquals(-1, client.getInputStream().read());
    }
  }
}
