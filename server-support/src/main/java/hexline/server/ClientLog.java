package hexline.server;

import hexline.protocol.RejectionListener;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.SocketAddress;
import java.nio.channels.CancelledKeyException;
import java.nio.channels.ClosedChannelException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What a server logs about one client. Every line names the client by its number and address, and
 * the thread that did it. What a client does wrong is DEBUG ({@code --verbose}), what the server
 * does wrong is WARNING, and what happens to a client step by step is TRACE ({@code --trace}).
 *
 * <p>No method throws: they are called where an exception would cost the client, or the event loop,
 * and where there may be no memory for a log line. Thread-safe.
 */
public final class ClientLog implements RejectionListener {

  private static final Logger LOG = System.getLogger("hexline.client");
  private static final int LONGEST_QUOTATION = 64; // bytes of a client's line
  private static final AtomicLong CLIENTS = new AtomicLong();

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
    trace(() -> "connected");
  }

  /** The server has told the client that there are too many (R11). */
  public void refused() {
    trace(() -> "refused: too many connections");
  }

  /** The server has read this many bytes from the client; negative at the end of input. */
  public void read(int bytes) {
    trace(() -> bytes < 0 ? "end of input" : "read " + bytes + " bytes");
  }

  /** The client's side has accepted this many bytes of answers. */
  public void wrote(int bytes) {
    trace(() -> "wrote " + bytes + " bytes");
  }

  /** The connection has failed: the client's fault, the server's, or closed by the server before. */
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
    trace(() -> "closed");
  }

  @Override
  public void rejected(byte[] line, int from, int to) {
    log(Level.DEBUG, () -> "rejected " + (to - from) + " bytes: " + escape(line, from, to));
  }

  /** The connection was closed because its idle or write timeout has passed (R12, R13). */
  public void timedOut() {
    log(Level.DEBUG, () -> "timed out");
  }

  /** A read or a write has failed: the client has reset the connection, or the network has. */
  public void lost(IOException failure) {
    log(Level.DEBUG, () -> "connection lost: " + failure);
  }

  /** Something else has failed, which is the server's fault; the connection is closed (R9). */
  public void failed(Throwable failure) {
    log(Level.WARNING, () -> "closed after an unexpected error: " + failure);
    try {
      LOG.log(Level.DEBUG, "stack trace of the error of " + this, failure);
    } catch (Throwable e) {
      // There is no memory for the stack trace.
    }
  }

  private void trace(Supplier<String> event) {
    if (traces) {
      log(Level.TRACE, event);
    }
  }

  private void log(Level level, Supplier<String> event) {
    try {
      if (LOG.isLoggable(level)) {
        LOG.log(level, this + " " + event.get() + " [" + Thread.currentThread().getName() + "]");
      }
    } catch (Throwable e) {
      // There is no memory for the line.
    }
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

  @Override
  public String toString() {
    return "client " + number + (address == null ? "" : " (" + address + ")");
  }
}
