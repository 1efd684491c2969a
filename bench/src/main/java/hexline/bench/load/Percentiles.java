package hexline.bench.load;

import java.util.OptionalLong;
import org.HdrHistogram.Histogram;

/** Percentiles that the data can bear. */
public final class Percentiles {

  /** A percentile with fewer samples beyond it is chance. */
  public static final int LEAST_BEYOND = 10;

  /** Beyond a percentile at most half of the samples may be the engine's own delays. */
  private static final double MOST_OWN = 0.5;

  private Percentiles() {}

  /** The value below which so many percent of the samples lie; absent if too few lie beyond. */
  public static OptionalLong of(Histogram samples, double percentile) {
    double beyond = samples.getTotalCount() * (100 - percentile) / 100;
    // A count of 10,000 has exactly ten beyond 99.9 %: rounding must not lose them.
    return beyond < LEAST_BEYOND - 1e-6
        ? OptionalLong.empty()
        : OptionalLong.of(samples.getValueAtPercentile(percentile));
  }

  /** Whether what lies beyond a percentile of an open loop is more than the engine's own delays. */
  public static boolean isMeaningful(double percentile, double engineLateShare) {
    return engineLateShare < MOST_OWN * (100 - percentile) / 100;
  }

  /**
   * The same for an open loop; absent also if what lies beyond may be the engine's own delays.
   *
   * @param engineLateShare the share of the samples that only the engine made late
   */
  public static OptionalLong of(Histogram samples, double percentile, double engineLateShare) {
    return isMeaningful(percentile, engineLateShare) ? of(samples, percentile) : OptionalLong.empty();
  }
}
