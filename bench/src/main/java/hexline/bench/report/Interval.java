package hexline.bench.report;

import java.util.Arrays;
import java.util.Collection;

/**
 * A median and how sure it is, without any assumption about a distribution: from order statistics,
 * the narrowest symmetric pair that holds the true median with at least 95 % confidence (as in the
 * sign test). With six values that is their whole range; with fewer it is too, but no 95 % are in it.
 *
 * @param median middle value, or the mean of the two middle ones
 * @param low lower end
 * @param high upper end
 * @param values how many values it is based on
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

  /** How many values may be left off at each end. */
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

  /** Whether it has the confidence that it is meant to have. */
  public boolean isSure() {
    return values >= LEAST_VALUES;
  }

  /** Whether the two cannot be told apart. */
  public boolean overlaps(Interval other) {
    return low <= other.high && other.low <= high;
  }

  /** The larger distance from the median to an end, as a share of the median. */
  public double spread() {
    return median == 0 ? 0 : Math.max(high - median, median - low) / median;
  }
}
