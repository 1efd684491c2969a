package hexline.recipes;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.opentest4j.AssertionFailedError;

@Timeout(60)
class PermitsTest {

  private static final int CALLS = 10_000;
  private static final int LIMIT = 100;

  /** The shape of {@link Permits#callAll}. */
  private interface Caller {
    List<Integer> callAll(List<Callable<Integer>> calls, int limit)
        throws InterruptedException, ExecutionException;
  }

  @Test
  void neverMoreThanTheLimitAndAllResults() throws Exception {
    neverMoreThanTheLimitAndAllResults(Permits::callAll, Crowd.A_MOMENT);
    assertThrows(
        AssertionFailedError.class,
        () -> neverMoreThanTheLimitAndAllResults(Broken::callAll, Crowd.PATIENT));
  }

  @Test
  void neverMoreThanTheLimitWithFutures() throws Exception {
    neverMoreThanTheLimitAndAllResults(
        (calls, limit) -> asynchronously(calls, started -> Permits.callAllAsync(started, limit)),
        Crowd.A_MOMENT);
    assertThrows(
        AssertionFailedError.class,
        () ->
            neverMoreThanTheLimitAndAllResults(
                (calls, _) -> asynchronously(calls, Broken::callAllAsync), Crowd.PATIENT));
  }

  @Test
  void aCallThatFailsGivesItsPermitBack() throws Exception {
    aCallThatFailsGivesItsPermitBack(Permits::limited);
    assertThrows(
        AssertionFailedError.class, () -> aCallThatFailsGivesItsPermitBack(Broken::limited));
  }

  @Test
  void aFutureThatFailsOrThrowsLeavesItsLaneFree() {
    var third = new CompletableFuture<Integer>();
    var results =
        Permits.<Integer>callAllAsync(
            List.of(
                () -> CompletableFuture.failedFuture(new IllegalStateException("failed")),
                () -> {
                  throw new IllegalStateException("threw");
                },
                () -> {
                  third.complete(3);
                  return third;
                }),
            1);
    var thrown = assertThrows(ExecutionException.class, results::get);
    assertInstanceOf(IllegalStateException.class, thrown.getCause());
    assertTrue(third.isDone(), "the only lane must have gone on");
  }

  @Test
  void tasksMayWaitForTasks() throws Exception {
    tasksMayWaitForTasks(_ -> Executors.newVirtualThreadPerTaskExecutor(), Duration.ofSeconds(20));
    // No patience would be enough for this one.
    assertThrows(
        AssertionFailedError.class,
        () -> tasksMayWaitForTasks(Broken::pool, Duration.ofSeconds(1)));
  }

  private static void neverMoreThanTheLimitAndAllResults(Caller caller, Duration time)
      throws Exception {
    var crowd = new Crowd(LIMIT, time);
    List<Callable<Integer>> calls =
        IntStream.range(0, CALLS)
            .<Callable<Integer>>mapToObj(i ->
                () -> {
                  crowd.enter();
                  crowd.leave();
                  return i;
                })
            .toList();
    assertEquals(
        IntStream.range(0, CALLS).boxed().toList(),
        caller.callAll(calls, LIMIT),
        "every call has its result, in the order of the calls");
    assertEquals(LIMIT, crowd.most(), "calls in flight, at most and at times");
  }

  /** Lets futures be completed by virtual threads. */
  private static List<Integer> asynchronously(
      List<Callable<Integer>> calls,
      Function<List<Supplier<CompletableFuture<Integer>>>, CompletableFuture<List<Integer>>> caller)
      throws InterruptedException, ExecutionException {
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Supplier<CompletableFuture<Integer>>> started =
          calls.stream()
              .<Supplier<CompletableFuture<Integer>>>map(call ->
                  () -> {
                    var result = new CompletableFuture<Integer>();
                    var _ = threads.submit(() -> result.complete(call.call()));
                    return result;
                  })
              .toList();
      return caller.apply(started).get();
    }
  }

  /** The shape of {@link Permits#limited}. */
  private interface Limiter {
    String limited(Semaphore permits, Callable<String> call) throws Exception;
  }

  private static void aCallThatFailsGivesItsPermitBack(Limiter limiter) throws Exception {
    var permits = new Semaphore(1);
    assertEquals("result", limiter.limited(permits, () -> "result"));
    assertThrows(
        IllegalStateException.class,
        () ->
            limiter.limited(
                permits,
                () -> {
                  throw new IllegalStateException("the call failed");
                }));
    assertEquals(1, permits.availablePermits(), "permits after a call that failed");
  }

  private interface Threads {
    ExecutorService open(int limit);
  }

  private static void tasksMayWaitForTasks(Threads threads, Duration patience) throws Exception {
    assertEquals(
        8,
        Permits.nested(threads.open(8), 8, patience),
        "tasks out of 8 that got the answer of the task that they wait for");
  }

  /** The usual first attempt. */
  private static final class Broken {

    static List<Integer> callAll(List<Callable<Integer>> calls, int limit)
        throws InterruptedException {
      try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
        return threads.invokeAll(calls).stream().map(Future::resultNow).toList();
      }
    }

    static CompletableFuture<List<Integer>> callAllAsync(
        List<Supplier<CompletableFuture<Integer>>> calls) {
      var results = calls.stream().map(Supplier::get).toList();
      return CompletableFuture.allOf(results.toArray(CompletableFuture[]::new))
          .thenApply(_ -> results.stream().map(CompletableFuture::join).toList());
    }

    static String limited(Semaphore permits, Callable<String> call) throws Exception {
      permits.acquire();
      String result = call.call();
      permits.release();
      return result;
    }

    static ExecutorService pool(int limit) {
      return Executors.newFixedThreadPool(limit, Thread.ofVirtual().factory());
    }
  }
}
