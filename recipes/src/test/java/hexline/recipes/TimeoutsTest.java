package hexline.recipes;

import static java.util.concurrent.TimeUnit.NANOSECONDS;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hexline.recipes.Timeouts.Chain;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.opentest4j.AssertionFailedError;

@Timeout(60)
class TimeoutsTest {

  private static final Duration ENOUGH = Duration.ofSeconds(20);
  private static final Duration TOO_SHORT = Duration.ofMillis(500);

  /** Three calls, one after the other; the second one waits until {@link #answer} opens. */
  private static final class Calls {
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

    CompletableFuture<String> asFutures(Chain chain) {
      return chain
          .call(this::reserve)
          .thenCompose(seat -> chain.call(() -> pay(seat)))
          .thenCompose(seat -> chain.call(() -> ship(seat)));
    }
  }

  /** Makes the calls within a time. */
  private interface Within {
    String run(Duration time, Calls calls) throws Exception;
  }

  @Test
  void nothingGoesOnAfterTheDeadline() throws Exception {
    nothingGoesOnAfterTheDeadline((time, calls) -> Timeouts.within(time, calls::inTurn));
    assertThrows(
        AssertionFailedError.class,
        () -> nothingGoesOnAfterTheDeadline((time, calls) -> Broken.within(time, calls::inTurn)));
  }

  @Test
  void noFutureGoesOnAfterTheDeadline() throws Exception {
    nothingGoesOnAfterTheDeadline(
        (time, calls) -> Timeouts.withinAsync(time, calls::asFutures).get());
    assertThrows(
        AssertionFailedError.class,
        () ->
            nothingGoesOnAfterTheDeadline(
                (time, calls) -> Broken.withinAsync(time, calls::asFutures).get()));
  }

  private static void nothingGoesOnAfterTheDeadline(Within within) throws Exception {
    var time = TOO_SHORT;
    while (!isStopped(within, time)) {
      time = time.multipliedBy(2);
    }
  }

  /** Returns false if the time was too short for the call that waits to begin. */
  private static boolean isStopped(Within within, Duration time) throws Exception {
    var calls = new Calls();
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

  @Test
  void aChainThatIsInTimeIsLeftAlone() throws Exception {
    var calls = new Calls();
    calls.answer.countDown();
    assertEquals("seat paid shipped", Timeouts.within(ENOUGH, calls::inTurn));
    assertEquals("seat paid shipped", Timeouts.withinAsync(ENOUGH, calls::asFutures).get());
  }

  /** The shape of {@link Timeouts#withinAsync} with one call. */
  private interface WithinAsync {
    CompletableFuture<String> run(Duration time, Callable<String> call);
  }

  @Test
  void whatFollowsIsNotInterrupted() throws Exception {
    whatFollowsIsNotInterrupted(
        (time, call) -> Timeouts.withinAsync(time, chain -> chain.call(call)));
    assertThrows(
        AssertionFailedError.class, () -> whatFollowsIsNotInterrupted(Broken::interruptsInAnyCase));
  }

  private static void whatFollowsIsNotInterrupted(WithinAsync within) throws Exception {
    var go = new CountDownLatch(1);
    Callable<String> call =
        () -> {
          go.await();
          return "paid";
        };
    var interrupted =
        within.run(ENOUGH, call).thenApply(_ -> Thread.currentThread().isInterrupted());
    go.countDown();
    assertFalse(interrupted.get(20, SECONDS), "what follows a chain that is in time may wait");
  }

  @Test
  void aFailureInTimeIsNotATimeout() {
    var failure = new IllegalStateException("no seat");
    Callable<String> call =
        () -> {
          throw failure;
        };
    var thrown = assertThrows(ExecutionException.class, () -> Timeouts.within(ENOUGH, call));
    assertSame(failure, thrown.getCause());
    var future = Timeouts.withinAsync(ENOUGH, chain -> chain.call(call));
    thrown = assertThrows(ExecutionException.class, () -> future.get(20, SECONDS));
    assertSame(failure, thrown.getCause());
  }

  @Test
  void aCallerThatIsInterruptedStopsTheChain() throws Exception {
    var calls = new Calls();
    var begun = new CountDownLatch(1);
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var caller =
          threads.submit(() ->
              Timeouts.within(
                  ENOUGH,
                  () -> {
                    begun.countDown();
                    return calls.inTurn();
                  }));
      assertTrue(begun.await(20, SECONDS));
      caller.cancel(true);
    }
    assertEquals(0, calls.running(), "calls that have begun and not cleaned up");
    assertFalse(calls.shipped());
  }

  /** The usual first attempt. */
  private static final class Broken {

    static String within(Duration time, Callable<String> chain) throws Exception {
      var result = Executors.newVirtualThreadPerTaskExecutor().submit(chain);
      return result.get(time.toNanos(), NANOSECONDS);
    }

    static CompletableFuture<String> withinAsync(
        Duration time, Function<Chain, CompletableFuture<String>> calls) {
      return calls.apply(new Chain()).orTimeout(time.toNanos(), NANOSECONDS);
    }

    /** The call's thread brings the result, and then interrupts itself. */
    static CompletableFuture<String> interruptsInAnyCase(Duration time, Callable<String> call) {
      var work = new CompletableFuture<String>();
      Thread thread =
          Thread.startVirtualThread(() -> {
            try {
              work.complete(call.call());
            } catch (Throwable e) {
              work.completeExceptionally(e);
            }
          });
      var inTime = work.copy().orTimeout(time.toNanos(), NANOSECONDS);
      var _ = inTime.whenComplete((_, _) -> thread.interrupt());
      return work.handle((_, _) -> true).thenCompose(_ -> inTime);
    }
  }
}
