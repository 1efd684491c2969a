package hexline.bench.load;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** A number of answers that all loops of an engine wait for together. Thread-safe. */
final class Goal {

  private final AtomicLong missing;
  private final AtomicInteger alive;
  private final long patienceNanos;
  private final Runnable onReached;
  private volatile long progressAt; // nanoTime

  /**
   * A goal that is given up if no answer comes.
   *
   * @param loops that wait for it
   * @param now the patience counts from this time
   * @param onReached called by the loop whose answer is the last one
   */
  Goal(long answers, int loops, long patienceNanos, long now, Runnable onReached) {
    this.missing = new AtomicLong(answers);
    this.alive = new AtomicInteger(loops);
    this.patienceNanos = patienceNanos;
    this.progressAt = now;
    this.onReached = onReached;
  }

  /** Counts answers of a loop. */
  void progress(long answers, long now) {
    progressAt = now;
    long left = missing.addAndGet(-answers);
    if (left <= 0 && left + answers > 0) {
      onReached.run();
    }
  }

  /** Notes that all connections of a loop are dead; to be called once for each loop. */
  void loopIsDead() {
    alive.decrementAndGet();
  }

  boolean isReached() {
    return missing.get() <= 0;
  }

  /** Whether no answer has come within the patience, or all connections are dead. */
  boolean isHopeless(long now) {
    return alive.get() == 0 || now - progressAt > patienceNanos;
  }
}
