package hexline.server.blocking;

import static org.junit.jupiter.api.Assertions.assertFalse;

import java.util.ArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** R13: a thread that had no processor since its client made room is not taken for stuck. */
@Timeout(30)
class WriterStuckTest {

  private static final long A_WHILE = 50_000_000; // ns; longer than a stuck write is looked at

  private final WriterStuck watch = new WriterStuck();
  private final CountDownLatch begun = new CountDownLatch(1);
  private volatile boolean busy = true;

  /** A write for which there was room, and whose thread has no time to say so; then one that waits. */
  private void write() {
    watch.writeBegins();
    begun.countDown();
    while (busy) {
      Thread.onSpinWait();
    }
    watch.writeEnds();
    watch.writeBegins();
    LockSupport.park(); // until the test interrupts it
  }

  private void awaitStuck() {
    while (!watch.isStuck()) {
      LockSupport.parkNanos(1_000_000);
    }
  }

  private void expectNotStuckForAWhile(String reason) {
    long end = System.nanoTime() + A_WHILE;
    while (System.nanoTime() - end < 0) {
      assertFalse(watch.isStuck(), reason);
      LockSupport.parkNanos(1_000_000);
    }
  }

  private static void awaitParked(Thread thread) {
    while (thread.getState() != Thread.State.WAITING) {
      Thread.onSpinWait();
    }
  }

  @Test
  @DisplayName("a virtual thread that runs is not stuck, however long it takes; one that waits is")
  void virtual() throws Exception {
    Thread writer = Thread.ofVirtual().start(this::write);
    begun.await();
    expectNotStuckForAWhile("it has written");
    busy = false;
    awaitStuck();
    writer.interrupt();
    writer.join();
  }

  @Test
  @DisplayName("a virtual thread that waits is not stuck while no poller can get a carrier")
  void noCarrier() throws Exception {
    busy = false;
    Thread writer = Thread.ofVirtual().start(this::write);
    begun.await();
    awaitParked(writer);
    int carriers =
        Integer.getInteger(
            "jdk.virtualThreadScheduler.parallelism", Runtime.getRuntime().availableProcessors());
    var occupied = new CountDownLatch(carriers);
    var computing = new ArrayList<Thread>();
    busy = true;
    try {
      for (int i = 0; i < carriers; i++) {
        computing.add(Thread.ofVirtual().start(() -> computeWhileBusy(occupied)));
      }
      occupied.await();
      expectNotStuckForAWhile("who would have told it of room?");
    } finally {
      busy = false;
    }
    awaitStuck();
    writer.interrupt();
    writer.join();
    for (Thread each : computing) {
      each.join();
    }
  }

  private void computeWhileBusy(CountDownLatch occupied) {
    occupied.countDown();
    while (busy) {
      Thread.onSpinWait();
    }
  }

  @Test
  @DisplayName(
      "a platform thread is not taken for stuck by a few looks, and a new write counts anew")
  void platform() throws Exception {
    Thread writer = Thread.ofPlatform().start(this::write);
    begun.await();
    for (int look = 1; look < 5; look++) {
      assertFalse(watch.isStuck(), "look " + look);
      LockSupport.parkNanos(10_000_000); // together longer than it must be looked at
    }
    busy = false;
    awaitParked(writer);
    assertFalse(watch.isStuck(), "first look at another write");
    awaitStuck();
    writer.interrupt();
    writer.join();
  }

  @Test
  @DisplayName("a client whose thread does not write is not stuck")
  void noWriter() {
    assertFalse(watch.isStuck());
  }
}
