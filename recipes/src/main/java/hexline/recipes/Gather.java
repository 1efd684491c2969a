package hexline.recipes;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * <b>asyncio:</b> {@code await asyncio.gather(a(), b())}; like {@code TaskGroup}, it cancels the
 * other calls when one fails.
 *
 * <p><b>Java:</b> a virtual thread per call, in an executor that {@code try} closes: when the block
 * has ended, every call has ended. Results are awaited in the order in which calls finish, so that
 * the first failure is seen at once, and returned in the order of the calls. With {@code
 * CompletableFuture}, {@code allOf} waits for all of them even if one fails; the rest has to be
 * cancelled by hand.
 *
 * <p><b>Use it</b> when you need all results or none.
 *
 * <p><b>What goes wrong:</b> {@code get} on each future in turn sees the failure of the last call
 * only when all before it are done, and the other calls go on although their results are not used,
 * as with Python's {@code gather}. Cancelling a {@code CompletableFuture} does not reach the code
 * that is to complete it, unless that code watches the future: {@code HttpClient} does, {@code
 * supplyAsync} does not.
 */
public final class Gather {

  private Gather() {}

  /**
   * Makes all calls at the same time; returns their results in the order of the calls. Throws the
   * first failure, after the other calls have been interrupted and have ended.
   */
  public static <T> List<T> gather(List<Callable<T>> calls)
      throws InterruptedException, ExecutionException {
    // @start region=gather
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var finished = new ExecutorCompletionService<T>(threads);
      List<Future<T>> futures = calls.stream().map(finished::submit).toList();
      try {
        for (int i = 0; i < futures.size(); i++) {
          var _ = finished.take().get();
        }
      } finally {
        futures.forEach(future -> future.cancel(true)); // no effect on those that are done
      }
      return futures.stream().map(Future::resultNow).toList();
    }
    // @end region=gather
  }

  /** The same with futures: the first failure fails the result and cancels the others. */
  public static <T> CompletableFuture<List<T>> gatherAsync(List<CompletableFuture<T>> calls) {
    var all = CompletableFuture.allOf(calls.toArray(CompletableFuture[]::new));
    for (var call : calls) {
      var _ =
          call.whenComplete((_, failure) -> {
            if (failure != null && all.completeExceptionally(failure)) {
              calls.forEach(other -> other.cancel(true));
            }
          });
    }
    return all.thenApply(_ -> calls.stream().map(CompletableFuture::join).toList());
  }

  /** A call that returns its result after some time. */
  private static String slow(String result, int millis) throws InterruptedException {
    try {
      Thread.sleep(Duration.ofMillis(millis));
      return result;
    } catch (InterruptedException e) {
      System.out.println("  " + result + " was interrupted");
      throw e;
    }
  }

  public static void main(String[] args) throws Exception {
    long start = System.nanoTime();
    System.out.println("three calls of 300, 200 and 100 ms:");
    var results = gather(List.of(() -> slow("a", 300), () -> slow("b", 200), () -> slow("c", 100)));
    System.out.println("  " + results + " after " + millisSince(start) + " ms");

    start = System.nanoTime();
    System.out.println("a call of 60 s beside one that fails after 100 ms:");
    try {
      gather(
          List.of(
              () -> slow("a", 60_000),
              () -> {
                throw new IllegalStateException(slow("no route to b", 100));
              }));
    } catch (ExecutionException e) {
      System.out.println("  " + e.getCause() + ", after " + millisSince(start) + " ms");
    }

    System.out.println("the same with futures:");
    var a = new CompletableFuture<String>();
    var b = new CompletableFuture<String>();
    var both = gatherAsync(List.of(a, b));
    b.completeExceptionally(new IllegalStateException("no route to b"));
    System.out.println("  " + both.exceptionNow() + ", a cancelled: " + a.isCancelled());
  }

  private static long millisSince(long start) {
    return (System.nanoTime() - start) / 1_000_000;
  }
}
