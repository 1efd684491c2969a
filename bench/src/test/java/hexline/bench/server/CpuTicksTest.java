package hexline.bench.server;

import static org.junit.jupiter.api.Assertions.assertFalse;

import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class CpuTicksTest {

  private static final long SOME_TICKS = TimeUnit.MILLISECONDS.toNanos(100);

  @Test
  @DisplayName("a reading is never an old one: each of three in a row has gone on")
  void fresh() {
    long[][] before = Oshi.INFO.getHardware().getProcessor().getProcessorCpuLoadTicks();
    for (int i = 0; i < 2; i++) {
      letPass(SOME_TICKS);
      long[][] now = Oshi.INFO.getHardware().getProcessor().getProcessorCpuLoadTicks();
      assertFalse(Arrays.deepEquals(before, now), "the cores' time goes on");
      before = now;
    }
  }

  private static void letPass(long nanos) {
    long end = System.nanoTime() + nanos;
    for (long left; (left = end - System.nanoTime()) > 0; ) {
      LockSupport.parkNanos(left);
    }
  }
}
