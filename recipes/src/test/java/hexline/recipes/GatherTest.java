package hexline.recipes;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.opentest4j.AssertionFailedError;

@Timeout(30)
class GatherTest {

  /** The shape of {@link Gather#gather}. */
  private interface Gatherer {
    List<String> gather(List<Callable<String>> calls)
        throws InterruptedException, ExecutionException;
  }

  @Test
  void resultsAreInTheOrderOfTheCalls() throws Exception {
    resultsAreInTheOrderOfTheCalls(Gather::gather);
    assertThrows(
        AssertionFailedError.class, () -> resultsAreInTheOrderOfTheCalls(Broken::asTheyFinish));
  }

  @Test
  void firstFailureEndsTheRest() throws Exception {
    firstFailureEndsTheRest(Gather::gather);
    assertThrows(AssertionFailedError.class, () -> firstFailureEndsTheRest(Broken::getEach));
  }

  @Test
  void aFailureIsSeenWhileAnEarlierCallRuns() {
    aFailureIsSeenWhileAnEarlierCallRuns(Gather::gather, Duration.ofSeconds(10));
    // Patience does not help this one: the first call does not end.
    assertThrows(
        AssertionFailedError.class,
        () -> aFailureIsSeenWhileAnEarlierCallRuns(Broken::getEach, Duration.ofMillis(100)));
  }

  @Test
  void firstFailureCancelsTheOtherFutures() {
    firstFailureCancelsTheOtherFutures(Gather::gatherAsync);
    assertThrows(
        AssertionFailedError.class, () -> firstFailureCancelsTheOtherFutures(Broken::allOf));
  }

  @Test
  void resultsOfFuturesAreInTheOrderOfTheCalls() {
    var a = new CompletableFuture<String>();
    var b = new CompletableFuture<String>();
    var both = Gather.gatherAsync(List.of(a, b));
    b.complete("b");
    assertTrue(!both.isDone(), "one result is not all results");
    a.complete("a");
    assertEquals(List.of("a", "b"), both.join());
  }

  private static void resultsAreInTheOrderOfTheCalls(Gatherer gatherer) throws Exception {
    var threadOfB = new CompletableFuture<Thread>();
    Callable<String> a =
        () -> {
          threadOfB.get().join(); // b finishes first
          return "a";
        };
    Callable<String> b =
        () -> {
          threadOfB.complete(Thread.currentThread());
          return "b";
        };
    assertEquals(List.of("a", "b"), gatherer.gather(List.of(a, b)));
  }

  private static void firstFailureEndsTheRest(Gatherer gatherer) throws Exception {
    var release = new CountDownLatch(1);
    var started = new CountDownLatch(1);
    var ended = new CountDownLatch(1);
    var failure = new IllegalStateException("b failed");
    Callable<String> a =
        () -> {
          try {
            started.countDown();
            release.await();
            return "a";
          } finally {
            ended.countDown();
          }
        };
    Callable<String> b =
        () -> {
          started.await();
          throw failure;
        };
    try {
      var thrown = assertThrows(ExecutionException.class, () -> gatherer.gather(List.of(b, a)));
      assertSame(failure, thrown.getCause());
      assertEquals(0, ended.getCount(), "a call must not outlive the gather that failed");
    } finally {
      release.countDown();
      assertTrue(ended.await(10, TimeUnit.SECONDS));
    }
  }

  private static void aFailureIsSeenWhileAnEarlierCallRuns(Gatherer gatherer, Duration patience) {
    var release = new CountDownLatch(1);
    var started = new CountDownLatch(1);
    Callable<String> a =
        () -> {
          started.countDown();
          release.await();
          return "a";
        };
    Callable<String> b =
        () -> {
          started.await();
          throw new IllegalStateException("b failed");
        };
    try {
      assertTimeoutPreemptively(
          patience,
          () -> assertThrows(ExecutionException.class, () -> gatherer.gather(List.of(a, b))));
    } finally {
      release.countDown();
    }
  }

  private interface AsyncGatherer {
    CompletableFuture<?> gather(List<CompletableFuture<String>> calls);
  }

  private static void firstFailureCancelsTheOtherFutures(AsyncGatherer gatherer) {
    var a = new CompletableFuture<String>();
    var b = new CompletableFuture<String>();
    var failure = new IllegalStateException("b failed");
    var both = gatherer.gather(List.of(a, b));
    b.completeExceptionally(failure);
    assertTrue(both.isCompletedExceptionally(), "the failure must be seen before a is done");
    assertSame(failure, both.handle((_, e) -> e.getCause() == null ? e : e.getCause()).join());
    assertTrue(a.isCancelled(), "a must be cancelled when b has failed");
  }

  /** The usual first attempt. */
  private static final class Broken {

    static List<String> asTheyFinish(List<Callable<String>> calls) {
      var results = new ArrayList<String>();
      try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
        for (var call : calls) {
          var _ =
              threads.submit(() -> {
                String result = call.call();
                synchronized (results) {
                  return results.add(result);
                }
              });
        }
      }
      return results;
    }

    static List<String> getEach(List<Callable<String>> calls)
        throws InterruptedException, ExecutionException {
      var threads = Executors.newVirtualThreadPerTaskExecutor();
      List<Future<String>> futures = calls.stream().map(threads::submit).toList();
      var results = new ArrayList<String>();
      for (var future : futures) {
        results.add(future.get());
      }
      return results;
    }

    static CompletableFuture<?> allOf(List<CompletableFuture<String>> calls) {
      return CompletableFuture.allOf(calls.toArray(CompletableFuture[]::new));
    }
  }
}
