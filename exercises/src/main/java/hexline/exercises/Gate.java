package hexline.exercises;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

/** A call that lasts until the gate is opened: the threads that have called wait. Thread-safe. */
final class Gate implements Runnable {

  private final CountDownLatch open = new CountDownLatch(1);
  private final AtomicInteger waiting = new AtomicInteger();

  @Override
  public void run() {
    waiting.incrementAndGet();
    try {
      open.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("the call was interrupted", e);
    } finally {
      waiting.decrementAndGet();
    }
  }

  /** How many threads wait. */
  int waiting() {
    return waiting.get();
  }

  /** Ends all calls, those that are yet to come as well. */
  void open() {
    open.countDown();
  }
}
