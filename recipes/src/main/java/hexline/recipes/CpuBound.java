package hexline.recipes;

import hexline.recipes.shared.Heartbeat;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.LongStream;

/**
 * <b>asyncio:</b> {@code await loop.run_in_executor(pool, cpu_bound)}, with a pool of processes.
 *
 * <p><b>Java:</b> a pool with a platform thread for each processor. No processes are needed,
 * because Java has no global interpreter lock: the same pool that keeps the loop free makes the
 * computation faster when it is cut into parts. A virtual thread waits for the pool with {@code
 * get}.
 *
 * <p><b>Use it</b> for a computation that takes longer than the other tasks of the loop may wait.
 *
 * <p><b>What goes wrong:</b> computing on virtual threads. They have no time slices: when
 * as many of them compute as there are carriers, no other virtual thread runs. And {@code
 * supplyAsync} without an executor uses the common pool, which the whole JVM shares.
 */
public final class CpuBound {

  private CpuBound() {}

  /** Computes in the pool; stages that are added to the result run on the loop. */
  public static <T> CompletableFuture<T> runInExecutor(
      Executor loop, Executor pool, Supplier<T> task) {
    return CompletableFuture.supplyAsync(task, pool).thenApplyAsync(Function.identity(), loop);
  }

  // @start region=run-in-executor
  /** The same for a virtual thread, which waits in {@code get} while its carrier runs others. */
  public static <T> T runInExecutor(ExecutorService pool, Callable<T> task)
      throws InterruptedException, ExecutionException {
    return pool.submit(task).get();
  }

  // @end region=run-in-executor

  /** Computes the parts on all threads of the pool and adds their results. */
  public static long sum(ExecutorService pool, List<Callable<Long>> parts)
      throws InterruptedException, ExecutionException {
    long sum = 0;
    for (Future<Long> part : pool.invokeAll(parts)) {
      sum += part.get();
    }
    return sum;
  }

  /** Counts the primes from one number up to another by trial division: the computation. */
  static long countPrimes(long from, long to) {
    return LongStream.range(from, to).filter(CpuBound::isPrime).count();
  }

  private static boolean isPrime(long n) {
    if (n < 4 || n % 2 == 0) {
      return n == 2 || n == 3;
    }
    for (long divisor = 3; divisor * divisor <= n; divisor += 2) {
      if (n % divisor == 0) {
        return false;
      }
    }
    return true;
  }

  /** The same count in parts that are small enough to keep all threads busy to the end. */
  static List<Callable<Long>> countInParts(long to) {
    long size = to / 64 + 1;
    var parts = new ArrayList<Callable<Long>>();
    for (long from = 0; from < to; from += size) {
      long first = from;
      parts.add(() -> countPrimes(first, Math.min(first + size, to)));
    }
    return parts;
  }

  public static void main(String[] args) throws Exception {
    long limit = 2_000_000;
    int processors = Runtime.getRuntime().availableProcessors();
    long primes = countPrimes(0, limit); // also warms up the compiler
    System.out.println("counting the " + primes + " primes below " + limit + ":");
    try (var loop = Executors.newSingleThreadScheduledExecutor();
        var pool = Executors.newFixedThreadPool(processors)) {
      printPause("on the loop", loop, loop, limit);
      printPause("in a pool of " + processors, loop, pool, limit);
    }
    printWaitForCarrier(processors, limit);

    long one = bestOfThree(1, limit);
    long all = bestOfThree(processors, limit);
    System.out.println("without a global lock:");
    System.out.printf("  on 1 thread: %.1f ms%n", one / 1e6);
    System.out.printf(
        "  on %d threads: %.1f ms, %.2f times as fast%n",
        processors, all / 1e6, (double) one / all);
  }

  private static void printPause(
      String where, ScheduledExecutorService loop, Executor pool, long limit) throws Exception {
    var heartbeat = new Heartbeat(loop);
    runInExecutor(loop, pool, () -> countPrimes(0, limit)).get();
    System.out.println("  " + where + ", the loop pauses for " + heartbeat.stop() + " ms");
  }

  /** How long a virtual thread waits to run, while as many others compute as there are carriers. */
  private static void printWaitForCarrier(int carriers, long limit) throws Exception {
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < carriers; i++) {
        var _ = threads.submit(() -> countPrimes(0, limit));
      }
      long asked = System.nanoTime();
      long begun = threads.submit(System::nanoTime).get();
      System.out.println(
          "  on %d virtual threads, the next one begins after %d ms"
              .formatted(carriers, (begun - asked) / 1_000_000));
    }
  }

  private static long bestOfThree(int threads, long limit) throws Exception {
    long best = Long.MAX_VALUE;
    try (var pool = Executors.newFixedThreadPool(threads)) {
      for (int i = 0; i < 3; i++) {
        long start = System.nanoTime();
        sum(pool, countInParts(limit));
        best = Math.min(best, System.nanoTime() - start);
      }
    }
    return best;
  }
}
