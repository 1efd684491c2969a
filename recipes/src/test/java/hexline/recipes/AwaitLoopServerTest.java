package hexline.recipes;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.fail;

import hexline.protocol.HexCodec;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.opentest4j.AssertionFailedError;

@Timeout(30)
class AwaitLoopServerTest {

  private static final int PATIENT = 10_000;

  /** Serves a listener on the calling thread until the listener is closed. */
  private interface Server {
    void serve(ServerSocketChannel listener) throws IOException;
  }

  private static void onALoop(ServerSocketChannel listener) throws IOException {
    var loop = new AwaitLoop();
    loop.run(() -> {
      var _ = loop.start(() -> new AwaitLoopServer(loop).serve(listener));
      while (listener.isOpen()) {
        loop.sleep(Duration.ofMillis(10));
      }
    });
  }

  @Test
  void aSilentClientDoesNotStopTheOthers() throws Exception {
    aSilentClientDoesNotStopTheOthers(AwaitLoopServerTest::onALoop, PATIENT);
    // A long deadline would not help the twin: it answers when the silent client has gone.
    assertThrows(
        AssertionFailedError.class,
        () -> aSilentClientDoesNotStopTheOthers(Broken::readsBlocking, 200));
  }

  private static void aSilentClientDoesNotStopTheOthers(Server server, int patienceMillis)
      throws Exception {
    try (var running = new Running(server);
        var silent = connect(running.port(), PATIENT);
        var other = connect(running.port(), patienceMillis)) {
      assertEquals("0x10d8\n", ask(other, "4312\n"));
      assertEquals("-0x5\n0x1\n", ask(other, "-5\n1\n"));
      assertEquals("0x4d2\n", ask(silent, "1234\n"));
    }
  }

  /** A server on a thread of its own. */
  private static final class Running implements AutoCloseable {
    private final ServerSocketChannel listener = ServerSocketChannel.open();
    private final CompletableFuture<Void> served;

    Running(Server server) throws IOException {
      listener.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
      served =
          CompletableFuture.runAsync(
              () -> serve(server), Thread.ofPlatform().name("server")::start);
    }

    int port() {
      return listener.socket().getLocalPort();
    }

    private void serve(Server server) {
      try {
        server.serve(listener);
      } catch (IOException e) {
        assertFalse(listener.isOpen(), e::toString);
      }
    }

    /** Throws what the server failed with. */
    @Override
    public void close() throws IOException {
      listener.close();
      served.orTimeout(PATIENT, MILLISECONDS).join();
    }
  }

  private static Socket connect(int port, int patienceMillis) throws IOException {
    var socket = new Socket(InetAddress.getLoopbackAddress(), port);
    socket.setSoTimeout(patienceMillis);
    return socket;
  }

  private static String ask(Socket socket, String lines) throws IOException {
    socket.getOutputStream().write(lines.getBytes(US_ASCII));
    InputStream in = socket.getInputStream();
    var answer = new StringBuilder();
    try {
      for (long left = lines.chars().filter(c -> c == '\n').count(); left > 0; ) {
        int b = in.read();
        if (b < 0) {
          return fail("the server closed the connection after: " + answer);
        }
        answer.append((char) b);
        left -= b == '\n' ? 1 : 0;
      }
    } catch (SocketTimeoutException e) {
      return fail("no answer to " + lines.strip() + " while another client is silent");
    }
    return answer.toString();
  }

  @Test
  void aLongPipelineIsAnsweredInOrder() throws Exception {
    var request = new StringBuilder();
    var expected = new StringBuilder();
    for (int i = 0; i < 20_000; i++) {
      request.append(i).append('\n');
      expected.append("0x").append(Integer.toHexString(i)).append('\n');
    }
    try (var running = new Running(AwaitLoopServerTest::onALoop);
        var client = connect(running.port(), PATIENT)) {
      Thread.startVirtualThread(() -> send(client, request.toString()));
      assertEquals(
          expected.toString(), new String(client.getInputStream().readAllBytes(), US_ASCII));
    }
  }

  private static void send(Socket client, String request) {
    try {
      client.getOutputStream().write(request.getBytes(US_ASCII));
      client.shutdownOutput();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  /** Serves on one thread, too, but its read blocks. */
  private static final class Broken {
    static void readsBlocking(ServerSocketChannel listener) throws IOException {
      while (true) {
        try (SocketChannel client = listener.accept()) {
          var codec = new HexCodec();
          var in = ByteBuffer.allocate(4096);
          var out = ByteBuffer.allocate(4096);
          while (client.read(in) >= 0) {
            in.flip();
            var _ = codec.answer(in, out, false);
            in.compact();
            client.write(out.flip());
            out.clear();
          }
        }
      }
    }
  }
}
