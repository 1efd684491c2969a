package hexline.exercises;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A call that only so many threads may be in at the same time; one more fails. The first ones wait
 * for each other, so that it is seen whether as many come as may. Thread-safe.
 */
final class Turnstile implements Runnable {

  private static final long INSIDE = TimeUnit.MILLISECONDS.toNanos(1);

  private final int limit;
  private final long patience;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition full = lock.newCondition();
  private int inside; // guarded by lock
  private boolean waitsForOthers = true; // guarded by lock
  private final AtomicInteger most = new AtomicInteger();

  /**
   * @param patience how long the first threads wait for each other, in ns
   */
  Turnstile(int limit, long patience) {
    this.limit = limit;
    this.patience = patience;
  }

  @Override
  public void run() {
    lock.lock();
    try {
      enter();
      try {
        awaitOthers();
      } finally {
        inside--;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("the call was interrupted", e);
    } finally {
      lock.unlock();
    }
  }

  private void enter() {
    if (inside == limit) {
      throw new IllegalStateException("the database has only " + limit + " connections");
    }
    inside++;
    most.accumulateAndGet(inside, Math::max);
    if (inside == limit) {
      waitsForOthers = false;
      full.signalAll();
    }
  }

  private void awaitOthers() throws InterruptedException {
    long left = patience;
    while (waitsForOthers && left > 0) {
      left = full.awaitNanos(left);
    }
    waitsForOthers = false;
    left = INSIDE;
    while (left > 0) { // lets others in
      left = full.awaitNanos(left);
    }
  }

  /** How many were inside at the same time. */
  int most() {
    return most.get();
  }
}
