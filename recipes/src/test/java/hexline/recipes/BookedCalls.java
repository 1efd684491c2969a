package hexline.recipes;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;

/** Three calls, one after the other; the second one waits until {@link #answer} opens. */
final class BookedCalls {

  static final Duration ENOUGH = Duration.ofSeconds(20);
  private static final Duration TOO_SHORT = Duration.ofMillis(500);

  final CountDownLatch paying = new CountDownLatch(1);
  final CountDownLatch answer = new CountDownLatch(1);
  private int running;
  private boolean shipped;

  String reserve() {
    return "seat";
  }

  String pay(String seat) throws InterruptedException {
    begin();
    paying.countDown();
    try {
      answer.await();
      return seat + " paid";
    } finally {
      end();
    }
  }

  String ship(String seat) {
    begin();
    synchronized (this) {
      shipped = true;
    }
    end();
    return seat + " shipped";
  }

  private synchronized void begin() {
    running++;
  }

  private synchronized void end() {
    running--;
  }

  synchronized int running() {
    return running;
  }

  synchronized boolean shipped() {
    return shipped;
  }

  String inTurn() throws InterruptedException {
    return ship(pay(reserve()));
  }

  /** Makes the calls within a time. */
  @FunctionalInterface
  interface Within {
    String run(Duration time, BookedCalls calls) throws Exception;
  }

  /** The property: when the time is over, what runs has cleaned up, and nothing else begins. */
  static void nothingGoesOnAfterTheDeadline(Within within) throws Exception {
    var time = TOO_SHORT;
    while (!isStopped(within, time)) {
      time = time.multipliedBy(2);
    }
  }

  /** Returns false if the time was too short for the call that waits to begin. */
  private static boolean isStopped(Within within, Duration time) throws Exception {
    var calls = new BookedCalls();
    try {
      var failure = assertThrows(Exception.class, () -> within.run(time, calls));
      var cause = failure instanceof ExecutionException ? failure.getCause() : failure;
      assertTrue(cause instanceof TimeoutException, "the caller is told the time is over");
      if (calls.paying.getCount() > 0) {
        return false;
      }
      assertEquals(0, calls.running(), "calls that have begun and not cleaned up");
    } finally {
      calls.answer.countDown();
    }
    assertFalse(calls.shipped(), "no call may begin when the time is over");
    return true;
  }
}
