package hexline.server.guard;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A process that may start so many threads and no more is made of a factory that fails. */
@Timeout(60)
class ThreadReserveTest {

  private static final int SIZE = 4;

  private final List<Thread> threads = new ArrayList<>(); // all that were ever made
  private final CountDownLatch mayEnd = new CountDownLatch(1);
  private int allowed = 100; // threads that may still be made

  private Thread newThread(Runnable task) {
    if (allowed-- == 0) {
      allowed = 0;
      throw new OutOfMemoryError("thrown by a test");
    }
    Thread thread =
        Thread.ofPlatform()
            .daemon()
            .unstarted(() -> {
              task.run();
              await(mayEnd);
            });
    threads.add(thread);
    return thread;
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void await(String what, BooleanSupplier condition) {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    while (!condition.getAsBoolean()) {
      assertTrue(System.nanoTime() - end < 0, what);
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
    }
  }

  private static boolean waits(Thread thread) {
    return thread.getState() == Thread.State.WAITING;
  }

  private long alive() {
    return threads.stream().filter(Thread::isAlive).count();
  }

  @AfterEach
  void end() {
    mayEnd.countDown();
  }

  @Test
  @DisplayName("R15: it has four threads, which wait, and no more however often it is filled")
  void fills() {
    var reserve = new ThreadReserve(this::newThread);
    assertTrue(reserve.tryFill());
    assertEquals(SIZE, threads.size());
    await("all wait", () -> threads.stream().allMatch(ThreadReserveTest::waits));
    mayEnd.countDown();
    reserve.release();
    assertEquals(0, alive());
    assertFalse(Thread.interrupted(), "nobody has interrupted this thread");
  }

  @Test
  @DisplayName("R15: it is not released before its threads have ended: only then is there room")
  void waitsForTheEnd() throws InterruptedException {
    var reserve = new ThreadReserve(this::newThread);
    Thread releasing = Thread.ofPlatform().daemon().start(reserve::release);
    await("it waits", () -> waits(releasing) || !releasing.isAlive());
    assertTrue(releasing.isAlive(), "while its threads are alive");
    releasing.interrupt();
    await("it waits on", () -> !releasing.isInterrupted() && waits(releasing));
    mayEnd.countDown();
    releasing.join();
    assertEquals(0, alive());
  }

  @Test
  @DisplayName("R15: threads that were released are started again")
  void refills() {
    mayEnd.countDown();
    var reserve = new ThreadReserve(this::newThread);
    reserve.release();
    assertTrue(reserve.tryFill());
    assertEquals(2 * SIZE, threads.size());
    assertEquals(SIZE, alive());
    reserve.release();
    assertEquals(0, alive());
  }

  @Test
  @DisplayName(
      "R15: where only some can be started it has none, and tries again when it is told to")
  void allOrNone() {
    mayEnd.countDown();
    allowed = SIZE - 1;
    var reserve = new ThreadReserve(this::newThread);
    assertEquals(SIZE - 1, threads.size());
    assertEquals(0, alive(), "the JVM has the room of those that were started");
    assertFalse(reserve.tryFill());
    allowed = SIZE;
    assertTrue(reserve.tryFill());
    assertEquals(SIZE, alive());
    reserve.release();
  }

  @Test
  @DisplayName("a thread of the reserve that is interrupted waits on, and does not spin")
  void interrupted() {
    mayEnd.countDown();
    var reserve = new ThreadReserve(this::newThread);
    Thread first = threads.getFirst();
    first.interrupt();
    await("it waits on", () -> !first.isInterrupted() && waits(first));
    reserve.release();
    assertEquals(0, alive());
  }
}
