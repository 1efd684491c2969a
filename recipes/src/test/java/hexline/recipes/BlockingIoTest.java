package hexline.recipes;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ForkJoinPool;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.opentest4j.AssertionFailedError;

@Timeout(30)
class BlockingIoTest {

  /** The shape of {@link BlockingIo#toThread}. */
  private interface ToThread {
    CompletableFuture<Boolean> start(Supplier<Boolean> call);
  }

  @Test
  void theLoopGoesOnWhileACallBlocks() throws Exception {
    theLoopGoesOnWhileACallBlocks(BlockingIo::toThread, 10_000);
    // No patience would be enough for this one: the other task is queued behind it.
    assertThrows(
        AssertionFailedError.class,
        () -> theLoopGoesOnWhileACallBlocks(Broken::callsItAtOnce, 100));
  }

  private static void theLoopGoesOnWhileACallBlocks(ToThread toThread, int patienceMillis)
      throws Exception {
    try (var loop = Executors.newSingleThreadExecutor()) {
      var begun = new CountDownLatch(1);
      var otherRan = new CountDownLatch(1);
      var saw = new CompletableFuture<Boolean>();
      Supplier<Boolean> call =
          () -> {
            begun.countDown();
            return await(otherRan, patienceMillis);
          };
      loop.execute(() -> {
        var _ = toThread.start(call).thenAccept(saw::complete);
      });
      begun.await();
      loop.execute(otherRan::countDown);
      assertTrue(saw.get(), "the loop must run other tasks while a call blocks");
    }
  }

  @Test
  void manyCallsBlockAtTheSameTime() {
    manyCallsBlockAtTheSameTime(BlockingIo::toThread, 10_000);
    assertThrows(
        AssertionFailedError.class,
        () -> manyCallsBlockAtTheSameTime(Broken::takesTheCommonPool, 100));
  }

  private static void manyCallsBlockAtTheSameTime(ToThread toThread, int patienceMillis) {
    int many = ForkJoinPool.getCommonPoolParallelism() + 2;
    var waiting = new CountDownLatch(many);
    Supplier<Boolean> call =
        () -> {
          waiting.countDown();
          return await(waiting, patienceMillis);
        };
    var calls = Stream.generate(() -> toThread.start(call)).limit(many).toList();
    long met = calls.stream().filter(CompletableFuture::join).count();
    assertEquals(many, met, "calls that saw all others wait, too");
  }

  private static boolean await(CountDownLatch latch, int patienceMillis) {
    try {
      return latch.await(patienceMillis, MILLISECONDS);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private static final class Broken {

    static CompletableFuture<Boolean> callsItAtOnce(Supplier<Boolean> call) {
      return CompletableFuture.completedFuture(call.get());
    }

    static CompletableFuture<Boolean> takesTheCommonPool(Supplier<Boolean> call) {
      return CompletableFuture.supplyAsync(call);
    }
  }
}
