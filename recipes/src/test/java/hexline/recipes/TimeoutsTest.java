package hexline.recipes;

import static hexline.recipes.BookedCalls.ENOUGH;
import static java.util.concurrent.TimeUnit.NANOSECONDS;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.opentest4j.AssertionFailedError;

@Timeout(60)
class TimeoutsTest {

  @Test
  void nothingGoesOnAfterTheDeadline() throws Exception {
    BookedCalls.nothingGoesOnAfterTheDeadline(
        (time, calls) -> Timeouts.within(time, calls::inTurn));
    assertThrows(
        AssertionFailedError.class,
        () ->
            BookedCalls.nothingGoesOnAfterTheDeadline(
                (time, calls) -> Broken.within(time, calls::inTurn)));
  }

  @Test
  void aChainThatIsInTimeIsLeftAlone() throws Exception {
    var calls = new BookedCalls();
    calls.answer.countDown();
    assertEquals("seat paid shipped", Timeouts.within(ENOUGH, calls::inTurn));
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
  }

  @Test
  void aCallerThatIsInterruptedStopsTheChain() throws Exception {
    var calls = new BookedCalls();
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
  }
}
