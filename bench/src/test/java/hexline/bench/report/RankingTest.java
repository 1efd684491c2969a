package hexline.bench.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hexline.bench.experiment.Point;
import hexline.bench.load.Load;
import hexline.bench.server.Observation;
import hexline.bench.server.Slice;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class RankingTest {

  private static final Point POINT = Synthetic.point("KeepAlive", "10 x 1");
  private static final Point HOG = Synthetic.point("CpuWork", "p");
  private static final Point OPEN = Synthetic.point("OpenLoop", "p");

  /** A server of which each start has another speed: 10,000/s times the power of e. */
  private static Row row(String server, double share, double... powers) {
    return new Row(
        POINT,
        Arrays.stream(powers)
            .map(power -> 10_000 * share * Math.exp(power))
            .mapToObj(rate -> Synthetic.closed(server, 10, 1, rate, rate, rate))
            .toList());
  }

  private static String sentence(Row... rows) {
    List<String> sentences = Ranking.of(Standings.of(List.of(rows)), List.of());
    assertEquals(1, sentences.size(), () -> "one sentence for one point: " + sentences);
    return sentences.getFirst();
  }

  @Test
  @DisplayName("who is told apart is ranked, with the ratio to the best and its 95 % interval")
  void ranked() {
    // Student's quantile 3.18 x 0.01 x 1.155 / 2: 1.8 % to both sides
    assertEquals(
        "KeepAlive, 10 x 1: fast leads with 10,000 requests/s; of that, slow 0.40 (0.39 to 0.41).",
        sentence(row("slow", 0.4, 0.01, -0.01, 0.01, -0.01), row("fast", 1, 0, 0, 0, 0)));
  }

  @Test
  @DisplayName("who is not told apart is not ranked, even if the 95 % interval excludes 1")
  void alike() {
    assertEquals(
        "KeepAlive, 10 x 1: b: 10,000 requests/s; of that, a 0.98 (0.89 to 1.07);"
            + " not told apart: b and a.",
        sentence(row("a", 0.98, 0.05, -0.05, 0.05, -0.05), row("b", 1, 0, 0, 0, 0)));
    assertEquals(
        "KeepAlive, 10 x 1: b: 10,000 requests/s; of that, a 0.97 (0.95 to 0.99);"
            + " not told apart: b and a.",
        sentence(row("a", 0.97, 0.01, -0.01, 0.01, -0.01), row("b", 1, 0, 0, 0, 0)));
  }

  @Test
  @DisplayName("a group behind the best is named, and the best still leads")
  void group() {
    String sentence =
        sentence(
            row("a", 0.49, 0.01, 0.01, -0.01, -0.01),
            row("b", 0.5, 0.01, -0.01, 0.01, -0.01),
            row("best", 1, 0.01, -0.01, -0.01, 0.01));
    assertTrue(
        sentence.matches(
            "KeepAlive, 10 x 1: best leads with [\\d,]+ requests/s;"
                + " of that, b 0\\.50 \\(.*\\), a 0\\.49 \\(.*\\); not told apart: b and a\\."),
        sentence);
  }

  @Test
  @DisplayName("of a chain only neighbours are not told apart: its ends are")
  void chain() {
    double e = 0.018;
    assertEquals(
        "KeepAlive, 10 x 1: c: 10,002 requests/s;"
            + " of that, b 0.97 (0.94 to 1.00), a 0.94 (0.91 to 0.97), d 0.10 (0.10 to 0.10);"
            + " not told apart: c and b; b and a.",
        sentence(
            row("a", 0.94, e, e, -e, -e),
            row("b", 0.97, e, -e, e, -e),
            row("c", 1, e, -e, -e, e),
            row("d", 0.1, 0, 0, 0, 0)));
  }

  @Test
  @DisplayName("a drift of the machine that halves all rates hides no difference of a tenth")
  void drift() {
    var rates = new LinkedHashMap<String, Double>();
    rates.put("slow", 9_000.0);
    rates.put("fast", 10_000.0);
    List<Row> rows = new Synthetic.Machine(0.5, 0.003, 0.02).measure(POINT, 7, rates);
    assertTrue(
        rows.getFirst().rate().overlaps(rows.getLast().rate()), "their own intervals overlap");
    String sentence = sentence(rows.toArray(Row[]::new));
    assertTrue(
        sentence.matches(
            "KeepAlive, 10 x 1: fast leads with .*; of that, slow 0\\.(89|90|91) \\(.*\\)\\."),
        sentence);
  }

  @Test
  @DisplayName("if processes of equal servers differ, more slices do not tell the servers apart")
  void processes() {
    var rates = new LinkedHashMap<String, Double>();
    rates.put("a", 10_000.0);
    rates.put("b", 10_000.0);
    rates.put("c", 10_000.0);
    int apart = 0;
    for (int seed = 0; seed < 40; seed++) {
      List<Row> rows = new Synthetic.Machine(1, 0.05, 0.001).measure(POINT, seed, rates);
      String sentence = sentence(rows.toArray(Row[]::new));
      apart += sentence.matches(".*not told apart: \\w, \\w and \\w\\.") ? 0 : 1;
    }
    assertTrue(apart <= 4, "told apart in " + apart + " of 40 runs, of three pairs at 1 % each");
  }

  @Test
  @DisplayName("one start of each server has ratios, no intervals, and nobody leads")
  void oneStart() {
    assertEquals(
        "KeepAlive, 10 x 1: fast: 10,000 requests/s; of that, slow 0.40;"
            + " not told apart: fast and slow.",
        sentence(row("slow", 0.4, 0), row("fast", 1, 0)));
  }

  @Test
  @DisplayName("a server that was not measured in the same blocks comes last, and is not compared")
  void otherBlocks() {
    Row early = row("early", 1, 0, 0);
    Row late =
        new Row(
            POINT,
            row("late", 2, 0, 0).observations().stream().map(RankingTest::inOtherBlocks).toList());
    assertEquals(
        "KeepAlive, 10 x 1: late: 20,000 requests/s; of that, early (not in the same blocks);"
            + " not told apart: late and early.",
        sentence(late, early));
  }

  private static Observation inOtherBlocks(Observation seen) {
    List<Slice> slices =
        seen.slices().stream()
            .map(slice -> new Slice(slice.block() + 3, slice.window(), slice.serverCpuNanos()))
            .toList();
    return Synthetic.with(seen, slices, 0);
  }

  @Test
  @DisplayName("a row that failed has no place")
  void failed() {
    Row broken =
        Synthetic.row(
            POINT,
            Synthetic.observation(
                "broken",
                "none",
                Synthetic.measurement(
                    new Load.Closed(10, 1), List.of(Synthetic.window(1_000_000, 1)), 10, 0)));
    assertTrue(
        Ranking.of(Standings.of(List.of(row("a", 1, 0, 0), broken)), List.of()).isEmpty(),
        "one row alone cannot be compared");
  }

  @Test
  @DisplayName("a server that starves polite clients is named, although it has no latency")
  void starver() {
    Load load = new Load.Hog(17, 16);
    Row fair = Synthetic.row(HOG, Synthetic.closed("fair", load, 16, 16_000, 16_000));
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
        HOG,
        Synthetic.observation(
            "unfair",
            "none",
            Synthetic.measurement(load, Collections.nCopies(6, window), served, polite - 3)));
  }

  private static Row open(String server, long latencyNanos, long engineLate) {
    return Synthetic.open(OPEN, server, latencyNanos, engineLate);
  }

  @Test
  @DisplayName("an open loop is ranked by the tail, or by the median where a row has no tail")
  void openLoop() {
    assertEquals(
        "OpenLoop, p: a is quickest, p99 1.00ms; b 2.00 times that (2.00 to 2.00).",
        sentence(open("b", 2_000_000, 0), open("a", 1_000_000, 0)));
    assertEquals(
        "OpenLoop, p: a is quickest, p50 1.00ms; b 2.00 times that (2.00 to 2.00).",
        sentence(open("b", 2_000_000, 1500), open("a", 1_000_000, 0)));
  }

  @Test
  @DisplayName("with a hog, servers are ranked by the latency of polite clients")
  void hog() {
    Load load = new Load.Hog(11, 16);
    Observation unfair = Synthetic.closed("unfair", load, 10, 1000, 1000);
    Observation fair = Synthetic.closed("fair", load, 10, 10_000, 10_000);
    assertEquals(
        "CpuWork, p: fair is quickest, polite clients wait p50 1.00ms;"
            + " unfair 10.0 times that (10.0 to 10.0).",
        sentence(Synthetic.row(HOG, unfair, unfair), Synthetic.row(HOG, fair, fair)));
  }
}
