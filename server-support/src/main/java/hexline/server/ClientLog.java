package hexline.server;

import hexline.cli.Durations;
import hexline.protocol.RejectionListener;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.channels.CancelledKeyException;
import java.nio.channels.ClosedChannelException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What a server logs about one client. Every line names the client by its number, and the thread
 * that did what the line says. What a client does wrong is DEBUG ({@code --verbose}), what the
 * server does wrong is WARNING, and what happens to a client step by step is TRACE ({@code
 * --trace}).
 *
 * <p>No method throws: they are called where an exception would cost the client, or the event loop,
 * and where there may be no memory for a log line. No method waits for the log to be written.
 * Thread-safe.
 */
public final class ClientLog implements RejectionListener {

  private static final Logger LOG = System.getLogger(ServerLog.NAME + ".client");
  private static final int LONGEST_QUOTATION = 64; // bytes of a client's line
  private static final int THREAD_COLUMN = 44; // of a trace line, so that thread names are aligned
  private static final AtomicLong CLIENTS = new AtomicLong();

  /** Failures of the JVM, above all OutOfMemoryError, that have ended a connection. */
  private static final AtomicLong JVM_FAILURES = new AtomicLong();

  private static final long SECOND = TimeUnit.SECONDS.toNanos(1);
  private static final AtomicLong JVM_FAILURE_LOGGED_AT =
      new AtomicLong(System.nanoTime() - SECOND);

  private final long number = CLIENTS.incrementAndGet();
  private final @Nullable SocketAddress address;
  private final boolean traces = LOG.isLoggable(Level.TRACE);

  /**
   * Gives the client the next number.
   *
   * @param address the client's; null if it has disconnected already
   */
  public ClientLog(@Nullable SocketAddress address) {
    this.address = address;
  }

  /** The server has accepted the client and will serve it. */
  public void connected() {
    trace("connected", 0, address);
  }

  /** The server has told the client that there are too many (R11). */
  public void refused() {
    trace("refused: too many connections", 0, null);
  }

  /** The server has read this many bytes from the client; negative at the end of input. */
  public void read(int bytes) {
    trace(bytes < 0 ? "end of input" : "read", bytes, null);
  }

  /** The kernel has taken this many bytes of answers into its send buffer. */
  public void wrote(int bytes) {
    trace("wrote", bytes, null);
  }

  /**
   * The connection has failed: the client's fault, the server's, or closed by the server before.
   */
  public void ended(Throwable failure) {
    if (failure instanceof ClosedChannelException || failure instanceof CancelledKeyException) {
      return; // closed by the server, which has logged why
    }
    if (failure instanceof IOException e) {
      lost(e);
    } else {
      failed(failure);
    }
  }

  /** The connection is closed. */
  public void closed() {
    trace("closed", 0, null);
  }

  @Override
  public void rejected(byte[] line, int from, int to) {
    log(
        Level.DEBUG,
        () -> "rejected a line of " + counted(to - from) + ": " + escape(line, from, to));
  }

  /** The connection is closed: the client has completed no line for this time (R12). */
  public void noLineFor(long nanos) {
    timedOut("no complete line", nanos, "--idle-timeout");
  }

  /** The connection is closed: the client has made no room for an answer for this time (R13). */
  public void noRoomFor(long nanos) {
    timedOut("no room for an answer", nanos, "--write-timeout");
  }

  private void timedOut(String missing, long nanos, String option) {
    log(
        Level.DEBUG,
        () -> {
          String time = Durations.format(Duration.ofNanos(nanos));
          return "closed: %s within %s (%s)".formatted(missing, time, option);
        });
  }

  /** A read or a write has failed: the client has reset the connection, or the network has. */
  public void lost(IOException failure) {
    log(Level.DEBUG, () -> "connection lost: " + failure);
  }

  /**
   * Something else has failed, which is the server's fault; the connection is closed (R9). With
   * {@code --verbose} the stack trace is part of the event. A JVM without memory fails for many
   * clients at once: of such errors at most one a second is logged, with their count (R15).
   */
  public void failed(Throwable failure) {
    if (!(failure instanceof VirtualMachineError)) {
      logFailure(0, failure);
      return;
    }
    long failures = JVM_FAILURES.incrementAndGet();
    long last = JVM_FAILURE_LOGGED_AT.get();
    long now = System.nanoTime();
    if (now - last >= SECOND && JVM_FAILURE_LOGGED_AT.compareAndSet(last, now)) {
      logFailure(failures, failure);
    }
  }

  private void logFailure(long failures, Throwable failure) {
    try {
      String count = failures == 0 ? "" : " (failure " + failures + " of this kind)";
      String event = line("closed after an unexpected error" + count + ": " + failure);
      LOG.log(Level.WARNING, event, LOG.isLoggable(Level.DEBUG) ? failure : null);
    } catch (Throwable e) {
      JVM_FAILURE_LOGGED_AT.set(System.nanoTime() - SECOND); // the next failure tries again
    }
  }

  /** Without --trace this costs one comparison and no allocation. */
  private void trace(String event, int bytes, @Nullable SocketAddress from) {
    if (!traces) {
      return;
    }
    try {
      var line = new StringBuilder(64).append("client ").append(number).append(' ').append(event);
      if (bytes > 0) {
        line.append(' ').append(counted(bytes));
      }
      if (from != null) {
        line.append(" from ").append(format(from));
      }
      do {
        line.append(' ');
      } while (line.length() < THREAD_COLUMN);
      LOG.log(Level.TRACE, line.append(thread()).toString());
    } catch (Throwable e) {
      // There is no memory for the line.
    }
  }

  private void log(Level level, Supplier<String> event) {
    try {
      if (LOG.isLoggable(level)) {
        LOG.log(level, line(event.get()));
      }
    } catch (Throwable e) {
      // There is no memory for the line.
    }
  }

  private String line(String event) {
    return this + " " + event + " " + thread();
  }

  private static String thread() {
    return "[" + Thread.currentThread().getName() + "]";
  }

  private static String counted(int bytes) {
    return bytes == 1 ? "1 byte" : bytes + " bytes";
  }

  private static String format(SocketAddress address) {
    return address instanceof InetSocketAddress ip ? Addresses.format(ip) : address.toString();
  }

  /** What a client sends must not forge a log line. */
  private static String escape(byte[] line, int from, int to) {
    var text = new StringBuilder();
    for (int i = from; i < Math.min(to, from + LONGEST_QUOTATION); i++) {
      int b = line[i] & 0xff;
      if (b >= ' ' && b < 0x7f && b != '\\') {
        text.append((char) b);
      } else {
        text.append("\\x")
            .append(Character.forDigit(b >> 4, 16))
            .append(Character.forDigit(b & 15, 16));
      }
    }
    return to - from > LONGEST_QUOTATION ? text + "..." : text.toString();
  }

  /** {@code client 3 (127.0.0.1:54321)}. */
  @Override
  public String toString() {
    return "client " + number + (address == null ? "" : " (" + format(address) + ")");
  }
}
