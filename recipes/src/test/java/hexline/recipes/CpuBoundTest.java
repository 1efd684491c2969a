package hexline.recipes;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.opentest4j.AssertionFailedError;

@Timeout(30)
class CpuBoundTest {

  /** The shape of {@link CpuBound#runInExecutor(Executor, Executor, Supplier)}. */
  private interface Offload {
    CompletableFuture<Boolean> run(Executor loop, Executor pool, Supplier<Boolean> task);
  }

  @Test
  void theLoopGoesOnWhileATaskComputes() throws Exception {
    theLoopGoesOnWhileATaskComputes(CpuBound::runInExecutor, 10_000);
    // No patience would be enough for this one: the other task is queued behind it.
    assertThrows(
        AssertionFailedError.class, () -> theLoopGoesOnWhileATaskComputes(Broken::onTheLoop, 100));
  }

  private static void theLoopGoesOnWhileATaskComputes(Offload offload, int patienceMillis)
      throws Exception {
    try (var loop = Executors.newSingleThreadExecutor();
        var pool = Executors.newSingleThreadExecutor()) {
      var begun = new CountDownLatch(1);
      var otherRan = new CountDownLatch(1);
      var saw = new CompletableFuture<Boolean>();
      Supplier<Boolean> task =
          () -> {
            begun.countDown();
            return await(otherRan, patienceMillis);
          };
      loop.execute(() -> {
        var _ = offload.run(loop, pool, task).thenAccept(saw::complete);
      });
      begun.await();
      loop.execute(otherRan::countDown);
      assertTrue(saw.get(), "the loop must run other tasks while one computes");
    }
  }

  @Test
  void theResultComesBackOnTheLoop() throws Exception {
    theResultComesBackOnTheLoop(CpuBound::runInExecutor);
    assertThrows(
        AssertionFailedError.class, () -> theResultComesBackOnTheLoop(Broken::staysInThePool));
  }

  private static void theResultComesBackOnTheLoop(Offload offload) throws Exception {
    try (var loop = Executors.newSingleThreadExecutor();
        var pool = Executors.newSingleThreadExecutor()) {
      var staged = new CountDownLatch(1);
      var thread = new CompletableFuture<Thread>();
      Supplier<Boolean> task = () -> await(staged, 10_000);
      loop.execute(() -> {
        var result = offload.run(loop, pool, task);
        var _ = result.thenAccept(_ -> thread.complete(Thread.currentThread()));
        staged.countDown();
      });
      assertSame(
          loop.submit(Thread::currentThread).get(),
          thread.get(),
          "what is chained to the result belongs on the loop");
    }
  }

  /** The shape of {@link CpuBound#sum}. */
  private interface Sum {
    long sum(ExecutorService pool, List<Callable<Long>> parts) throws Exception;
  }

  @Test
  void partsAreComputedAtTheSameTime() throws Exception {
    partsAreComputedAtTheSameTime(CpuBound::sum, 10_000);
    assertThrows(
        AssertionFailedError.class, () -> partsAreComputedAtTheSameTime(Broken::oneByOne, 100));
  }

  private static void partsAreComputedAtTheSameTime(Sum sum, int patienceMillis) throws Exception {
    try (var pool = Executors.newFixedThreadPool(2)) {
      var begun = new CountDownLatch(2);
      Callable<Long> part =
          () -> {
            begun.countDown();
            return await(begun, patienceMillis) ? 1L : 0L;
          };
      assertEquals(2, sum.sum(pool, List.of(part, part)), "parts that saw the other one begin");
    }
  }

  @Test
  void theSumOfThePartsIsTheWhole() throws Exception {
    try (var pool = Executors.newFixedThreadPool(2)) {
      assertEquals(1229, CpuBound.countPrimes(0, 10_000));
      assertEquals(1229, CpuBound.sum(pool, CpuBound.countInParts(10_000)));
      assertEquals(25, CpuBound.runInExecutor(pool, () -> CpuBound.countPrimes(0, 100)));
    }
  }

  private static boolean await(CountDownLatch latch, int patienceMillis) {
    try {
      return latch.await(patienceMillis, MILLISECONDS);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private static final class Broken {

    static <T> CompletableFuture<T> onTheLoop(Executor loop, Executor pool, Supplier<T> task) {
      return CompletableFuture.supplyAsync(task, loop);
    }

    static <T> CompletableFuture<T> staysInThePool(Executor loop, Executor pool, Supplier<T> task) {
      return CompletableFuture.supplyAsync(task, pool);
    }

    static long oneByOne(ExecutorService pool, List<Callable<Long>> parts) throws Exception {
      long sum = 0;
      for (var part : parts) {
        sum += pool.submit(part).get();
      }
      return sum;
    }
  }
}
