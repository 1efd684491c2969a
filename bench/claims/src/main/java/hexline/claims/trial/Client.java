package hexline.claims.trial;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.Optional;

/** A client of a server, over a blocking socket. For use by one thread. */
public final class Client implements AutoCloseable {

  private static final Duration CONNECTING = Duration.ofSeconds(5);

  private final Socket socket = new Socket();
  private final StringBuilder unread = new StringBuilder();
  private boolean ended;

  private Client() {}

  /**
   * Connects.
   *
   * @throws IOException if that fails or takes longer than 5 s
   */
  public static Client connect(InetSocketAddress server) throws IOException {
    var client = new Client();
    try {
      client.socket.setTcpNoDelay(true);
      client.socket.connect(server, Math.toIntExact(CONNECTING.toMillis()));
      return client;
    } catch (IOException e) {
      client.close();
      throw e;
    }
  }

  /** Sends some characters, in one call of write. */
  public void send(String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(ISO_8859_1));
  }

  /** Sends no more (half-close). */
  public void endOutput() throws IOException {
    socket.shutdownOutput();
  }

  /** The next line without its end; absent if it is not there within a time, or the input ends. */
  public Optional<String> line(Duration patience) throws IOException {
    long end = System.nanoTime() + patience.toNanos();
    while (true) {
      int at = unread.indexOf("\n");
      if (at >= 0) {
        String line = unread.substring(0, at);
        unread.delete(0, at + 1);
        return Optional.of(line);
      }
      if (!fill(end)) {
        return Optional.empty();
      }
    }
  }

  /**
   * Sends a request and waits for the answer.
   *
   * @throws IOException if there is none within 10 s
   */
  public String ask(String request) throws IOException {
    send(request + "\n");
    return line(Duration.ofSeconds(10))
        .orElseThrow(() -> new IOException("no answer to '" + request + "' within 10 s"));
  }

  /** Whether the server closes the connection within a time; what it sends before is dropped. */
  public boolean endsWithin(Duration patience) throws IOException {
    long end = System.nanoTime() + patience.toNanos();
    while (fill(end)) {
      unread.setLength(0);
    }
    return ended;
  }

  /** Reads once. False at the end of the input, or if nothing comes until then. */
  private boolean fill(long end) throws IOException {
    long left = (end - System.nanoTime()) / 1_000_000;
    if (left <= 0) {
      return false;
    }
    socket.setSoTimeout(Math.toIntExact(left));
    byte[] bytes = new byte[4096];
    try {
      int length = socket.getInputStream().read(bytes);
      if (length < 0) {
        ended = true;
        return false;
      }
      unread.append(new String(bytes, 0, length, ISO_8859_1));
      return true;
    } catch (SocketTimeoutException e) {
      return false;
    }
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
