package hexline.bench.load;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class EngineStateTest {

  private static final long MILLISECOND = TimeUnit.MILLISECONDS.toNanos(1);
  private static final long START = Long.MAX_VALUE - 15 * MILLISECOND; // nanoTime may overflow

  private final EngineState engine =
      new EngineState(
          new InetSocketAddress(InetAddress.getLoopbackAddress(), 1), RequestTable.repeated(1));

  @BeforeEach
  void start() {
    engine.resetPauses(START);
  }

  private void assertPauses(long sumMillis, long longestMillis, String why) {
    assertEquals(sumMillis * MILLISECOND, engine.pauseNanos, why);
    assertEquals(longestMillis * MILLISECOND, engine.longestPauseNanos, "the longest: " + why);
  }

  @Test
  @DisplayName("a longer time between two readings than the tolerance is a pause, all of it")
  void pause() {
    engine.ranAt(START + 10 * MILLISECOND);
    assertPauses(0, 0, "as long as the tolerance");
    engine.ranAt(START + 21 * MILLISECOND);
    assertPauses(11, 11, "longer");
    engine.ranAt(START + 51 * MILLISECOND);
    engine.ranAt(START + 52 * MILLISECOND);
    engine.ranAt(START + 72 * MILLISECOND);
    assertPauses(61, 30, "three");
  }

  @Test
  @DisplayName("a wait in select is none, what goes beyond it is one, and it is allowed once")
  void waits() {
    engine.mayWait(5 * MILLISECOND);
    engine.ranAt(START + 15 * MILLISECOND);
    assertPauses(0, 0, "woken as late as the tolerance");
    engine.mayWait(5 * MILLISECOND);
    engine.ranAt(START + 35 * MILLISECOND);
    assertPauses(15, 15, "woken too late");
    engine.ranAt(START + 46 * MILLISECOND);
    assertPauses(26, 15, "without a wait");
  }

  @Test
  @DisplayName("a start forgets what was before")
  void reset() {
    engine.mayWait(5 * MILLISECOND);
    engine.ranAt(START + 100 * MILLISECOND);
    engine.mayWait(5 * MILLISECOND);
    engine.resetPauses(START + 200 * MILLISECOND);
    assertPauses(0, 0, "nothing yet");
    engine.ranAt(START + 211 * MILLISECOND);
    assertPauses(11, 11, "since the start, and no wait was allowed");
  }
}
