package hexline.bench.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hexline.bench.load.Arrivals;
import hexline.bench.load.Load;
import hexline.bench.load.Measurement;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class RankingTest {

  private static final String POINT = "10 x 1";

  /** So few values again and again, as many as an interval needs; its ends stay what they are. */
  private static double[] sixOf(double... rates) {
    return IntStream.range(0, 6).mapToDouble(i -> rates[i % rates.length]).toArray();
  }

  private static Row row(String server, double... rates) {
    return Synthetic.row(
        Experiment.KEEP_ALIVE, POINT, Synthetic.closed(server, 10, 1, sixOf(rates)));
  }

  private static String sentence(Row... rows) {
    List<String> sentences = Ranking.of(List.of(rows), List.of());
    assertEquals(1, sentences.size(), () -> "one sentence for one point: " + sentences);
    return sentences.getFirst();
  }

  @Test
  @DisplayName("what does not overlap is ranked, with the ratio to the best")
  void ranked() {
    assertEquals(
        "KeepAlive, 10 x 1: fast leads, 100 requests/s; slow reaches 40%.",
        sentence(row("slow", 40, 39, 41), row("fast", 100, 99, 101)));
  }

  @Test
  @DisplayName("what overlaps is not ranked")
  void overlapping() {
    assertEquals(
        "KeepAlive, 10 x 1: the intervals of b and a overlap (105 requests/s).",
        sentence(row("a", 90, 100, 110), row("b", 95, 105, 115)));
  }

  @Test
  @DisplayName("a group behind the best shows from where to where it reaches")
  void range() {
    assertEquals(
        "KeepAlive, 10 x 1: best leads, 200 requests/s;"
            + " b and a reach 53% to 45% (their intervals overlap).",
        sentence(row("a", 80, 90, 110), row("b", 95, 105, 115), row("best", 199, 200, 201)));
  }

  @Test
  @DisplayName("a chain of overlaps is one group: its ends are not ranked either")
  void chain() {
    assertEquals(
        "KeepAlive, 10 x 1: the intervals of c, b and a overlap (120 requests/s); d reaches 8%.",
        sentence(
            row("a", 90, 100, 105),
            row("b", 104, 110, 116),
            row("c", 115, 120, 130),
            row("d", 10)));
  }

  @Test
  @DisplayName("fewer than six windows have no interval: their row has no rank")
  void tooFewWindows() {
    Row few =
        Synthetic.row(Experiment.KEEP_ALIVE, POINT, Synthetic.closed("few", 10, 1, 1, 2, 3, 4, 5));
    assertEquals(
        "KeepAlive, 10 x 1: fast leads, 100 requests/s; slow reaches 40%; few has too few windows.",
        sentence(few, row("slow", 40, 39, 41), row("fast", 100, 99, 101)));
    assertEquals(
        "KeepAlive, 10 x 1: few has too few windows.", sentence(few, row("fast", 100, 99, 101)));
    assertTrue(Ranking.of(List.of(few), List.of()).isEmpty(), "nothing to compare it with");
  }

  @Test
  @DisplayName("a row that failed has no place")
  void failed() {
    Row broken =
        Synthetic.row(
            Experiment.KEEP_ALIVE,
            POINT,
            Synthetic.observation(
                "broken",
                "none",
                Synthetic.measurement(
                    new Load.Closed(10, 1), List.of(Synthetic.window(1_000_000, 1)), 10, 0)));
    assertTrue(
        Ranking.of(List.of(row("a", 90, 100, 110), broken), List.of()).isEmpty(),
        "one row alone cannot be compared");
  }

  @Test
  @DisplayName("a server that starves polite clients is named, although it has no latency")
  void starver() {
    Load load = new Load.Hog(17, 16);
    Row fair =
        Synthetic.row(Experiment.CPU, "p", Synthetic.closed("fair", load, 16, sixOf(16_000)));
    assertEquals(
        "CpuWork, p: unfair starves 15 of 16 polite clients.", sentence(fair, hungry(load, 2, 16)));
    assertEquals(
        "CpuWork, p: unfair answers polite clients too rarely for a percentile.",
        sentence(fair, hungry(load, 17, 16)));
  }

  /** Of 1000 answers each second the hog gets all but three, and the polite wait all the time. */
  private static Row hungry(Load load, int served, int polite) {
    var latency = new Histogram(3);
    latency.recordValueWithCount(1_000_000_000, 3);
    var window = new Synthetic.Seen(1000, 997, latency);
    return Synthetic.row(
        Experiment.CPU,
        "p",
        Synthetic.observation(
            "unfair",
            "none",
            Synthetic.measurement(load, Collections.nCopies(6, window), served, polite - 3)));
  }

  /** An open loop of which the engine itself has made some arrivals late. */
  private static Row open(String server, long latencyNanos, long engineLate) {
    Load load = new Load.Open(10, 10_000, Arrivals.Kind.POISSON);
    return Synthetic.row(
        Experiment.OPEN_LOOP,
        "p",
        Synthetic.observation(
            server,
            "none",
            Synthetic.measurement(
                load,
                Collections.nCopies(6, Synthetic.window(10_000, latencyNanos)),
                10,
                0,
                0,
                Map.of(),
                null,
                new Measurement.Punctuality(60_000, engineLate, 0, 0))));
  }

  @Test
  @DisplayName("an open loop is ranked by the tail, or by the median where a row has no tail")
  void openLoop() {
    assertEquals(
        "OpenLoop, p: a is quickest, p99 1.00ms; b needs 2.0 times that.",
        sentence(open("b", 2_000_000, 0), open("a", 1_000_000, 0)));
    assertEquals(
        "OpenLoop, p: a is quickest, p50 1.00ms; b needs 2.0 times that.",
        sentence(open("b", 2_000_000, 3000), open("a", 1_000_000, 0)));
  }

  @Test
  @DisplayName("with a hog, servers are ranked by the latency of polite clients")
  void hog() {
    Load load = new Load.Hog(11, 16);
    assertEquals(
        "CpuWork, p: fair is quickest, polite clients wait 1.00ms (p50);"
            + " unfair needs 10 times that.",
        sentence(
            Synthetic.row(Experiment.CPU, "p", Synthetic.closed("unfair", load, 10, sixOf(1000))),
            Synthetic.row(Experiment.CPU, "p", Synthetic.closed("fair", load, 10, sixOf(10_000)))));
  }
}
