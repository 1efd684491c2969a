package hexline.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import hexline.protocol.Work;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class SimulatedWorkTest {

  /**
   * More bursts than processors: threads that only waited for a clock would share the processors'
   * time, and all of them together would use no more of it than one burst for each processor.
   */
  @Test
  void burstsUseProcessorTimeAlsoWhenTheyOutnumberTheProcessors() throws Exception {
    var threads = ManagementFactory.getThreadMXBean();
    assumeTrue(threads.isCurrentThreadCpuTimeSupported(), "this system has no clock per thread");
    int bursts = 4 * Runtime.getRuntime().availableProcessors();
    Duration time = Duration.ofMillis(100);
    Work work = SimulatedWork.parse("cpu:100ms");
    var used = new AtomicLong();
    var running = new ArrayList<Thread>();
    for (int i = 0; i < bursts; i++) {
      running.add(
          Thread.ofPlatform()
              .start(() -> {
                work.perform();
                used.addAndGet(threads.getCurrentThreadCpuTime());
              }));
    }
    for (Thread each : running) {
      each.join();
    }
    double wanted = bursts * (double) time.toNanos();
    assertTrue(used.get() >= 0.7 * wanted, () -> used.get() / wanted + " of the time was used");
    assertTrue(used.get() <= 3 * wanted, () -> used.get() / wanted + " of the time was used");
  }

  @Test
  void parsesWhatTheOptionSays() {
    assertEquals(Work.NONE, SimulatedWork.parse("none"));
    assertEquals(new SimulatedWork.Block(Duration.ofMillis(10)), SimulatedWork.parse("block:10ms"));
    assertEquals(new SimulatedWork.Cpu(Duration.ofNanos(1000)), SimulatedWork.parse("cpu:1us"));
    assertTrue(List.of("block:1ms", "cpu:1us").stream().allMatch(text -> takesTime(text)));
  }

  private static boolean takesTime(String text) {
    return SimulatedWork.parse(text).takesTime();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "cpu", "cpu:", "cpu:1", "block:-1s", "sleep:1s"})
  void refusesOtherWork(String text) {
    assertThrows(IllegalArgumentException.class, () -> SimulatedWork.parse(text));
  }
}
