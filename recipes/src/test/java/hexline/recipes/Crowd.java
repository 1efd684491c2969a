package hexline.recipes;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Counts who is at a place at the same time. It holds the first comers until the place is full, and
 * then until one too many has come, or for a second: a limit that holds pays that second once, and
 * one that does not is seen through as soon as the next comer arrives. Thread-safe.
 */
final class Crowd {

  private final int limit;
  private final CountDownLatch full;
  private final CountDownLatch gate = new CountDownLatch(1);
  private int present;
  private int most;

  Crowd(int limit) {
    this.limit = limit;
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
      var _ = gate.await(1, TimeUnit.SECONDS);
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
