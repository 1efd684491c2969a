package hexline.bench.jmh;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Collection;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;

/**
 * Each benchmark once, as short as possible: that it runs and reports, not how fast. Those that
 * have nothing to show of JMH's forks run without one, which takes half the time.
 */
@Timeout(180)
class JmhTest {

  private static ChainedOptionsBuilder options(String benchmark) {
    return options(benchmark, "nio");
  }

  private static ChainedOptionsBuilder options(String benchmark, String server) {
    return new OptionsBuilder()
        .include("\\." + benchmark + "\\.")
        .addProfiler(ServerProfiler.class)
        .param("server", server)
        .forks(0)
        .warmupIterations(1)
        .warmupTime(TimeValue.milliseconds(100))
        .measurementIterations(1)
        .measurementTime(TimeValue.milliseconds(400))
        .shouldFailOnError(true);
  }

  private static RunResult run(ChainedOptionsBuilder options) throws RunnerException {
    Collection<RunResult> results = new Runner(options.build()).run();
    assertEquals(1, results.size(), "one result");
    return results.iterator().next();
  }

  private static double metric(RunResult run, String name) {
    var metrics = run.getSecondaryResults();
    assertTrue(metrics.containsKey(name), () -> name + " is among " + metrics.keySet());
    return metrics.get(name).getScore();
  }

  @Test
  @DisplayName("a benchmark has a score and what was seen from outside")
  void requests() throws RunnerException {
    assertSeenFromOutside(
        run(options("KeepAlive").param("connections", "4").param("depth", "2").forks(1)));
  }

  @ParameterizedTest
  @Tag("thorough")
  @ValueSource(strings = {"ConnectPerRequest", "BlockingWork", "CpuWork"})
  @DisplayName("so have the others with requests")
  void otherRequests(String benchmark) throws RunnerException {
    ChainedOptionsBuilder options = options(benchmark).param("connections", "4");
    if (!benchmark.equals("ConnectPerRequest")) {
      options.param("depth", "2");
    }
    assertSeenFromOutside(run(options));
  }

  @Test
  @Tag("thorough")
  @DisplayName("an open loop has the same, unless the machine was too busy to keep a schedule")
  void openLoop() throws RunnerException {
    ChainedOptionsBuilder options =
        options("OpenLoop").param("connections", "4").param("share", "1").forks(1);
    try {
      RunResult seen = run(options);
      assertSeenFromOutside(seen);
      assertTrue(metric(seen, "arrivals.unsent") <= 0.01, "nearly all went in time");
    } catch (RunnerException e) {
      var reasons = new StringWriter();
      e.printStackTrace(new PrintWriter(reasons));
      assertTrue(
          reasons.toString().matches("(?s).*(the engine was late|rate not reached).*"),
          () -> "only its schedule may have failed: " + reasons);
    }
  }

  private static void assertSeenFromOutside(RunResult run) {
    assertTrue(run.getPrimaryResult().getScore() > 0, "requests a second");
    assertTrue(metric(run, "server.cpu") > 0, "CPU of the server");
    assertTrue(metric(run, "server.resident") > 100, "memory of the server, in MB");
    assertTrue(metric(run, "server.threads") > 1, "threads of the server");
    assertTrue(metric(run, "client.cpu") > 0, "CPU of the engine");
    assertEquals(4, metric(run, "clients.served"), "all clients");
  }

  @Test
  @Tag("thorough")
  @DisplayName("idle connections have a cost")
  void idle() throws RunnerException {
    RunResult run = run(options("IdleConnections").param("connections", "400").warmupIterations(0));
    assertTrue(run.getPrimaryResult().getScore() > 0, "time until all are answered");
    assertTrue(metric(run, "memory.heap") > 0, "each keeps something in the heap");
    assertTrue(metric(run, "server.descriptors") > 400, "each has a descriptor");
  }

  @Test
  @DisplayName("the codec allocates nothing for numbers of 64 bits")
  void codec() throws RunnerException {
    var options =
        new OptionsBuilder()
            .include("\\.Codec\\.")
            .addProfiler(GCProfiler.class)
            .forks(1)
            .warmupIterations(2)
            .warmupTime(TimeValue.milliseconds(300))
            .measurementIterations(1)
            .measurementTime(TimeValue.milliseconds(300))
            .shouldFailOnError(true);
    assertEquals(0, metric(run(options), "gc.alloc.rate.norm"), 0.01, "bytes for each request");
  }

  @Test
  @DisplayName("a long line is answered, as it arrives byte by byte")
  void longLine() throws RunnerException {
    var options =
        new OptionsBuilder()
            .include("\\.LongLine\\.")
            .param("length", "1024")
            .param("character", "7")
            .forks(0)
            .warmupIterations(0)
            .measurementIterations(1)
            .measurementTime(TimeValue.milliseconds(50))
            .shouldFailOnError(true);
    assertTrue(run(options).getPrimaryResult().getScore() > 0, "time for each line");
  }

  @Test
  @Tag("thorough")
  @DisplayName("with more than one thread they take turns at the one engine; null is its ceiling")
  void threads() throws RunnerException {
    RunResult seen =
        run(options("KeepAlive", "null").param("connections", "4").param("depth", "2").threads(2));
    assertTrue(seen.getPrimaryResult().getScore() > 0, "requests a second");
    assertEquals(4, metric(seen, "clients.served"), "all clients");
    assertFalse(seen.getSecondaryResults().containsKey("client.cpu"), "whose would it be?");
  }

  @Test
  @Tag("thorough")
  @DisplayName("a run that fails its audit has no score")
  void failed() {
    ChainedOptionsBuilder options =
        options("KeepAlive", "sync").param("connections", "4").param("depth", "1");
    options.warmupIterations(0).forks(1); // JMH keeps the state of a run that failed
    var failure = assertThrows(RunnerException.class, () -> run(options));
    var reasons = new StringWriter();
    failure.printStackTrace(new PrintWriter(reasons));
    assertTrue(
        reasons.toString().contains("sync: 3 of 4 clients were never answered"), reasons::toString);
  }
}
