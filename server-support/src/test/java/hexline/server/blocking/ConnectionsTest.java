package hexline.server.blocking;

import static java.util.Objects.requireNonNull;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hexline.protocol.Work;
import hexline.server.ServerConfig;
import hexline.server.guard.Connections;
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
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What is logged of a client that is given up, or goes: one line an event. And who is refused. */
@Timeout(30)
class ConnectionsTest {

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

  private static Connections withIdleTimeout(Duration time) {
    ServerConfig defaults = ServerConfig.onPort(0);
    var config =
        new ServerConfig(
            defaults.bind(), 1, 1, time, defaults.writeTimeout(), defaults.drainTimeout());
    return new Connections("test", config, Work.NONE);
  }

  /** Reads until it fails, as a server does. */
  private static void serve(Socket socket, Connections owner) {
    try (BlockingConnection connection = requireNonNull(BlockingConnection.open(socket, owner))) {
      connection.lost(assertThrows(IOException.class, connection::read));
    }
  }

  @Test
  void aTimeoutIsOneLine() throws IOException {
    try (var listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        var _ = new Socket(listener.getInetAddress(), listener.getLocalPort())) {
      serve(listener.accept(), withIdleTimeout(Duration.ofMillis(10)));
    }
    assertEquals(List.of("closed a client that timed out"), lines);
  }

  @Test
  void aResetIsOneLine() throws IOException {
    try (var listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      try (var client = new Socket(listener.getInetAddress(), listener.getLocalPort())) {
        client.setSoLinger(true, 0); // its close sends RST
      }
      serve(listener.accept(), withIdleTimeout(Duration.ofMinutes(1)));
    }
    assertEquals(1, lines.size(), lines.toString());
    assertTrue(lines.getFirst().startsWith("a client went away: "), lines.getFirst());
  }

  @Test
  void whoComesTooLateIsNotToldThatThereAreTooMany() throws IOException {
    Connections owner = withIdleTimeout(Duration.ofMinutes(1));
    owner.close(() -> {}, () -> false);
    try (var listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        var client = new Socket(listener.getInetAddress(), listener.getLocalPort())) {
      assertNull(BlockingConnection.open(listener.accept(), owner));
      client.setSoTimeout(20_000);
      assertEquals(-1, client.getInputStream().read());
    }
  }
}
