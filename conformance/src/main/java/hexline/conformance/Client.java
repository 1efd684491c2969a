package hexline.conformance;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.Arrays;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * One connection: raw bytes out, lines in. No wait is longer than the timeout, and whatever does
 * not come as expected is a {@link Violation} that quotes it. One thread sends, one receives.
 */
public final class Client implements AutoCloseable {

  private enum Arrival {
    BYTES,
    NOTHING,
    END,
    RESET
  }

  private static final int CUT = 4096; // of a line that is quoted in a report
  private static final long UNKNOWN = 500_000_000; // ns: long enough for bytes to arrive unseen

  private final Socket socket = new Socket();
  private final Duration timeout;
  private byte[] buffer = {};
  private int next; // of the bytes received, the first that was not looked at
  private int limit;
  private long answers;
  private byte[] lastSent = {};

  private Client(Duration timeout) {
    this.timeout = timeout;
  }

  /**
   * Connects.
   *
   * @throws Violation if that is refused or takes longer than the timeout
   */
  public static Client connect(InetSocketAddress address, Duration timeout) {
    return connect(address, timeout, 0);
  }

  /** Connects with socket buffers of about this size in bytes; 0 leaves them to the system. */
  public static Client connect(InetSocketAddress address, Duration timeout, int socketBuffers) {
    var client = new Client(timeout);
    try {
      if (socketBuffers > 0) {
        client.socket.setReceiveBufferSize(socketBuffers);
        client.socket.setSendBufferSize(socketBuffers);
      }
      client.socket.setTcpNoDelay(true);
      client.socket.connect(address, Math.toIntExact(timeout.toMillis()));
      return client;
    } catch (IOException e) {
      client.close();
      throw new Violation(
          "cannot connect to %s:%d: %s"
              .formatted(address.getHostString(), address.getPort(), e.getMessage()));
    }
  }

  /** Sends the bytes, one for each character. */
  public Client send(String text) {
    return send(Wire.bytes(text));
  }

  /** Sends the bytes; returns when the kernel has taken all of them. */
  public Client send(byte[] bytes) {
    stream(bytes, 1).await();
    return this;
  }

  /**
   * Sends the bytes; returns when the server's kernel has received all of them, as far as ours can
   * tell. The server need not have read any.
   */
  public Client deliver(byte[] bytes) {
    send(bytes);
    long end = System.nanoTime() + timeout.toNanos();
    long lastKnown = System.nanoTime();
    while (true) {
      OptionalLong inFlight = SocketTable.bytesInFlight(socket.getLocalPort(), socket.getPort());
      long now = System.nanoTime();
      if (inFlight.isEmpty() && now - lastKnown > UNKNOWN) {
        return this;
      }
      if (inFlight.isPresent()) {
        lastKnown = now;
        if (inFlight.getAsLong() == 0) {
          return this;
        }
        if (now - end > 0) {
          throw new Violation(
              "the server's socket buffer does not take %d bytes (%s)"
                  .formatted(bytes.length, Wire.quote(bytes)));
        }
      }
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
    }
  }

  /** Sends the bytes again and again from a thread of its own, so that this one can receive. */
  Sending stream(byte[] bytes, long times) {
    lastSent = bytes;
    try {
      return new Sending(socket.getOutputStream(), bytes, times, timeout);
    } catch (IOException e) {
      throw new Violation("cannot send " + Wire.quote(bytes) + ": " + e.getMessage());
    }
  }

  /** Sends a line and expects its answer. */
  public Client ask(String line, String answer) {
    return send(line + "\n").expect(answer);
  }

  /** Sends lines, one after the other, and expects the answer of R4 to each. */
  public Client isRejected(String... lines) {
    for (String line : lines) {
      ask(line, Oracle.NOT_AN_INTEGER);
    }
    return this;
  }

  /** Expects these lines next. */
  public Client expect(String... lines) {
    return expect(Wire.lines(lines));
  }

  /** Expects exactly these bytes next. */
  Client expect(byte[] expected) {
    int at = 0;
    while (at < expected.length) {
      if (next == limit) {
        Arrival arrival = receive(timeout);
        if (arrival != Arrival.BYTES) {
          throw unexpected(lineAt(expected, at), describe(arrival));
        }
      }
      int length = Math.min(limit - next, expected.length - at);
      int wrong = Arrays.mismatch(buffer, next, next + length, expected, at, at + length);
      int right = wrong < 0 ? length : wrong;
      for (int i = next; i < next + right; i++) {
        answers += buffer[i] == '\n' ? 1 : 0;
      }
      next += right;
      at += right;
      if (wrong >= 0) {
        int start = lineStart(expected, at);
        byte[] came = Wire.concat(Arrays.copyOfRange(expected, start, at), restOfLine());
        throw unexpected(lineAt(expected, at), Wire.quote(came));
      }
    }
    return this;
  }

  /** Expects every answer to the input, and nothing for what is not asked. */
  public Client expectAnswersTo(byte[] input) {
    return expect(Oracle.answers(input));
  }

  /** Expects that nothing arrives for this long. */
  public Client expectSilence(Duration time) {
    Arrival arrival = next < limit ? Arrival.BYTES : receive(time);
    if (arrival != Arrival.NOTHING) {
      throw unexpected("nothing yet", describe(arrival));
    }
    return this;
  }

  /** Closes the sending half: end of input for the server. */
  public Client finish() {
    try {
      socket.shutdownOutput();
      return this;
    } catch (IOException e) {
      throw new Violation(
          "after %s the connection is broken: %s".formatted(sent(), e.getMessage()));
    }
  }

  /** Expects FIN, with nothing before it. */
  public Client expectEnd() {
    Arrival arrival = next < limit ? Arrival.BYTES : receive(timeout);
    if (arrival != Arrival.END) {
      throw unexpected("the end of the connection (FIN)", describe(arrival));
    }
    return this;
  }

  /** Closes the sending half and expects FIN, with nothing before it. */
  public Client expectEndAfterFinish() {
    return finish().expectEnd();
  }

  /** Throws away what arrives; whether the server closes the connection within this time. */
  public boolean isClosedWithin(Duration time) {
    long end = System.nanoTime() + time.toNanos();
    for (long left = time.toNanos(); left > 0; left = end - System.nanoTime()) {
      next = limit;
      Arrival arrival = receive(Duration.ofNanos(left));
      if (arrival == Arrival.END || arrival == Arrival.RESET) {
        return true;
      }
    }
    return false;
  }

  /** The next line without its LF, whatever it is, but all of it. */
  public String line() {
    if (next == limit) {
      Arrival arrival = receive(timeout);
      if (arrival != Arrival.BYTES) {
        throw unexpected("a line", describe(arrival));
      }
    }
    String line = new String(restOfLine(), ISO_8859_1);
    if (!line.endsWith("\n")) {
      throw unexpected("a whole line", Wire.quote(line) + " came");
    }
    return line.substring(0, line.length() - 1);
  }

  /** Declares that this client will not read any more, which the other side cannot see. */
  void shutInput() throws IOException {
    socket.shutdownInput();
  }

  /** Ends the connection with RST. */
  public void reset() {
    try {
      socket.setSoLinger(true, 0);
    } catch (IOException e) {
      // Already closed.
    }
    close();
  }

  @Override
  public void close() {
    try {
      socket.close();
    } catch (IOException e) {
      // It is closed all the same.
    }
  }

  private Arrival receive(Duration wait) {
    if (buffer.length == 0) {
      buffer = new byte[16 * 1024];
    }
    try {
      socket.setSoTimeout(Math.toIntExact(Math.max(1, wait.toMillis())));
      int n = socket.getInputStream().read(buffer);
      next = 0;
      limit = Math.max(n, 0);
      return n < 0 ? Arrival.END : Arrival.BYTES;
    } catch (SocketTimeoutException e) {
      return Arrival.NOTHING;
    } catch (IOException e) {
      return Arrival.RESET;
    }
  }

  private byte[] restOfLine() {
    var line = new ByteArrayOutputStream();
    while (line.size() < CUT && (next < limit || receive(timeout) == Arrival.BYTES)) {
      byte b = buffer[next++];
      line.write(b);
      if (b == '\n') {
        break;
      }
    }
    return line.toByteArray();
  }

  private Violation unexpected(String expected, String came) {
    String before = answers == 0 ? "" : ", " + answers + " right answers";
    return new Violation(
        "after %s%s: expected %s, but %s".formatted(sent(), before, expected, came));
  }

  private String sent() {
    return lastSent.length == 0 ? "connecting" : "sending " + Wire.quote(lastSent);
  }

  private String describe(Arrival arrival) {
    return switch (arrival) {
      case BYTES -> Wire.quote(restOfLine()) + " came";
      case NOTHING -> "nothing came for " + timeout.toMillis() + " ms";
      case END -> "the server closed the connection";
      case RESET -> "the connection was reset";
    };
  }

  private static String lineAt(byte[] bytes, int at) {
    int end = at;
    while (end < bytes.length && bytes[end] != '\n') {
      end++;
    }
    int start = lineStart(bytes, at);
    return Wire.quote(Arrays.copyOfRange(bytes, start, Math.min(end + 1, bytes.length)));
  }

  private static int lineStart(byte[] bytes, int at) {
    int start = at;
    while (start > 0 && bytes[start - 1] != '\n') {
      start--;
    }
    return start;
  }
}
