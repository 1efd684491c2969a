package hexline.recipes;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Counts who is at a place at the same time. It holds the first comers until the place is full, and
 * then until one too many has come, or for a time: a limit that holds pays that time once, and one
 * that does not is seen through as soon as the next comer arrives. Thread-safe.
 */
final class Crowd {

  /** How long to wait for the one too many where none is to come: longer shows no more. */
  static final Duration A_MOMENT = Duration.ofMillis(200);

  /** The same where one is to come: no verdict is to hang on how busy the machine is. */
  static final Duration PATIENT = Duration.ofSeconds(20);

  private final int limit;
  private final Duration time;
  private final CountDownLatch full;
  private final CountDownLatch gate = new CountDownLatch(1);
  private int present;
  private int most;

  Crowd(int limit, Duration time) {
    this.limit = limit;
    this.time = time;
    this.full = new CountDownLatch(limit);
  }

  void enter() throws InterruptedException {
    synchronized (this) {
      present++;
      most = Math.max(most, present);
      if (present > limit) {
        gate.countDown();
      }
    }
    full.countDown();
    if (full.await(20, TimeUnit.SECONDS)) {
      var _ = gate.await(time.toNanos(), TimeUnit.NANOSECONDS);
    }
    gate.countDown();
  }

  synchronized void leave() {
    present--;
  }

  synchronized int most() {
    return most;
  }
}
