package hexline.bench.jmeter;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hexline.bench.load.Load;
import hexline.bench.load.LoadEngine;
import hexline.bench.load.Measurement;
import hexline.bench.load.RequestTable;
import hexline.bench.report.Audit;
import hexline.bench.report.Environment;
import hexline.bench.server.MeasuredServer;
import hexline.bench.server.ServerSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The same load on the same server by one JMeter, by two remote engines, and by the load engine of
 * the bench. {@code -Dfigures.write} measures for longer, and writes the figures into the README.
 */
@Timeout(600)
class FiguresTest {

  private static final Path README = Path.of("README.md");
  private static final boolean WRITE = System.getProperty("figures.write") != null;
  private static final Duration DURATION = Duration.ofSeconds(WRITE ? 20 : 3);
  private static final double WARM_UP = 0.5; // share of the duration
  private static final double COOL_DOWN = 0.1;
  private static final int CONNECTIONS = 32;

  @TempDir private Path folder;

  /**
   * What a client has reached.
   *
   * @param cores that all its processes used
   */
  private record Figures(String client, double rate, double cores) {
    String row() {
      return String.format(
          Locale.ROOT, "| %s | %,.0f | %.2f | %.0f |", client, rate, cores, cores * 1e6 / rate);
    }
  }

  @Test
  @DisplayName("one JMeter, two engines and the bench's engine load a server, without an error")
  void sideBySide() throws IOException, InterruptedException {
    var all = new ArrayList<Figures>();
    all.add(byPlan("one JMeter, 32 threads", CONNECTIONS, 0));
    all.add(byPlan("two remote engines, 16 threads each", CONNECTIONS / 2, 2));
    all.add(byBench());
    for (Figures each : all) {
      assertTrue(each.rate() > 0 && each.cores() > 0, each::toString);
    }
    if (WRITE) {
      write(all);
    }
    String text = Files.readString(README);
    for (Figures each : all) {
      assertTrue(text.contains("\n| " + each.client() + " | "), "README has no figures of " + each);
    }
  }

  private Figures byPlan(String client, int threads, int engineCount)
      throws IOException, InterruptedException {
    Path files = Files.createDirectory(folder.resolve("engines-" + engineCount));
    try (var server = MeasuredServer.start(ServerSpec.parse("nio"), "none");
        var engines = engineCount == 0 ? null : RemoteEngines.start(files, engineCount)) {
      return run(client, files, server, threads, engines);
    }
  }

  private static Figures run(
      String client,
      Path files,
      MeasuredServer server,
      int threads,
      @Nullable RemoteEngines engines)
      throws IOException, InterruptedException {
    try (var run = PlanRun.start(files, server.address(), threads, DURATION, engines)) {
      run.awaitSamples();
      Thread.sleep(DURATION.toMillis() / 2);
      long from = System.nanoTime();
      Duration before = cpu(run.family());
      Thread.sleep(DURATION.toMillis() / 4);
      double cores =
          (double) cpu(run.family()).minus(before).toNanos() / (System.nanoTime() - from);
      List<Sample> samples = run.awaitEnd();
      assertEquals(List.of(), samples.stream().filter(sample -> !sample.success()).toList());
      return new Figures(client, rate(samples), cores);
    }
  }

  private static Duration cpu(List<ProcessHandle> processes) {
    return processes.stream()
        .map(process -> process.info().totalCpuDuration().orElse(Duration.ZERO))
        .reduce(Duration.ZERO, Duration::plus);
  }

  /** Answers per second, without the time in which JMeter gets going and comes to its end. */
  private static double rate(List<Sample> samples) {
    long begin = samples.stream().mapToLong(Sample::start).min().orElseThrow();
    long end = samples.stream().mapToLong(Sample::end).max().orElseThrow();
    double from = begin + WARM_UP * (end - begin);
    double to = end - COOL_DOWN * (end - begin);
    long count =
        samples.stream().filter(sample -> sample.end() >= from && sample.end() < to).count();
    return count * 1e3 / (to - from);
  }

  private static Figures byBench() throws IOException {
    try (var server = MeasuredServer.start(ServerSpec.parse("nio"), "none");
        var engine =
            new LoadEngine(
                server.address(),
                new Load.Closed(CONNECTIONS, 1),
                RequestTable.mixed(1),
                Duration.ofSeconds(5),
                1)) {
      engine.connect();
      Duration half = DURATION.dividedBy(2);
      Measurement seen = engine.measure(1, half, half, hexline.bench.load.Drain.ALL, () -> {});
      assertEquals(Optional.empty(), Audit.failure(seen, true));
      return new Figures(
          "the bench's engine, 32 connections",
          seen.windowAnswers() * 1e9 / seen.nanos(),
          seen.engineCores());
    }
  }

  private static void write(List<Figures> all) throws IOException {
    Environment environment = Environment.look();
    var lines = new ArrayList<String>();
    lines.add("| client | requests/s | cores of the client | its processor time per request, µs |");
    lines.add("|---|--:|--:|--:|");
    all.forEach(each -> lines.add(each.row()));
    lines.add("");
    lines.add(
        "Server: `nio`, on the same machine: %s, %s, %s, %s."
            .formatted(
                environment.cpu(),
                environment.processors().words(),
                environment.jdk(),
                environment.date()));
    String text = Files.readString(README);
    String open = "<!-- figures -->\n";
    int from = text.indexOf(open) + open.length();
    int to = text.indexOf("<!-- /figures -->");
    Files.writeString(
        README, text.substring(0, from) + String.join("\n", lines) + "\n" + text.substring(to));
  }
}
