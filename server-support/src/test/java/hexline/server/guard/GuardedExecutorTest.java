package hexline.server.guard;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A process that may start so many threads and no more is made of a factory that fails. */
@Timeout(60)
class GuardedExecutorTest {

  private final AtomicInteger allowed = new AtomicInteger(); // threads that may still be started

  private final ThreadFactory factory =
      task -> {
        if (allowed.getAndDecrement() <= 0) {
          allowed.set(0);
          throw new OutOfMemoryError("thrown by a test");
        }
        return new Thread(task);
      };

  private ThreadPoolExecutor pool(int size) {
    return new ThreadPoolExecutor(
        size, size, 0, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), factory);
  }

  private static void runMany(GuardedExecutor executor) throws InterruptedException {
    var done = new CountDownLatch(20);
    for (int i = 0; i < 20; i++) {
      executor.execute(done::countDown);
    }
    assertTrue(done.await(20, TimeUnit.SECONDS), "all tasks are run");
  }

  private static long spareThreads() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().equals("spare"))
        .count();
  }

  @Test
  @DisplayName("R15: a pool that may not start its next thread goes on with those that it has")
  void goesOn() throws Exception {
    allowed.set(2);
    ThreadPoolExecutor pool = pool(4);
    try (var executor = new GuardedExecutor(pool)) {
      runMany(executor);
      assertEquals(2, pool.getPoolSize());
    }
  }

  @Test
  @DisplayName("R15: it has all its threads soon after the process may start them")
  void grows() throws Exception {
    allowed.set(1);
    ThreadPoolExecutor pool = pool(3);
    try (var executor = new GuardedExecutor(pool)) {
      runMany(executor);
      allowed.set(100);
      long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
      while (pool.getPoolSize() < 3 && System.nanoTime() - end < 0) {
        runMany(executor);
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(10));
      }
      assertEquals(3, pool.getPoolSize());
    }
  }

  @Test
  @DisplayName("R15: a pool without any thread throws, and runs tasks when it may start one")
  void noThread() throws Exception {
    try (var executor = new GuardedExecutor(pool(2))) {
      assertThrows(OutOfMemoryError.class, () -> executor.execute(() -> {}));
      allowed.set(2);
      runMany(executor);
    }
  }

  @Test
  @DisplayName("R15: a thread for each task: it throws, and goes on when it may start one")
  void threadForEachTask() throws Exception {
    try (var executor = new GuardedExecutor(Executors.newThreadPerTaskExecutor(factory))) {
      assertThrows(OutOfMemoryError.class, () -> executor.execute(() -> {}));
      allowed.set(100);
      runMany(executor);
    }
  }

  @Test
  @DisplayName(
      "R14, R15: at the limit no thread is tried before one has ended: the signal has room")
  void roomForTheSignal() throws Exception {
    long before = spareThreads();
    var tried = new AtomicInteger();
    ThreadFactory counting =
        task -> {
          tried.incrementAndGet();
          return factory.newThread(task);
        };
    var leaves = new CountDownLatch(1);
    var left = new CountDownLatch(1);
    allowed.set(1);
    try (var executor = new GuardedExecutor(Executors.newThreadPerTaskExecutor(counting))) {
      executor.execute(() -> {
        try {
          leaves.await();
        } catch (InterruptedException e) {
          // The executor is closed: the test has failed.
        }
      });
      assertThrows(OutOfMemoryError.class, () -> executor.execute(() -> {}));
      assertEquals(2, tried.get());
      assertThrows(OutOfMemoryError.class, () -> executor.execute(() -> {}));
      assertEquals(2, tried.get(), "nobody has left");
      assertEquals(before, spareThreads());
      leaves.countDown();
      allowed.set(1);
      long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
      while (left.getCount() > 0 && System.nanoTime() - end < 0) {
        try {
          executor.execute(left::countDown);
        } catch (OutOfMemoryError e) {
          // The first task has not ended yet.
        }
        boolean _ = left.await(1, TimeUnit.MILLISECONDS);
      }
      assertEquals(0, left.getCount(), "there is a thread for the next client");
    }
  }

  @Test
  @DisplayName("R14, R15: threads are held in reserve, and end when no other one can be started")
  void reserve() throws Exception {
    long before = spareThreads();
    allowed.set(1);
    try (var executor = new GuardedExecutor(pool(2))) {
      assertEquals(before + 4, spareThreads());
      runMany(executor);
      assertEquals(before, spareThreads(), "the signal's thread and the hooks have room");
    }
    var reserve = new ThreadReserve();
    assertEquals(before + 4, spareThreads());
    reserve.release();
    assertEquals(before, spareThreads());
    assertTrue(reserve.tryFill());
    assertEquals(before + 4, spareThreads());
    Thread.currentThread().interrupt();
    reserve.release();
    assertTrue(Thread.interrupted(), "an interrupt stays set");
    assertEquals(before, spareThreads());
  }

  @Test
  @DisplayName("closing interrupts a task that runs, and ends the reserve")
  void close() throws Exception {
    long before = spareThreads();
    allowed.set(1);
    var running = new CountDownLatch(1);
    var interrupted = new CountDownLatch(1);
    var executor = new GuardedExecutor(pool(1));
    executor.execute(() -> {
      running.countDown();
      try {
        new CountDownLatch(1).await();
      } catch (InterruptedException e) {
        interrupted.countDown();
      }
    });
    running.await();
    executor.close();
    assertTrue(interrupted.await(20, TimeUnit.SECONDS));
    assertEquals(before, spareThreads());
  }
}
