package hexline.recipes;

import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/**
 * <b>asyncio:</b> {@code async with semaphore: await call()} in 10,000 tasks.
 *
 * <p><b>Java:</b> a virtual thread per call, and a semaphore around the scarce resource. Virtual
 * threads are not scarce: thousands of them may wait for a permit. A chain of {@code
 * CompletableFuture} must not block, so it has lanes instead: each lane starts its next call when
 * its last one is done.
 *
 * <p><b>Use it</b> wherever the called side has a limit: connections, file descriptors, memory, or
 * the number of calls that its operator allows.
 *
 * <p><b>What goes wrong:</b> limiting the threads instead of the calls. A fixed pool of virtual
 * threads bounds the calls, too, but a task that waits for another task of the pool keeps its
 * thread; when every thread waits like this, no task goes on. Pools are for objects that are
 * expensive to make, and a virtual thread is not.
 */
public final class Permits {

  private Permits() {}

  // @start region=limited
  /** Waits for a permit, makes the call, and releases the permit even if the call fails. */
  public static <T> T limited(Semaphore permits, Callable<T> call) throws Exception {
    permits.acquire();
    try {
      return call.call();
    } finally {
      permits.release();
    }
  }

  // @end region=limited

  /**
   * Makes all calls, at most {@code limit} (1 or more) at a time; returns their results in the
   * order of the calls. Failures are seen in that order, too; the first one interrupts the calls
   * that are not done.
   */
  public static <T> List<T> callAll(List<Callable<T>> calls, int limit)
      throws InterruptedException, ExecutionException {
    var permits = new Semaphore(limit);
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<T>> futures =
          calls.stream().map(call -> threads.submit(() -> limited(permits, call))).toList();
      try {
        for (var future : futures) {
          var _ = future.get();
        }
      } finally {
        futures.forEach(future -> future.cancel(true)); // no effect on those that are done
      }
      return futures.stream().map(Future::resultNow).toList();
    }
  }

  /**
   * The same with futures, on {@code limit} lanes; a failure is reported when all calls are done.
   */
  public static <T> CompletableFuture<List<T>> callAllAsync(
      List<Supplier<CompletableFuture<T>>> calls, int limit) {
    var results = calls.stream().map(_ -> new CompletableFuture<T>()).toList();
    var next = new AtomicInteger();
    for (int i = 0; i < limit; i++) {
      runLane(calls, results, next);
    }
    return CompletableFuture.allOf(results.toArray(CompletableFuture[]::new))
        .thenApply(_ -> results.stream().map(CompletableFuture::join).toList());
  }

  private static <T> void runLane(
      List<Supplier<CompletableFuture<T>>> calls,
      List<CompletableFuture<T>> results,
      AtomicInteger next) {
    int i = next.getAndIncrement();
    if (i < calls.size()) {
      var _ =
          CompletableFuture.completedFuture(calls.get(i))
              .thenCompose(Supplier::get) // a call that throws fails its future
              .whenCompleteAsync(
                  (result, failure) -> { // Async: otherwise the stack grows with the lane
                    if (failure == null) {
                      results.get(i).complete(result);
                    } else {
                      results.get(i).completeExceptionally(failure);
                    }
                    runLane(calls, results, next);
                  });
    }
  }

  /** Starts tasks that each wait for one more task; returns how many have ended in time. */
  static long nested(ExecutorService threads, int tasks, Duration patience)
      throws InterruptedException {
    var allWait = new CountDownLatch(tasks);
    var answered = new CountDownLatch(tasks);
    for (int i = 0; i < tasks; i++) {
      var _ =
          threads.submit(() -> {
            allWait.countDown();
            allWait.await();
            threads.submit(answered::countDown).get();
            return null;
          });
    }
    var _ = answered.await(patience.toNanos(), TimeUnit.NANOSECONDS);
    threads.shutdownNow();
    return tasks - answered.getCount();
  }

  public static void main(String[] args) throws Exception {
    int limit = 100;
    var inFlight = new AtomicInteger();
    var most = new AtomicInteger();
    Runnable enter = () -> most.accumulateAndGet(inFlight.incrementAndGet(), Math::max);

    System.out.println("10,000 calls of 5 ms, at most 100 at a time:");
    Callable<Integer> call =
        () -> {
          enter.run();
          Thread.sleep(5);
          return inFlight.decrementAndGet();
        };
    var results = callAll(Collections.nCopies(10_000, call), limit);
    System.out.println("  virtual threads: " + results.size() + " results, " + most + " at once");

    most.set(0);
    var later = CompletableFuture.delayedExecutor(5, TimeUnit.MILLISECONDS);
    Supplier<CompletableFuture<Integer>> start =
        () -> {
          enter.run();
          return CompletableFuture.supplyAsync(inFlight::decrementAndGet, later);
        };
    results = callAllAsync(Collections.nCopies(10_000, start), limit).join();
    System.out.println("  futures:         " + results.size() + " results, " + most + " at once");

    System.out.println("8 tasks that each wait for another task of their executor:");
    var factory = Thread.ofVirtual().factory();
    long answered = nested(Executors.newFixedThreadPool(8, factory), 8, Duration.ofMillis(500));
    System.out.println("  in a pool of 8 virtual threads, " + answered + " ended in 0.5 s");
    answered = nested(Executors.newVirtualThreadPerTaskExecutor(), 8, Duration.ofSeconds(5));
    System.out.println("  with a virtual thread each,     " + answered);
  }
}
