package hexline.bench.jmeter;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hexline.bench.load.Load;
import hexline.bench.load.Measurement;
import hexline.bench.load.RequestTable;
import hexline.bench.report.Environment;
import hexline.bench.server.MeasuredServer;
import hexline.bench.server.ServerSpec;
import hexline.bench.server.Trial;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The same server under the same load, by JMeter and by the bench's own engine in turn. With {@code
 * -Dfigures.write} the rounds are long enough for figures, and the table of the README is written.
 */
@Timeout(600)
class FiguresTest {

  private static final boolean WRITE = System.getProperty("figures.write") != null;
  private static final int CONNECTIONS = 32;
  private static final int ROUNDS = WRITE ? 3 : 1;
  private static final Duration WARM_UP = Duration.ofSeconds(WRITE ? 5 : 1);
  private static final Duration MEASURED = Duration.ofSeconds(WRITE ? 10 : 1);
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final Path README = Path.of("README.md");
  private static final String BEGIN = "<!-- jmeter -->\n";
  private static final String END = "<!-- end -->\n";
  private static final String COMMAND =
      "mvn -Pjmeter -pl bench/jmeter -am test -Dtest=FiguresTest"
          + " -Dsurefire.failIfNoSpecifiedTests=false -Dfigures.write";

  @TempDir private Path folder;

  /**
   * What one round has found.
   *
   * @param rate right answers per second
   * @param p50 median latency, in milliseconds
   * @param p99 in milliseconds
   */
  private record Found(double rate, double p50, double p99) {}

  @Test
  @DisplayName("JMeter and the bench's engine load the same server, and get right answers only")
  void sideBySide() throws IOException, InterruptedException {
    var jmeter = new ArrayList<Found>();
    var engine = new ArrayList<Found>();
    try (var server = MeasuredServer.start(ServerSpec.parse("nio"), "none")) {
      for (int round = 0; round < ROUNDS; round++) {
        engine.add(byEngine(server));
        jmeter.add(byJMeter(server, Files.createDirectory(folder.resolve("round" + round))));
      }
    }
    assertTrue(jmeter.stream().allMatch(found -> found.rate > 0), jmeter::toString);
    assertTrue(engine.stream().allMatch(found -> found.rate > 0), engine::toString);
    String text = Files.readString(README);
    int from = text.indexOf(BEGIN) + BEGIN.length();
    int to = text.indexOf(END, from);
    assertTrue(from >= BEGIN.length() && to > from, README + " has a place for the figures");
    if (WRITE) {
      String block = block(Map.of("JMeter", jmeter, "the bench's engine", engine));
      Files.writeString(README, text.substring(0, from) + block + text.substring(to));
    }
  }

  private static Found byEngine(MeasuredServer server) throws IOException {
    var trial = new Trial(WARM_UP, 1, MEASURED, PATIENCE);
    Measurement measurement =
        trial
            .run(
                server,
                "none",
                new Load.Closed(CONNECTIONS, 1),
                RequestTable.mixed(Pairs.SEED),
                Pairs.SEED)
            .measurement();
    assertEquals(Map.of(), measurement.errors(), measurement::firstError);
    return new Found(
        measurement.windows().getFirst().rate(),
        measurement.latency().getValueAtPercentile(50) / 1e6,
        measurement.latency().getValueAtPercentile(99) / 1e6);
  }

  private static Found byJMeter(MeasuredServer server, Path folder)
      throws IOException, InterruptedException {
    Duration whole = WARM_UP.plus(MEASURED).plusSeconds(1); // the last second, when threads end
    try (var run = PlanRun.start(folder, server.address(), CONNECTIONS, whole, null)) {
      List<Sample> samples = run.awaitEnd();
      assertEquals(List.of(), samples.stream().filter(sample -> !sample.success()).toList());
      long begin = samples.stream().mapToLong(Sample::start).min().orElseThrow();
      long from = begin + WARM_UP.toMillis();
      long to = from + MEASURED.toMillis();
      long[] elapsed =
          samples.stream()
              .filter(sample -> sample.end() >= from && sample.end() < to)
              .mapToLong(Sample::elapsed)
              .sorted()
              .toArray();
      assertTrue(elapsed.length > 0, "samples after the warm-up");
      return new Found(
          elapsed.length * 1e3 / MEASURED.toMillis(),
          elapsed[elapsed.length / 2],
          elapsed[(int) (elapsed.length * 0.99)]);
    }
  }

  private static String block(Map<String, List<Found>> all) {
    var text = new StringBuilder();
    text.append("| load from | requests/s | p50 | p99 |\n|---|--:|--:|--:|\n");
    for (String name : List.of("the bench's engine", "JMeter")) {
      List<Found> rounds = all.get(name);
      boolean whole = name.equals("JMeter");
      text.append(
          "| %s | %s | %s | %s |\n"
              .formatted(
                  name,
                  rounds(rounds.stream().map(found -> text("%,.0f", found.rate)).toList()),
                  rounds(rounds.stream().map(found -> millis(found.p50, whole)).toList()),
                  rounds(rounds.stream().map(found -> millis(found.p99, whole)).toList())));
    }
    text.append(
        "\nThree rounds each, in turn, against one `nio-server`: %d connections, one request in"
                .formatted(CONNECTIONS)
            + " flight on each, %d s after %d s of warm-up. JMeter counts whole milliseconds.\n\n"
                .formatted(MEASURED.toSeconds(), WARM_UP.toSeconds()));
    text.append("```text\n");
    Environment.look().lines().forEach(line -> text.append(line).append('\n'));
    return text.append(COMMAND).append("\n```\n").toString();
  }

  private static String rounds(List<String> values) {
    return String.join(", ", values);
  }

  private static String millis(double value, boolean whole) {
    return whole ? text("%.0f ms", value) : text("%.2f ms", value);
  }

  private static String text(String format, double value) {
    return String.format(Locale.ROOT, format, value);
  }
}
