package hexline.bench.statistics;

import java.util.Arrays;
import java.util.Collection;

/**
 * A median and its confidence interval, without any assumption about a distribution: the narrowest
 * symmetric pair of order statistics that holds the true median with at least 95 % confidence (as
 * in the sign test). With six values it is their whole range; with fewer it is that, too, but has
 * less than 95 % confidence.
 *
 * @param median middle value, or the mean of the two middle ones
 * @param low lower end
 * @param high upper end
 * @param values number of values
 */
public record Interval(double median, double low, double high, int values) {

  private static final double CONFIDENCE = 0.95;
  private static final int LEAST_VALUES = 6; // 1 - 2 / 2^6 is the first beyond 0.95

  /**
   * The interval of some values.
   *
   * @throws IllegalArgumentException if there are none
   */
  public static Interval of(Collection<Double> values) {
    double[] sorted = values.stream().mapToDouble(Double::doubleValue).sorted().toArray();
    if (sorted.length == 0) {
      throw new IllegalArgumentException("an interval needs a value");
    }
    int cut = cut(sorted.length);
    return new Interval(
        median(sorted), sorted[cut], sorted[sorted.length - 1 - cut], sorted.length);
  }

  /** How many values the interval leaves out at each end. */
  private static int cut(int n) {
    double tail = 0; // chance that the median lies beyond the value number cut
    double term = Math.pow(0.5, n);
    int cut = 0;
    for (int k = 0; k < n / 2; k++) {
      tail += term;
      if (1 - 2 * tail < CONFIDENCE) {
        break;
      }
      cut = k;
      term = term * (n - k) / (k + 1);
    }
    return cut;
  }

  private static double median(double[] sorted) {
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1
        ? sorted[middle]
        : Arrays.stream(sorted, middle - 1, middle + 1).average().orElseThrow();
  }

  /** Whether there are values enough for 95 % confidence. */
  public boolean isSure() {
    return values >= LEAST_VALUES;
  }

  /** Whether the intervals overlap, so that their medians cannot be ranked. */
  public boolean overlaps(Interval other) {
    return low <= other.high && other.low <= high;
  }

  /** The larger distance from the median to an end, as a share of the median. */
  public double spread() {
    return median == 0 ? 0 : Math.max(high - median, median - low) / median;
  }
}
