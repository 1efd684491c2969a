package hexline.server.guard;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The time is made up: each look says what it is. */
class LingerTimeTest {

  private static final long PAUSE = TimeUnit.HOURS.toNanos(1);
  private static final long MILLISECOND = TimeUnit.MILLISECONDS.toNanos(1);

  private final LingerTime time = new LingerTime();
  private long now = Long.MAX_VALUE - LingerTime.LENGTH / 2; // System.nanoTime may overflow

  private boolean isOverAfter(long nanos) {
    now += nanos;
    return time.isOver(now);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 5, 25, 50})
  @DisplayName("R14: while the process looks in time, the client has 500 ms")
  void length(long millisPerLook) {
    time.begin(now);
    long looks = 1;
    while (!isOverAfter(millisPerLook * MILLISECOND)) {
      looks++;
    }
    assertEquals(LingerTime.LENGTH, looks * millisPerLook * MILLISECOND);
  }

  @Test
  @DisplayName("R14: a pause of the process counts as one look, whenever it comes")
  void pause() {
    for (int before = 0; before < 8; before++) {
      time.begin(now);
      for (int i = 0; i < before; i++) {
        assertFalse(isOverAfter(LingerTime.LOOK));
      }
      assertFalse(isOverAfter(PAUSE), "after " + before + " looks");
      for (int i = before + 2; i < 9; i++) {
        assertFalse(isOverAfter(LingerTime.LOOK), "the rest of the time");
      }
      assertTrue(isOverAfter(2 * LingerTime.LOOK), "and then it is over");
    }
  }

  @Test
  @DisplayName("R14: a process that is paused again and again closes its connections nevertheless")
  void manyPauses() {
    time.begin(now);
    int looks = 1;
    while (!isOverAfter(PAUSE)) {
      looks++;
    }
    assertEquals(5, looks);
  }

  @Test
  @DisplayName("a look that took its time before FIN was sent counts nothing")
  void early() {
    time.begin(now);
    assertFalse(time.isOver(now - PAUSE));
    for (int i = 0; i < 9; i++) {
      assertFalse(isOverAfter(LingerTime.LOOK));
    }
    assertTrue(isOverAfter(LingerTime.LOOK));
  }

  @Test
  @DisplayName("a client that sends without end has twice the time, and no more")
  void twice() {
    time.begin(now);
    for (int i = 0; i < 19; i++) {
      boolean _ = isOverAfter(LingerTime.LOOK);
      assertFalse(time.isTwiceOver());
    }
    assertTrue(isOverAfter(LingerTime.LOOK));
    assertTrue(time.isTwiceOver());
  }
}
