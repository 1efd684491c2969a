package hexline.conformance.client;

import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Bytes that a thread of its own sends to the server: a client that sends more than the socket
 * buffers hold must receive at the same time. Thread-safe.
 */
public final class Sending {

  private static final int CHUNK = 16 * 1024;
  private static final Duration LOOK = Duration.ofMillis(10);

  private final OutputStream output;
  private final byte[] bytes;
  private final long times;
  private final Duration timeout;
  private final AtomicLong taken = new AtomicLong();
  private long takenAt = System.nanoTime(); // used by the sender
  private volatile long stalledNanos; // before the connection broke
  private final Thread sender;
  private volatile boolean stopped;
  private volatile @Nullable IOException failure;

  Sending(OutputStream output, byte[] bytes, long times, Duration timeout) {
    this.output = output;
    this.bytes = bytes;
    this.times = times;
    this.timeout = timeout;
    this.sender = Thread.ofVirtual().unstarted(this::send);
    sender.start();
  }

  private void send() {
    try {
      for (long i = 0; i < times && !stopped; i++) {
        for (int at = 0; at < bytes.length; at += CHUNK) {
          int length = Math.min(CHUNK, bytes.length - at);
          output.write(bytes, at, length);
          taken.addAndGet(length);
          takenAt = System.nanoTime();
        }
      }
    } catch (IOException e) {
      stalledNanos = System.nanoTime() - takenAt;
      failure = e;
    }
  }

  /** How many bytes the kernel has taken so far. */
  long taken() {
    return taken.get();
  }

  /** Ends the sending after the current repetition, so that no line is cut. */
  void stop() {
    stopped = true;
  }

  /**
   * Waits until all is sent.
   *
   * @throws Violation if the connection breaks, or nothing is taken for longer than the timeout
   */
  public void await() {
    if (stalls(timeout, Long.MAX_VALUE)) {
      throw Violation.expected(
          "the server to read " + what(),
          "no room for another byte for %d ms after %s bytes".formatted(timeout.toMillis(), taken));
    }
    IOException broken = failure;
    if (broken != null) {
      throw Violation.expected(
          "the server to read " + what(),
          "a broken connection after %s bytes: %s".formatted(taken, broken.getMessage()));
    }
  }

  private String what() {
    return "%d bytes (%s)".formatted(times * bytes.length, Wire.quote(bytes));
  }

  /**
   * Waits until the kernel has taken no byte for the given time.
   *
   * @return false if before that all was sent, the connection broke, or the kernel had taken more
   *     bytes than the bound
   */
  boolean stalls(Duration quiet, long bound) {
    long before = taken.get();
    long since = System.nanoTime();
    while (!endsWithin(LOOK) && before <= bound) {
      long now = taken.get();
      if (now != before) {
        before = now;
        since = System.nanoTime();
      } else if (System.nanoTime() - since > quiet.toNanos()) {
        return true;
      }
    }
    return false;
  }

  /** Whether the connection has broken after a time in which no byte was taken. */
  boolean hasBrokenAfter(Duration standstill) {
    return failure != null && stalledNanos > standstill.toNanos();
  }

  /** Waits this long for the connection to break; returns whether it did. */
  public boolean breaksWithin(Duration time) {
    return endsWithin(time) && failure != null;
  }

  /** Waits this long until all is sent, stopped or broken; returns whether that is so. */
  boolean endsWithin(Duration time) {
    try {
      return sender.join(time);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new Violation("the case was interrupted");
    }
  }
}
