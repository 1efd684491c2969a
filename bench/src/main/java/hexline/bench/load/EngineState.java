package hexline.bench.load;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * What all connections of a loop share: tables, one buffer to read into, counters, and the clock.
 * Each use of a buffer sets its position and limit first. Used by the loop's thread only.
 *
 * <p>Every reading of the clock is compared with the one before. Between two of them lie one system
 * call and the handling of one connection, which take microseconds, and at most one wait of known
 * length in {@code select}. So a longer time is a pause of the thread: the process was stopped, the
 * machine or the JVM paused, or the thread had no processor. No request pays for it, because the
 * readings are those that the latencies need.
 */
final class EngineState {

  /** Shorter pauses are not counted: a busy machine has many, and each delays few requests. */
  static final long PAUSE_TOLERANCE = TimeUnit.MILLISECONDS.toNanos(10);

  private static final int RECEIVE_BUFFER = 256 * 1024;

  final InetSocketAddress server;
  final ByteBuffer requests;
  final ByteBuffer answers;
  final int[] requestStarts;
  final int[] answerStarts;
  final ByteBuffer received = ByteBuffer.allocateDirect(RECEIVE_BUFFER);

  @Nullable Recorder recorder; // null: nothing is recorded
  long answered; // right answers of all connections so far
  long ranAt = System.nanoTime(); // of the last reading
  long pauseNanos; // sum of the pauses since they were reset
  long longestPauseNanos;

  private Errors errors = new Errors();
  private long mayWait; // nanoseconds that the thread may have waited in select since ranAt

  EngineState(InetSocketAddress server, RequestTable table) {
    this.server = server;
    this.requests = table.requests();
    this.answers = table.answers();
    this.requestStarts = table.requestStarts();
    this.answerStarts = table.answerStarts();
  }

  /** Reads {@link System#nanoTime}. */
  long now() {
    long now = System.nanoTime();
    ranAt(now);
    return now;
  }

  /** Notes that the thread runs at this time, and a pause if it has not run for too long. */
  void ranAt(long now) {
    long pause = now - ranAt - mayWait;
    if (pause > PAUSE_TOLERANCE) {
      pauseNanos += pause;
      longestPauseNanos = Math.max(longestPauseNanos, pause);
    }
    ranAt = now;
    mayWait = 0;
  }

  /** Allows the thread to wait so long before the clock is read again. */
  void mayWait(long nanos) {
    mayWait = nanos;
  }

  /** Forgets all pauses, and that the thread has not run until now. */
  void resetPauses(long now) {
    ranAt = now;
    mayWait = 0;
    pauseNanos = 0;
    longestPauseNanos = 0;
  }

  /** Errors since they were last taken. */
  Errors errors() {
    return errors;
  }

  /** Hands over the errors, so that each of them is in one measurement only. */
  Errors takeErrors() {
    Errors taken = errors;
    errors = new Errors();
    return taken;
  }
}
