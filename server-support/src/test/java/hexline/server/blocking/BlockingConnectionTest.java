package hexline.server.blocking;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.util.Objects.requireNonNull;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hexline.protocol.Work;
import hexline.server.ServerConfig;
import hexline.server.guard.MemoryBudget;
import hexline.server.guard.Watchdog;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * A reader while its server drains. A thread that had no time for its read gets a timeout as well,
 * without having looked: no real socket does that on demand.
 */
@Timeout(30)
class BlockingConnectionTest {

  private static final ServerConfig CONFIG = ServerConfig.onPort(0);

  private final Watchdog watchdog = new Watchdog("test", CONFIG);
  private final AtomicBoolean accepts = new AtomicBoolean(true);
  private final Thread closer =
      Thread.ofPlatform().name("closer").unstarted(() -> watchdog.close(() -> {}, accepts::get));

  @BeforeEach
  void drain() {
    closer.start();
    while (!watchdog.drain().isDraining()) {
      Thread.onSpinWait();
    }
  }

  @AfterEach
  void end() throws InterruptedException {
    accepts.set(false);
    assertTrue(closer.join(Duration.ofSeconds(20)), "it ends");
  }

  /** A client whose first reads time out, whatever it has sent. */
  private static final class LateSocket extends Socket {

    private final byte[] request;
    private final ByteArrayOutputStream answers = new ByteArrayOutputStream();
    private int timeouts;
    private boolean taken;

    LateSocket(String request, int timeouts) {
      this.request = request.getBytes(ISO_8859_1);
      this.timeouts = timeouts;
    }

    @Override
    public InputStream getInputStream() {
      return new InputStream() {
        @Override
        public int read() {
          throw new UnsupportedOperationException("one byte at a time");
        }

        @Override
        public int read(byte[] target, int from, int length) throws IOException {
          if (timeouts-- > 0) {
            throw new SocketTimeoutException("thrown by a test");
          }
          if (taken) {
            return -1;
          }
          taken = true;
          System.arraycopy(request, 0, target, from, request.length);
          return request.length;
        }

        @Override
        public int available() {
          return taken ? 0 : request.length;
        }
      };
    }

    @Override
    public OutputStream getOutputStream() {
      return answers;
    }

    @Override
    public void setTcpNoDelay(boolean on) {}

    @Override
    public void setSoTimeout(int millis) {}

    @Override
    public void shutdownOutput() {}
  }

  private BlockingConnection open(LateSocket socket) {
    return requireNonNull(
        BlockingConnection.open(socket, CONFIG, Work.NONE, watchdog, new MemoryBudget()));
  }

  private String answers(LateSocket socket) {
    try (BlockingConnection connection = open(socket)) {
      while (connection.read()) {
        while (connection.answer()) {
          connection.write();
        }
      }
    }
    return socket.answers.toString(ISO_8859_1);
  }

  @Test
  @DisplayName("R14: what has arrived is answered, however often the machine had no time to look")
  void timeoutsWithBytes() {
    assertEquals("0xff\n", answers(new LateSocket("255\n", 5)));
  }

  @Test
  @DisplayName("R14: the last line of a client that has half-closed is answered after a timeout")
  void timeoutBeforeTheEnd() {
    var socket = new LateSocket("255", 0);
    try (BlockingConnection connection = open(socket)) {
      assertTrue(connection.read());
      assertFalse(connection.answer(), "the line may go on");
      socket.timeouts = 1;
      assertTrue(connection.read(), "once more, for a last line");
      assertTrue(connection.answer(), "it has ended");
      connection.write();
      assertFalse(connection.read());
    }
    assertEquals("0xff\n", socket.answers.toString(ISO_8859_1));
  }

  @Test
  @DisplayName("R14: a client that has sent nothing is not waited for")
  void silence() {
    assertEquals("", answers(new LateSocket("", 1000)));
  }
}
