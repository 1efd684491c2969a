package hexline.server.guard;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** The time is made up. */
class DrainTurnTest {

  private static final long LENGTH = TimeUnit.MILLISECONDS.toNanos(200);

  private final AtomicLong time = new AtomicLong();
  private final DrainClock drain = new DrainClock(LENGTH, time::get);
  private final DrainTurn turn = new DrainTurn(drain);

  @Test
  @DisplayName("before the drain a connection is read again and again")
  void before() {
    for (int i = 0; i < 3; i++) {
      assertFalse(turn.isCutOff());
      assertFalse(turn.isInDrain());
      time.addAndGet(LENGTH);
    }
  }

  @Test
  @DisplayName("R14: in the first half of the drain it still is, in the second half no more")
  void halves() {
    drain.start();
    for (int i = 0; i < 3; i++) {
      assertFalse(turn.isCutOff());
      assertTrue(turn.isInDrain());
    }
    time.addAndGet(LENGTH / 2 - 1);
    assertFalse(turn.isCutOff());
    time.addAndGet(1);
    assertTrue(turn.isCutOff());
  }

  @Test
  @DisplayName("R14: a connection that comes late has one turn, too")
  void late() {
    drain.start();
    time.addAndGet(LENGTH * 3 / 4);
    assertFalse(turn.isCutOff(), "its only turn");
    assertTrue(turn.isCutOff());
  }
}
