package hexline.recipes;

import static hexline.recipes.BookedCalls.ENOUGH;
import static java.util.concurrent.TimeUnit.NANOSECONDS;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import hexline.recipes.FutureTimeouts.Chain;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.opentest4j.AssertionFailedError;

@Timeout(60)
class FutureTimeoutsTest {

  private static CompletableFuture<String> asFutures(BookedCalls calls, Chain chain) {
    return chain
        .call(calls::reserve)
        .thenCompose(seat -> chain.call(() -> calls.pay(seat)))
        .thenCompose(seat -> chain.call(() -> calls.ship(seat)));
  }

  @Test
  void noFutureGoesOnAfterTheDeadline() throws Exception {
    BookedCalls.nothingGoesOnAfterTheDeadline(
        (time, calls) -> FutureTimeouts.withinAsync(time, chain -> asFutures(calls, chain)).get());
    assertThrows(
        AssertionFailedError.class,
        () ->
            BookedCalls.nothingGoesOnAfterTheDeadline(
                (time, calls) -> Broken.withinAsync(time, chain -> asFutures(calls, chain)).get()));
  }

  @Test
  void aChainThatIsInTimeIsLeftAlone() throws Exception {
    var calls = new BookedCalls();
    calls.answer.countDown();
    var result = FutureTimeouts.withinAsync(ENOUGH, chain -> asFutures(calls, chain));
    assertEquals("seat paid shipped", result.get());
  }

  @Test
  void aFailureInTimeIsNotATimeout() {
    var failure = new IllegalStateException("no seat");
    Callable<String> call =
        () -> {
          throw failure;
        };
    var future = FutureTimeouts.withinAsync(ENOUGH, chain -> chain.call(call));
    var thrown = assertThrows(ExecutionException.class, () -> future.get(20, SECONDS));
    assertSame(failure, thrown.getCause());
  }

  /** The shape of {@link FutureTimeouts#withinAsync} with one call. */
  private interface WithinAsync {
    CompletableFuture<String> run(Duration time, Callable<String> call);
  }

  @Test
  void whatFollowsIsNotInterrupted() throws Exception {
    whatFollowsIsNotInterrupted(
        (time, call) -> FutureTimeouts.withinAsync(time, chain -> chain.call(call)));
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

  /** The usual first attempt. */
  private static final class Broken {

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
