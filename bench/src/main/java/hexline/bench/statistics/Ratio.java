package hexline.bench.statistics;

/**
 * How many times as large a figure of one server is as that of another one, with two intervals.
 *
 * @param value the estimate; greater than 0
 * @param low lower end of the 95 % interval; 0 if there is no interval
 * @param high upper end of the 95 % interval; infinite if there is no interval
 * @param surelyLow lower end of the 99 % interval, by which servers are told apart
 * @param surelyHigh upper end of the 99 % interval
 * @param starts number of starts in which both servers were measured
 * @param pairs number of blocks in which both servers were measured
 */
public record Ratio(
    double value,
    double low,
    double high,
    double surelyLow,
    double surelyHigh,
    int starts,
    int pairs) {

  private static final int LEAST_STARTS = 2;

  /** A ratio without an interval: both servers were started once only. */
  static Ratio unsure(double value, int starts, int pairs) {
    return new Ratio(
        value, 0, Double.POSITIVE_INFINITY, 0, Double.POSITIVE_INFINITY, starts, pairs);
  }

  /** A server compared with itself. */
  public static Ratio self() {
    return new Ratio(1, 1, 1, 1, 1, 0, 0);
  }

  /** Whether there is an interval: processes differ, which one start of each cannot show. */
  public boolean hasInterval() {
    return starts == 0 || starts >= LEAST_STARTS;
  }

  /** Whether the figures differ: the 99 % interval excludes 1. */
  public boolean isDifference() {
    return surelyLow > 1 || surelyHigh < 1;
  }

  /** The ratio the other way round. */
  public Ratio inverse() {
    return new Ratio(1 / value, 1 / high, 1 / low, 1 / surelyHigh, 1 / surelyLow, starts, pairs);
  }

  /** Half the length of the 95 % interval on a logarithmic scale: 0.05 is about 5 %. */
  public double halfWidth() {
    return Math.log(high / low) / 2;
  }
}
