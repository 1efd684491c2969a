package hexline.server.blocking;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** R14: who has bytes in its hand is not quiet, although the socket shows none. */
@Timeout(30)
class ReaderQuietTest {

  private volatile int available; // bytes in the socket
  private final ReaderQuiet watch =
      new ReaderQuiet(
          new InputStream() {
            @Override
            public int read() {
              throw new UnsupportedOperationException("only looked at");
            }

            @Override
            public int read(byte[] target, int from, int length) {
              throw new UnsupportedOperationException("only looked at");
            }

            @Override
            public int available() {
              return available;
            }
          });
  private final CountDownLatch begun = new CountDownLatch(1);
  private volatile boolean busy = true;

  /** A read that has got its bytes, and whose thread has no time to say so; then one that waits. */
  private void read() {
    watch.readBegins();
    begun.countDown();
    while (busy) {
      Thread.onSpinWait();
    }
    watch.readEnds();
    watch.readBegins();
    LockSupport.park(); // until the test interrupts it
  }

  private void awaitQuiet() throws IOException {
    while (!watch.isQuiet()) {
      Thread.onSpinWait();
    }
  }

  @Test
  @DisplayName("a virtual thread that runs is not quiet, however long it takes; one that waits is")
  void virtual() throws Exception {
    Thread reader = Thread.ofVirtual().start(this::read);
    begun.await();
    long end = System.nanoTime() + 50_000_000;
    while (System.nanoTime() - end < 0) {
      assertFalse(watch.isQuiet(), "it holds what it has read");
    }
    busy = false;
    awaitQuiet();
    reader.interrupt();
    reader.join();
  }

  @Test
  @DisplayName(
      "a platform thread is not taken for quiet by a few looks, and a new read counts anew")
  void platform() throws Exception {
    Thread reader = Thread.ofPlatform().start(this::read);
    begun.await();
    for (int look = 1; look < 5; look++) {
      assertFalse(watch.isQuiet(), "look " + look);
      LockSupport.parkNanos(10_000_000); // together longer than it must be quiet
    }
    busy = false;
    while (reader.getState() != Thread.State.WAITING) {
      Thread.onSpinWait();
    }
    assertFalse(watch.isQuiet(), "first look at another read");
    awaitQuiet();
    reader.interrupt();
    reader.join();
  }

  @Test
  @DisplayName("input that nobody has read yet is not quiet")
  void input() throws Exception {
    Thread reader = Thread.ofVirtual().start(this::read);
    begun.await();
    busy = false;
    awaitQuiet();
    available = 1;
    assertFalse(watch.isQuiet());
    available = 0;
    assertTrue(watch.isQuiet());
    reader.interrupt();
    reader.join();
  }

  @Test
  @DisplayName("a client whose thread does not read is not quiet")
  void noReader() throws IOException {
    assertFalse(watch.isQuiet());
  }
}
