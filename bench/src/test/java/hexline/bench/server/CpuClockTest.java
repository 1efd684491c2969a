package hexline.bench.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

@Timeout(60)
class CpuClockTest {

  private static final long SOME = TimeUnit.MILLISECONDS.toNanos(50);
  private static final long TWO_TICKS = TimeUnit.MILLISECONDS.toNanos(20); // user and system

  private static Process burner() throws IOException {
    return new ProcessBuilder("sh", "-c", "while :; do :; done").inheritIO().start();
  }

  private static void await(CpuClock clock, long nanos) {
    long from = clock.nanos();
    while (clock.nanos() - from < nanos) { // the test's time limit is this loop's, too
      Thread.onSpinWait();
    }
  }

  @Test
  @DisabledOnOs(OS.WINDOWS)
  @DisplayName("it grows while a child burns CPU, and keeps its time when the child has ended")
  void child() throws IOException, InterruptedException {
    Process child = burner();
    try {
      CpuClock clock = CpuClock.of(List.of(child.toHandle()));
      await(clock, SOME);
      long before = clock.nanos();
      child.destroyForcibly().waitFor();
      assertTrue(clock.nanos() >= before, "no time is lost");
    } finally {
      child.destroyForcibly();
    }
  }

  @Test
  @DisabledOnOs(OS.WINDOWS)
  @DisplayName("it agrees with the ticks that ProcessHandle reads")
  void agrees() throws IOException {
    Process child = burner();
    try {
      CpuClock clock = CpuClock.of(List.of(child.toHandle()));
      CpuClock ticks = CpuClock.inTicks(List.of(child.toHandle()));
      await(clock, SOME);
      long earlier = ticks.nanos();
      long between = clock.nanos();
      long later = ticks.nanos();
      assertTrue(between >= earlier - TWO_TICKS, () -> between + " is not before " + earlier);
      assertTrue(between <= later + TWO_TICKS, () -> between + " is not after " + later);
      assertEquals(Duration.ofMillis(10), ticks.resolution());
    } finally {
      child.destroyForcibly();
    }
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  @DisplayName("on Linux it counts nanoseconds, those of ended threads included")
  void endedThreads() throws InterruptedException {
    CpuClock clock = CpuClock.of(List.of(ProcessHandle.current()));
    assertEquals(Duration.ofNanos(1), clock.resolution());
    long before = clock.nanos();
    var threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    Thread burner =
        Thread.ofPlatform()
            .start(() -> {
              while (threads.getCurrentThreadCpuTime() < SOME) {
                Thread.onSpinWait();
              }
            });
    burner.join();
    assertTrue(clock.nanos() - before >= SOME, "the thread's time is not lost");
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  @DisplayName("a family's time is the sum")
  void family() throws IOException {
    Process one = burner();
    Process other = burner();
    try {
      CpuClock first = CpuClock.of(List.of(one.toHandle()));
      CpuClock second = CpuClock.of(List.of(other.toHandle()));
      CpuClock both = CpuClock.of(List.of(one.toHandle(), other.toHandle()));
      await(first, SOME);
      await(second, SOME);
      long least = first.nanos() + second.nanos();
      long sum = both.nanos();
      long most = first.nanos() + second.nanos();
      assertTrue(least <= sum && sum <= most, () -> least + " <= " + sum + " <= " + most);
    } finally {
      one.destroyForcibly();
      other.destroyForcibly();
    }
  }

  @Test
  @DisplayName("a process that has ended before has no time, and is no error")
  void ended() throws IOException, InterruptedException {
    Process child = new ProcessBuilder(JavaCommand.tool("java"), "-version").start();
    child.waitFor();
    assertEquals(0, CpuClock.of(List.of(child.toHandle())).nanos());
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  @DisplayName("a reading takes no memory")
  void allocatesNothing() {
    CpuClock clock = CpuClock.of(List.of(ProcessHandle.current()));
    var threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    for (int i = 0; i < 100; i++) {
      var _ = clock.nanos(); // the first calls link the method handle
    }
    long before = threads.getCurrentThreadAllocatedBytes();
    for (int i = 0; i < 100; i++) {
      var _ = clock.nanos();
    }
    long each = (threads.getCurrentThreadAllocatedBytes() - before) / 100;
    assertTrue(each < 1000, () -> each + " bytes for each reading");
  }
}
