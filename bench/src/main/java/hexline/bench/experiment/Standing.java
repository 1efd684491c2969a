package hexline.bench.experiment;

import hexline.bench.statistics.Ratio;
import java.time.Duration;
import java.util.Optional;

/**
 * A server at a point, compared with the best one there.
 *
 * @param server its label
 * @param value median over all slices of the figure that the servers are compared by; not a number
 *     if the server has no such figure
 * @param ratio its figure relative to that of the best server; absent if no block has both
 * @param rate right answers per second, median over all slices
 * @param served fewest clients that were answered in any of its processes
 * @param clients clients of the load
 */
public record Standing(
    String server, double value, Optional<Ratio> ratio, double rate, int served, int clients) {

  private static final double CLEARLY = 0.9;

  /** How many waits of this length overlapped: the rate times the length (Little's law). */
  public double overlapping(Duration wait) {
    return rate * wait.toNanos() / 1e9;
  }

  /** Whether its ratio has an interval. */
  boolean isCompared() {
    return ratio.map(Ratio::hasInterval).orElse(false);
  }

  /**
   * Whether it reaches 90 % of the best server's figure or more, by a ratio that has an interval.
   */
  public boolean isNearTheBest() {
    return ratio.map(found -> found.hasInterval() && found.value() >= CLEARLY).orElse(false);
  }

  /** Whether it is told apart from the best server, and reaches less than 90 % of its rate. */
  public boolean isClearlyBelow() {
    return ratio.map(found -> found.isDifference() && found.value() < CLEARLY).orElse(false);
  }
}
