package hexline.bench.server;

import static org.junit.jupiter.api.Assertions.assertEquals;

import hexline.bench.load.Answers;
import hexline.bench.load.Load;
import hexline.bench.load.Measurement;
import hexline.bench.load.Window;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class ObservationTest {

  private static final long SECOND = Duration.ofSeconds(1).toNanos();
  private static final Load LOAD = new Load.Closed(1, 1);

  /** One second of a load with 1000 answers. */
  private static Measurement measurement(Load load) {
    var latency = new Histogram(3);
    latency.recordValueWithCount(1_000_000, 1000);
    return new Measurement(
        load,
        List.of(Window.of(SECOND, 1000, 0, latency)),
        latency,
        null,
        1000,
        SECOND,
        List.of(SECOND / 2),
        Answers.of(new long[] {1000}),
        0,
        0,
        0,
        Map.of(),
        null,
        null);
  }

  private static ProcessFigures figures(
      long userMillis, long systemMillis, Map<Integer, Duration> threads) {
    return new ProcessFigures(
        2,
        1 << 20,
        2,
        3,
        new ContextSwitches(userMillis, systemMillis),
        Duration.ofMillis(userMillis),
        Duration.ofMillis(systemMillis),
        threads,
        Map.of(1, "loop", 2, "worker"));
  }

  private static Observation observation(
      Load load, double cores, ProcessFigures before, ProcessFigures after) {
    return new Observation(
        "made up",
        "none",
        measurement(load),
        List.of(),
        0,
        new Observation.Machine(2, 0, 0, 0),
        Optional.of(
            new Observation.ProcessUse(
                Math.round(cores * SECOND), measurement(load).answers(), before, after)));
  }

  private static Map<Integer, Duration> cpu(long loopMillis, long workerMillis) {
    return Map.of(1, Duration.ofMillis(loopMillis), 2, Duration.ofMillis(workerMillis));
  }

  @Test
  @DisplayName("the share of a thread does not depend on how long other servers had their turns")
  void busiestThread() {
    // Within the slices the process used 0.8 cores; all its slices and warm-ups took 4 s of CPU.
    Observation seen =
        observation(
            LOAD, 0.8, figures(1000, 0, cpu(900, 100)), figures(4000, 1000, cpu(3900, 1100)));
    assertEquals("loop", seen.busiestThread().name());
    assertEquals(0.8 * 3 / 4, seen.busiestThread().share(), 1e-9);
    assertEquals(0.8, seen.serverCores(), 1e-9);
  }

  @Test
  @DisplayName("no thread used more than a core, whatever the ticks say")
  void atMostOneCore() {
    Observation seen =
        observation(LOAD, 1.05, figures(0, 0, cpu(0, 0)), figures(90, 10, cpu(100, 0)));
    assertEquals(1, seen.busiestThread().share());
  }

  @Test
  @DisplayName("a process that used no tick, or has too many threads to read, has no busy one")
  void noThread() {
    var nothing = new Observation.BusyThread("", 0);
    assertEquals(
        nothing,
        observation(LOAD, 0, figures(5, 5, cpu(5, 5)), figures(5, 5, cpu(5, 5))).busiestThread());
    assertEquals(
        nothing,
        observation(LOAD, 1, figures(0, 0, Map.of()), figures(500, 500, Map.of())).busiestThread());
  }

  @Test
  @DisplayName(
      "of a server on another machine nothing of the process is known, and nothing made up")
  void remote() {
    var seen =
        new Observation(
            "remote",
            "none",
            measurement(LOAD),
            List.of(),
            0,
            new Observation.Machine(2, 0, 0, 0),
            Optional.empty());
    assertEquals(new Observation.BusyThread("", 0), seen.busiestThread());
    assertEquals(Optional.empty(), seen.switches());
    assertEquals(0, seen.serverCores() + seen.serverCpuMicros() + seen.systemShare());
  }

  @Test
  @DisplayName("the kernel's share is between 0 and 1, also if a child has ended with its times")
  void systemShare() {
    Map<Integer, Duration> none = Map.of();
    assertEquals(
        0.25, observation(LOAD, 1, figures(0, 100, none), figures(300, 200, none)).systemShare());
    assertEquals(0, observation(LOAD, 1, figures(5, 5, none), figures(5, 5, none)).systemShare());
    assertEquals(
        1, observation(LOAD, 1, figures(100, 0, none), figures(50, 500, none)).systemShare());
  }

  @Test
  @DisplayName("switches are for one request; with a connection for each they cannot be told")
  void switches() {
    ProcessFigures before = figures(0, 0, Map.of());
    ProcessFigures after = figures(2000, 500, Map.of());
    assertEquals(
        Optional.of(new Observation.Switches(2, 0.5)),
        observation(LOAD, 1, before, after).switches());
    assertEquals(Optional.empty(), observation(new Load.Connect(1), 1, before, after).switches());
  }
}
