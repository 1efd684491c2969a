package hexline.bench.statistics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Made-up runs of which the right answer is known: the seed makes each test the same every time. */
class DisturbedMachineTest {

  private static final int STARTS = 5;
  private static final int BLOCKS = 4;
  private static final int RUNS = 1000;

  /** A machine, and how much the processes and slices on it differ; all on a logarithmic scale. */
  private record Machine(double process, double slice, Noise noise) {}

  /** What disturbs a slice: its block, its start, and chance decide. */
  private interface Noise {
    double at(int start, int block, Random random);
  }

  private static final Noise NONE = (start, block, random) -> 0;

  /** The speed of the whole machine halves within the run: each block is slower than the last. */
  private static double drift(int start, int block) {
    return -Math.log(2) * (start * BLOCKS + block) / (STARTS * BLOCKS);
  }

  /** One run of servers "a" to "e", of which "a" is so many times as fast as the others. */
  private static PairedComparison run(double ratio, int servers, Machine machine, Random random) {
    Map<String, double[][]> values = new LinkedHashMap<>();
    for (int s = 0; s < servers; s++) {
      double[][] starts = new double[STARTS][BLOCKS];
      for (int start = 0; start < STARTS; start++) {
        double process = machine.process() * random.nextGaussian();
        for (int block = 0; block < BLOCKS; block++) {
          starts[start][block] =
              100_000
                  * (s == 0 ? ratio : 1)
                  * Math.exp(
                      process
                          + machine.slice() * random.nextGaussian()
                          + drift(start, block)
                          + machine.noise().at(start, block, random));
        }
      }
      values.put("" + (char) ('a' + s), starts);
    }
    return new PairedComparison(values);
  }

  /** How many of a thousand runs tell "a" and "b" apart, and in how many 95 % is too narrow. */
  private record Tally(int differences, int misses, double meanHalfWidth) {
    static Tally of(double ratio, int servers, Machine machine) {
      var random = new Random(7);
      int differences = 0;
      int misses = 0;
      double halfWidths = 0;
      for (int i = 0; i < RUNS; i++) {
        Ratio found = run(ratio, servers, machine, random).ratio("a", "b").orElseThrow();
        differences += found.isDifference() ? 1 : 0;
        misses += found.low() > ratio || found.high() < ratio ? 1 : 0;
        halfWidths += found.halfWidth();
      }
      return new Tally(differences, misses, halfWidths / RUNS);
    }
  }

  private static void assertHonest(int servers, Machine machine) {
    Tally same = Tally.of(1, servers, machine);
    assertTrue(same.differences() <= 0.02 * RUNS, () -> "false differences: " + same);
    assertTrue(same.misses() <= 0.08 * RUNS, () -> "the 95 % interval misses: " + same);
  }

  @Test
  @DisplayName("without noise the ratio is exact, and the machine's drift cancels")
  void exact() {
    Ratio found = run(0.5, 2, new Machine(0, 0, NONE), new Random(1)).ratio("a", "b").orElseThrow();
    assertEquals(0.5, found.value(), 1e-9);
    assertEquals(0.5, found.low(), 1e-9);
    assertEquals(0.5, found.high(), 1e-9);
    assertTrue(found.isDifference());
    assertEquals(STARTS, found.starts());
    assertEquals(STARTS * BLOCKS, found.pairs());
  }

  @Test
  @DisplayName(
      "a server and itself: told apart in at most 2 of 100 runs, with processes that differ")
  void falseDifferences() {
    assertHonest(2, new Machine(0.04, 0.08, NONE));
    assertHonest(5, new Machine(0.04, 0.08, NONE));
    assertHonest(5, new Machine(0.10, 0.01, NONE));
  }

  @Test
  @DisplayName("a difference of 10 % is found in at least 9 of 10 runs of five servers")
  void power() {
    Tally found = Tally.of(0.9, 5, new Machine(0.02, 0.05, NONE));
    assertTrue(found.differences() >= 0.9 * RUNS, found::toString);
    assertTrue(found.misses() <= 0.08 * RUNS, found::toString);
  }

  @Test
  @DisplayName(
      "bursts that halve one slice of eight move neither the ratio nor the false differences")
  void bursts() {
    Noise bursts = (start, block, random) -> random.nextInt(8) == 0 ? -Math.log(2) : 0;
    assertHonest(5, new Machine(0.03, 0.05, bursts));
    Tally quiet = Tally.of(0.8, 5, new Machine(0.03, 0.05, NONE));
    Tally disturbed = Tally.of(0.8, 5, new Machine(0.03, 0.05, bursts));
    assertTrue(disturbed.differences() >= 0.7 * quiet.differences(), disturbed::toString);
  }

  @Test
  @DisplayName(
      "processes that are sometimes 20 % slow for their whole life do not make a difference")
  void bimodalProcesses() {
    double[] mode = new double[1];
    Noise bimodal =
        (start, block, random) -> {
          if (block == 0) {
            mode[0] = random.nextInt(3) == 0 ? -0.2 : 0;
          }
          return mode[0];
        };
    assertHonest(5, new Machine(0.02, 0.05, bimodal));
  }

  @Test
  @DisplayName("one wild value in a start moves the ratio by less than the noise")
  void outlier() {
    double[][] steady = new double[STARTS][BLOCKS];
    double[][] wild = new double[STARTS][BLOCKS];
    for (int start = 0; start < STARTS; start++) {
      for (int block = 0; block < BLOCKS; block++) {
        steady[start][block] = 100 + block;
        wild[start][block] = 100 + block;
      }
    }
    wild[2][3] = 1;
    Ratio found =
        new PairedComparison(Map.of("wild", wild, "steady", steady))
            .ratio("wild", "steady")
            .orElseThrow();
    assertEquals(1, found.value(), 0.01);
    assertFalse(found.isDifference());
  }

  @Test
  @DisplayName("a noisy server among steady ones keeps its own wide interval")
  void unequalNoise() {
    var random = new Random(3);
    int misses = 0;
    for (int i = 0; i < RUNS; i++) {
      Map<String, double[][]> values = new LinkedHashMap<>();
      for (String server : new String[] {"a", "b", "c", "d"}) {
        double process = server.equals("a") ? 0.12 : 0.03;
        double[][] starts = new double[STARTS][BLOCKS];
        for (double[] start : starts) {
          double own = process * random.nextGaussian();
          Arrays.setAll(start, block -> Math.exp(own + 0.03 * random.nextGaussian()));
        }
        values.put(server, starts);
      }
      Ratio found = new PairedComparison(values).ratio("a", "b").orElseThrow();
      misses += found.isDifference() ? 1 : 0;
    }
    int counted = misses;
    assertTrue(counted <= 0.05 * RUNS, () -> "false differences: " + counted);
  }

  @Test
  @DisplayName(
      "a slice that is missing takes its block out; without a common block there is no ratio")
  void missing() {
    double[][] one = {{1, Double.NaN, 3}, {1, 2, 3}};
    double[][] other = {{2, 4, 6}, {2, 0, 6}};
    double[][] none = {{Double.NaN, Double.NaN, Double.NaN}};
    var comparison = new PairedComparison(Map.of("one", one, "other", other, "none", none));
    Ratio found = comparison.ratio("one", "other").orElseThrow();
    assertEquals(0.5, found.value(), 1e-9);
    assertEquals(4, found.pairs());
    assertTrue(comparison.ratio("one", "none").isEmpty());
    assertThrows(IllegalArgumentException.class, () -> comparison.ratio("one", "unknown"));
  }

  @Test
  @DisplayName("one start of each server has no interval, and tells nothing apart")
  void oneStart() {
    Ratio found =
        new PairedComparison(Map.of("a", new double[][] {{1, 1}}, "b", new double[][] {{9, 9}}))
            .ratio("a", "b")
            .orElseThrow();
    assertEquals(1 / 9.0, found.value(), 1e-9);
    assertFalse(found.hasInterval());
    assertFalse(found.isDifference());
  }

  @Test
  @DisplayName("the Hodges-Lehmann estimate: the median of the means of all pairs")
  void hodgesLehmann() {
    assertEquals(2, PairedComparison.hodgesLehmann(new double[] {1, 2, 3}), 1e-12);
    assertEquals(1.5, PairedComparison.hodgesLehmann(new double[] {1, 2}), 1e-12);
    assertEquals(1.5, PairedComparison.hodgesLehmann(new double[] {1, 1, 2, 100, 1}), 1e-12);
  }
}
