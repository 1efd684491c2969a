package hexline.conformance.client;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * One connection: sends raw bytes, receives lines. No wait is longer than the timeout, and anything
 * but the expected bytes is a {@link Violation} that quotes them. One thread may send while another
 * receives.
 */
public final class Client implements AutoCloseable {

  private enum Arrival {
    BYTES,
    NOTHING,
    END,
    RESET
  }

  private static final int CUT = 4096; // of a line that is quoted in a report
  private static final long UNKNOWN = 500_000_000; // ns to wait where no table shows the arrival

  private final Socket socket = new Socket();
  private final Duration timeout;
  private byte[] buffer = {};
  private int next; // index of the first received byte that no expectation has consumed
  private int limit;
  private long answers;
  private byte[] lastSent = {};
  private boolean lineIsOpen; // the last byte sent was not an LF
  private volatile boolean needsFraming;

  private Client(Duration timeout) {
    this.timeout = timeout;
  }

  Socket socket() {
    return socket;
  }

  /** Longest wait for a byte that is due. */
  Duration timeout() {
    return timeout;
  }

  /**
   * Connects.
   *
   * @param timeout longest wait for the connection, and later for each byte that is due
   * @throws Violation if the connection is refused or takes longer than the timeout
   * @throws KitFailure if the kit has no descriptor or port for it
   */
  public static Client connect(InetSocketAddress address, Duration timeout) {
    return connect(address, timeout, 0);
  }

  /** Connects with socket buffers of about this size in bytes; 0 leaves them to the system. */
  public static Client connect(InetSocketAddress address, Duration timeout, int socketBuffers) {
    var client = new Client(timeout);
    try {
      client.socket.setTcpNoDelay(true); // which creates the socket
      if (socketBuffers > 0) {
        client.socket.setReceiveBufferSize(socketBuffers);
        client.socket.setSendBufferSize(socketBuffers);
      }
    } catch (IOException e) {
      client.close();
      throw KitFailure.noSocket(e);
    }
    try {
      client.socket.connect(address, Math.toIntExact(timeout.toMillis()));
      return client;
    } catch (BindException e) { // there was no port for this side
      client.close();
      throw KitFailure.noPort(e);
    } catch (IOException e) {
      client.close();
      throw new Violation(
          "expected a connection to %s:%d, got: %s"
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
   * Sends the bytes; returns when the server's kernel has acknowledged all of them, or after half a
   * second where the system has no table of sockets. The server need not have read any.
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
          throw Violation.expected(
              "room for %d bytes (%s) in the server's socket buffer"
                  .formatted(bytes.length, Wire.quote(bytes)),
              "none for " + timeout.toMillis() + " ms");
        }
      }
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
    }
  }

  /** Sends the bytes this many times from a thread of its own, so that this one can receive. */
  public Sending stream(byte[] bytes, long times) {
    lastSent = bytes;
    noteFraming(bytes, times);
    try {
      return new Sending(socket.getOutputStream(), bytes, times, timeout);
    } catch (IOException e) {
      throw new Violation("expected to send " + Wire.quote(bytes) + ", got: " + e.getMessage());
    }
  }

  /** Notes that these bytes are sent so many times, for {@link #needsFraming}. */
  void noteFraming(byte[] bytes, long times) {
    int first = 0;
    while (first < bytes.length && bytes[first] != '\n') {
      first++;
    }
    boolean hasLf = first < bytes.length;
    boolean isMoreThanOneLine = first < bytes.length - 1 || times > 1;
    needsFraming |= hasLf && (lineIsOpen || isMoreThanOneLine);
    lineIsOpen = bytes.length > 0 && bytes[bytes.length - 1] != '\n';
  }

  /** Whether it has sent several lines in one write, or one line in several. */
  public boolean needsFraming() {
    return needsFraming;
  }

  /**
   * Bytes that have been sent and that the server's kernel has not acknowledged.
   *
   * @throws Skipped where the system has no table of sockets
   */
  long undelivered() {
    return SocketTable.bytesInFlight(socket.getLocalPort(), socket.getPort())
        .orElseThrow(() -> new Skipped("this system does not say which bytes have arrived"));
  }

  /**
   * Whether the server's kernel has not acknowledged all that was sent; true if that is unknown.
   */
  boolean hasUndelivered() {
    return SocketTable.bytesInFlight(socket.getLocalPort(), socket.getPort()).orElse(1) > 0;
  }

  /**
   * Waits until the server has sent FIN, which this client need not have received.
   *
   * @return the time, of {@link System#nanoTime}, at which it had sent none yet
   * @throws Skipped where the system has no table of sockets
   * @throws Violation if there is no FIN within the timeout
   */
  public long awaitFinOfServer() {
    if (!SocketTable.exists()) {
      throw new Skipped("this system does not say what the server has sent");
    }
    long start = System.nanoTime();
    long before = start;
    for (long now = start; serverSide() == SocketTable.Side.SENDING; now = System.nanoTime()) {
      before = now;
      if (now - start > timeout.toNanos()) {
        throw unexpected("FIN", "none for " + timeout.toMillis() + " ms");
      }
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
    }
    return before;
  }

  /** Whether the server's FIN waits behind answers for which this client has no room. */
  public boolean isFinHeldUp() {
    return EnumSet.of(SocketTable.Side.FIN_HELD_UP, SocketTable.Side.FIN_HELD_UP_CLOSED)
        .contains(serverSide());
  }

  /** The same, while the server has not closed its socket. */
  public boolean isFinHeldUpAndOpen() {
    return serverSide() == SocketTable.Side.FIN_HELD_UP;
  }

  /** Whether the server has sent FIN, received or not; false where no table says so. */
  boolean hasServerSentFin() {
    return SocketTable.exists() && serverSide() != SocketTable.Side.SENDING;
  }

  private SocketTable.Side serverSide() {
    return SocketTable.side(socket.getPort(), socket.getLocalPort());
  }

  /** Sends a line and expects its answer. */
  public Client ask(String line, String answer) {
    return send(line + "\n").expect(answer);
  }

  /** Sends lines, each after the answer to the one before, and expects the answer of R4 to each. */
  public Client isRejected(String... lines) {
    for (String line : lines) {
      ask(line, Oracle.NOT_AN_INTEGER);
    }
    return this;
  }

  /** Expects this line next; returns whether it began to arrive within this time. */
  public boolean isAnsweredWithin(Duration wait, String line) {
    byte[] expected = Wire.lines(line);
    int came = expectSome(expected, 0, wait);
    if (came > 0) {
      expect(Arrays.copyOfRange(expected, came, expected.length));
    }
    return came > 0;
  }

  /** Expects these lines next. */
  public Client expect(String... lines) {
    return expect(Wire.lines(lines));
  }

  /** Expects exactly these bytes next. */
  public Client expect(byte[] expected) {
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

  /**
   * Expects that what arrives next, if anything does, is the next part of these bytes.
   *
   * @param from index of the first byte that is due
   * @param quiet longest wait for a first byte
   * @return how many bytes have been consumed; 0 if nothing arrived in this time
   */
  int expectSome(byte[] expected, int from, Duration quiet) {
    if (next == limit) {
      Arrival arrival = receive(quiet);
      if (arrival == Arrival.NOTHING) {
        return 0;
      }
      if (arrival != Arrival.BYTES) {
        throw unexpected(lineAt(expected, from), describe(arrival));
      }
    }
    int length = Math.min(limit - next, expected.length - from);
    expect(Arrays.copyOfRange(expected, from, from + length));
    return length;
  }

  /**
   * Expects the next part of these bytes, or FIN.
   *
   * @param from index of the first byte that is due
   * @param mayEnd whether FIN may come before this byte
   * @return how many bytes have been consumed; -1 at FIN
   */
  int expectSomeOrEnd(byte[] expected, int from, boolean mayEnd) {
    Arrival arrival = next < limit ? Arrival.BYTES : receive(timeout);
    if (arrival == Arrival.END && mayEnd) {
      return -1;
    }
    if (arrival != Arrival.BYTES) {
      throw unexpected(lineAt(expected, from) + (mayEnd ? " or FIN" : ""), describe(arrival));
    }
    return expectSome(expected, from, timeout);
  }

  /** Expects the answers to this input, in order and complete. */
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

  /**
   * Expects this line, or the end of the connection, by FIN or reset, before its first byte;
   * returns whether it was the line.
   */
  public boolean expectOrEnd(String line) {
    if (next == limit) {
      Arrival arrival = receive(timeout);
      if (arrival == Arrival.END || arrival == Arrival.RESET) {
        return false;
      }
      if (arrival == Arrival.NOTHING) {
        throw unexpected(Wire.quote(line + "\n") + " or the end", describe(arrival));
      }
    }
    expect(line);
    return true;
  }

  /** Closes the sending half: end of input for the server. */
  public Client finish() {
    try {
      socket.shutdownOutput();
      return this;
    } catch (IOException e) {
      throw new Violation(
          "after %s: expected an open connection, got: %s".formatted(sent(), e.getMessage()));
    }
  }

  /** Expects FIN, with nothing before it. */
  public Client expectEnd() {
    Arrival arrival = next < limit ? Arrival.BYTES : receive(timeout);
    if (arrival != Arrival.END) {
      throw unexpected("FIN", describe(arrival));
    }
    return this;
  }

  /** Closes the sending half and expects FIN, with nothing before it. */
  public Client expectEndAfterFinish() {
    return finish().expectEnd();
  }

  /** Discards what arrives; returns whether the server closes the connection within this time. */
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

  /** Receives the next line, whatever it is; returns it without its LF. */
  public String line() {
    if (next == limit) {
      Arrival arrival = receive(timeout);
      if (arrival != Arrival.BYTES) {
        throw unexpected("a line", describe(arrival));
      }
    }
    String line = new String(restOfLine(), ISO_8859_1);
    if (!line.endsWith("\n")) {
      throw unexpected("a line that ends with LF", Wire.quote(line));
    }
    return line.substring(0, line.length() - 1);
  }

  /** Gives its buffer back until it receives again: for clients that are many and silent. */
  public Client rest() {
    if (next == limit) {
      buffer = new byte[0];
      next = 0;
      limit = 0;
    }
    return this;
  }

  /** Shuts the receiving half, which sends nothing: the server cannot see it. */
  public void shutInput() throws IOException {
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

  private Violation unexpected(String expected, String got) {
    String before = answers == 0 ? "" : ", " + Answers.rightAnswers(answers);
    return new Violation(
        "after %s%s: expected %s, got %s".formatted(sent(), before, expected, got));
  }

  private String sent() {
    return lastSent.length == 0 ? "connecting" : "sending " + Wire.quote(lastSent);
  }

  private String describe(Arrival arrival) {
    return switch (arrival) {
      case BYTES -> Wire.quote(restOfLine());
      case NOTHING -> "nothing for " + timeout.toMillis() + " ms";
      case END -> "FIN";
      case RESET -> "a reset";
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
