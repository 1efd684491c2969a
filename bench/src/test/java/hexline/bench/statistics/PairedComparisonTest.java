package hexline.bench.statistics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class PairedComparisonTest {

  private static final double T_95 = 3.182446; // Student's quantiles with three degrees of freedom
  private static final double T_99 = 5.840909;

  /** One block for each start; a figure is 1000 times the power of e. */
  private static double[][] powers(double... logarithms) {
    return Arrays.stream(logarithms)
        .mapToObj(power -> new double[] {1000 * Math.exp(power)})
        .toArray(double[][]::new);
  }

  private static Ratio ratio(double[][] one, double[][] other) {
    return new PairedComparison(Map.of("one", one, "other", other))
        .ratio("one", "other")
        .orElseThrow();
  }

  @Test
  @DisplayName("the interval of two servers is Student's, of the logarithms of the starts")
  void student() {
    Ratio ratio = ratio(powers(0.09, 0.11, 0.09, 0.11), powers(0, 0, 0, 0));
    double error = 0.01 * Math.sqrt(4.0 / 3) / 2; // standard deviation / square root of the starts
    assertEquals(Math.exp(0.1), ratio.value(), 1e-9);
    assertEquals(Math.exp(0.1 - T_95 * error), ratio.low(), 1e-6);
    assertEquals(Math.exp(0.1 + T_95 * error), ratio.high(), 1e-6);
    assertEquals(Math.exp(0.1 - T_99 * error), ratio.surelyLow(), 1e-6);
    assertEquals(Math.exp(0.1 + T_99 * error), ratio.surelyHigh(), 1e-6);
    assertEquals(4, ratio.starts());
    assertEquals(4, ratio.pairs());
    assertTrue(ratio.isDifference(), "0.1 is more than 3.4 standard errors");
    assertEquals(T_95 * error, ratio.halfWidth(), 1e-6);
  }

  @Test
  @DisplayName("a server without the figure lends no degrees of freedom")
  void lender() {
    double[][] one = powers(0.09, 0.11, 0.09, 0.11);
    double[][] other = powers(0, 0, 0, 0);
    double[][] nothing = {{Double.NaN}, {Double.NaN}, {Double.NaN}, {Double.NaN}};
    Ratio ratio =
        new PairedComparison(Map.of("one", one, "other", other, "third", nothing))
            .ratio("one", "other")
            .orElseThrow();
    assertEquals(ratio(one, other).low(), ratio.low(), 1e-9);
    assertEquals(ratio(one, other).surelyLow(), ratio.surelyLow(), 1e-9);
  }

  @Test
  @DisplayName("a start in which most blocks lack the figure does not count")
  void mostlyMissing() {
    double[][] lucky = {{2, Double.NaN, Double.NaN, Double.NaN}, {1, 1, 1, Double.NaN}};
    double[][] steady = {{1, 1, 1, 1}, {1, 1, 1, 1}};
    Ratio ratio = ratio(lucky, steady);
    assertEquals(1, ratio.starts());
    assertEquals(1, ratio.value(), 1e-9);
  }

  @Test
  @DisplayName("servers are told apart by 99 %, not by 95 %")
  void toldApart() {
    Ratio ratio = ratio(powers(0.02, 0.04, 0.02, 0.04), powers(0, 0, 0, 0));
    assertTrue(ratio.low() > 1, "the 95 % interval excludes 1");
    assertTrue(ratio.surelyLow() < 1, "the 99 % interval does not");
    assertFalse(ratio.isDifference());
  }

  @Test
  @DisplayName("the variance of a pair is moderated by that of all pairs, as for more starts")
  void moderated() {
    // The logarithms of a and c are equal in each start, those of b differ from both by turns.
    var comparison =
        new PairedComparison(
            Map.of(
                "a", powers(0, 0, 0, 0),
                "b", powers(0.01, -0.01, 0.01, -0.01),
                "c", powers(0, 0, 0, 0)));
    double digamma = 0.03648997397857652; // of 1.5, half of three degrees of freedom
    double pooled = 1e-4 * 4 / 3 * 1.5 * Math.exp(-digamma); // of the two pairs with a variance
    double error = Math.sqrt((3 * 0 + 3 * pooled) / 6 / 4);
    Ratio ratio = comparison.ratio("a", "c").orElseThrow();
    double tOf6 = 2.446912;
    assertEquals(Math.exp(tOf6 * error), ratio.high(), 1e-6, "three degrees are borrowed");
  }

  @Test
  @DisplayName("a drift of the machine that hides a difference of 5 % cancels within blocks")
  void drift() {
    var random = new Random(11);
    int starts = 4;
    int blocks = 8;
    var slow = new double[starts][blocks];
    var fast = new double[starts][blocks];
    for (int start = 0; start < starts; start++) {
      for (int block = 0; block < blocks; block++) {
        double speed = Math.pow(0.5, (start * blocks + block) / 32.0);
        slow[start][block] = 1000 * speed * Math.exp(0.005 * random.nextGaussian());
        fast[start][block] = 1050 * speed * Math.exp(0.005 * random.nextGaussian());
      }
    }
    assertTrue(interval(slow).overlaps(interval(fast)), "by themselves they cannot be ranked");
    Ratio ratio = ratio(fast, slow);
    assertTrue(ratio.isDifference(), ratio::toString);
    assertEquals(1.05, ratio.value(), 0.01);
  }

  private static Interval interval(double[][] values) {
    return Interval.of(Arrays.stream(values).flatMapToDouble(Arrays::stream).boxed().toList());
  }

  @Test
  @DisplayName("one block of four in which something disturbed a server hardly moves the ratio")
  void disturbed() {
    var steady = new double[4][8];
    var disturbed = new double[4][8];
    for (int start = 0; start < 4; start++) {
      for (int block = 0; block < 8; block++) {
        steady[start][block] = 1000 + block; // so that no two differences are equal
        disturbed[start][block] = block % 4 == 0 ? 100 : 1100;
      }
    }
    assertEquals(1.1, ratio(disturbed, steady).value(), 0.02, "a mean would be 0.6");
  }

  @Test
  @DisplayName("of equal servers the 95 % interval holds 1 in 95 of 100 runs, the 99 % one in 99")
  void coverage() {
    var random = new Random(3);
    int runs = 3000;
    int held = 0;
    int apart = 0;
    int pairs = 0;
    for (int run = 0; run < runs; run++) {
      var values = new LinkedHashMap<String, double[][]>();
      for (String server : List.of("a", "b", "c")) {
        values.put(server, noisy(random));
      }
      var comparison = new PairedComparison(values);
      for (var pair : List.of(List.of("a", "b"), List.of("b", "c"))) {
        Ratio ratio = comparison.ratio(pair.getFirst(), pair.getLast()).orElseThrow();
        held += ratio.low() <= 1 && 1 <= ratio.high() ? 1 : 0;
        apart += ratio.isDifference() ? 1 : 0;
        pairs++;
      }
    }
    double share = held / (double) pairs;
    assertTrue(0.93 < share && share < 0.97, () -> "held in a share of " + share);
    double wrong = apart / (double) pairs;
    assertTrue(wrong < 0.02, () -> "told apart in a share of " + wrong);
  }

  /** Four processes of different speed, with four slices each. */
  private static double[][] noisy(Random random) {
    var values = new double[4][4];
    for (double[] start : values) {
      double process = 0.02 * random.nextGaussian();
      Arrays.setAll(start, block -> 1000 * Math.exp(process + 0.05 * random.nextGaussian()));
    }
    return values;
  }

  @Test
  @DisplayName("one start of each server gives a ratio and no interval, however many blocks it has")
  void oneStart() {
    Ratio ratio = ratio(new double[][] {{200, 210, 190}}, new double[][] {{100, 105, 95}});
    assertEquals(2, ratio.value(), 1e-9);
    assertFalse(ratio.hasInterval() || ratio.isDifference(), ratio::toString);
    assertEquals(1, ratio.starts());
    assertEquals(3, ratio.pairs());
  }

  @Test
  @DisplayName("only blocks count in which both servers have a figure")
  void missing() {
    double none = Double.NaN;
    double[][] one = {{none, 200, 0, 200, Double.POSITIVE_INFINITY, 200}, {none}, {300, 300}};
    double[][] other = {{100, 100, 100, 100, 100, 100}, {100}, {100}, {100}};
    Ratio ratio = ratio(one, other);
    assertEquals(2, ratio.starts(), "the second has no figure, the fourth only one server");
    assertEquals(4, ratio.pairs());
    assertEquals(Math.sqrt(2 * 3), ratio.value(), 1e-9, "each start counts the same");
  }

  @Test
  @DisplayName("without a common block there is no ratio")
  void nothingInCommon() {
    var comparison =
        new PairedComparison(
            Map.of(
                "first", new double[][] {{100, Double.NaN}},
                "second", new double[][] {{Double.NaN, 100}},
                "never", new double[0][0]));
    assertEquals(Optional.empty(), comparison.ratio("first", "second"));
    assertEquals(Optional.empty(), comparison.ratio("first", "never"));
    assertEquals(Optional.of(Ratio.self()), comparison.ratio("first", "first"));
    assertThrows(IllegalArgumentException.class, () -> comparison.ratio("first", "other"));
  }

  @Test
  @DisplayName("a ratio the other way round is the same comparison")
  void inverse() {
    var comparison =
        new PairedComparison(Map.of("a", powers(0, 0.02, -0.01), "b", powers(0.3, 0.31, 0.29)));
    Ratio ratio = comparison.ratio("a", "b").orElseThrow();
    Ratio inverse = comparison.ratio("b", "a").orElseThrow();
    assertEquals(ratio.value(), inverse.inverse().value(), 1e-9);
    assertEquals(ratio.low(), inverse.inverse().low(), 1e-9);
    assertEquals(ratio.high(), inverse.inverse().high(), 1e-9);
    assertEquals(ratio.surelyLow(), inverse.inverse().surelyLow(), 1e-9);
    assertEquals(ratio.surelyHigh(), inverse.inverse().surelyHigh(), 1e-9);
    assertTrue(ratio.isDifference() && inverse.isDifference(), "both say so");
  }

  @Test
  @DisplayName("a server is as fast as itself, which is no finding")
  void self() {
    assertTrue(Ratio.self().hasInterval() && !Ratio.self().isDifference(), "exactly 1");
  }

  @Test
  @DisplayName("the estimate is the median of the means of all pairs")
  void hodgesLehmann() {
    assertEquals(7, PairedComparison.hodgesLehmann(new double[] {7}));
    assertEquals(3, PairedComparison.hodgesLehmann(new double[] {0, 10, 1}), "0 0.5 1 5 5.5 10");
    assertEquals(2.5, PairedComparison.hodgesLehmann(new double[] {1, 2, 3, 4}));
  }
}
