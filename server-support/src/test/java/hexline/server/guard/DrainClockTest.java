package hexline.server.guard;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class DrainClockTest {

  private static final long LENGTH = TimeUnit.MILLISECONDS.toNanos(200);
  private static final long PAUSE = TimeUnit.MILLISECONDS.toNanos(300); // longer than LENGTH

  private final DrainClock clock = new DrainClock(LENGTH);

  private static void pause() {
    long end = System.nanoTime() + PAUSE;
    while (System.nanoTime() - end < 0) {
      LockSupport.parkNanos(PAUSE);
    }
  }

  @Test
  @DisplayName("R14: right after a pause the drain is not over, whatever the clock says")
  void pauseDoesNotCount() {
    clock.start();
    pause();
    assertFalse(clock.isOver(), "before the tick that notes the pause");
    assertFalse(clock.isHalfOver());
  }

  @Test
  @DisplayName("R14: a tick that notes a pause while another thread asks does not end the drain")
  void tickBetween() {
    var time = new AtomicLong();
    var ticked = new AtomicBoolean(true);
    var between = new AtomicReference<DrainClock>();
    var asked =
        new DrainClock(
            LENGTH,
            () -> {
              long now = time.get();
              if (ticked.compareAndSet(false, true)) { // the closing thread runs before the answer
                between.get().tick();
              }
              return now;
            });
    between.set(asked);
    asked.start();
    time.addAndGet(2 * PAUSE);
    ticked.set(false);
    assertFalse(asked.isHalfOver(), "the pause is longer than the drain, and does not count");
    time.addAndGet(2 * PAUSE);
    ticked.set(false);
    assertFalse(asked.isOver(), "nor does the next one");
  }

  @Test
  @DisplayName("R14: a drain ends while the process runs, and then stays over")
  void ends() {
    assertFalse(clock.isOver(), "before the start");
    clock.start();
    while (!clock.isOver()) {
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
      clock.tick();
    }
    assertTrue(clock.isHalfOver());
    pause(); // no further tick: the thread that closes has gone
    assertTrue(clock.isOver());
  }
}
