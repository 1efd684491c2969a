package hexline.exercises;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import hexline.conformance.client.Violation;
import hexline.conformance.client.Wire;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;

/**
 * A connection that is used by the calling platform thread alone. The client of the conformance kit
 * sends from a virtual thread, which gets no carrier while the reader's server holds all of them.
 */
final class PlainClient implements AutoCloseable {

  private final Socket socket = new Socket();
  private final Duration timeout;
  private String lastSent = "";

  PlainClient(InetSocketAddress address, Duration timeout) {
    this.timeout = timeout;
    try {
      socket.setSoTimeout(Math.toIntExact(timeout.toMillis()));
      socket.setTcpNoDelay(true);
      socket.connect(address, Math.toIntExact(timeout.toMillis()));
    } catch (IOException e) {
      close();
      throw Violation.expected("a connection to port " + address.getPort(), e.getMessage() + "");
    }
  }

  /** Sends a line. */
  PlainClient send(String line) {
    lastSent = line + "\n";
    try {
      socket.getOutputStream().write(lastSent.getBytes(ISO_8859_1));
      return this;
    } catch (IOException e) {
      throw unexpected("an open connection", e.getMessage() + "");
    }
  }

  /** Expects this line next. */
  PlainClient expect(String line) {
    var got = new StringBuilder();
    try {
      InputStream in = socket.getInputStream();
      while (got.length() <= line.length()) {
        int b = in.read();
        if (b < 0) {
          throw unexpected(Wire.quote(line + "\n"), got.isEmpty() ? "FIN" : Wire.quote(got + ""));
        }
        got.append((char) b);
        if (b == '\n') {
          break;
        }
      }
    } catch (SocketTimeoutException e) {
      String nothing = "nothing for " + timeout.toMillis() + " ms";
      throw unexpected(Wire.quote(line + "\n"), got.isEmpty() ? nothing : Wire.quote(got + ""));
    } catch (IOException e) {
      throw unexpected(Wire.quote(line + "\n"), "a reset");
    }
    if (!got.toString().equals(line + "\n")) {
      throw unexpected(Wire.quote(line + "\n"), Wire.quote(got + ""));
    }
    return this;
  }

  private Violation unexpected(String expected, String got) {
    String after = lastSent.isEmpty() ? "connecting" : "sending " + Wire.quote(lastSent);
    return new Violation("after %s: expected %s, got %s".formatted(after, expected, got));
  }

  @Override
  public void close() {
    try {
      socket.close();
    } catch (IOException e) {
      // It is closed all the same.
    }
  }
}
