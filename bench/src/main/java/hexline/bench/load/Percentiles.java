package hexline.bench.load;

import java.util.OptionalLong;
import org.HdrHistogram.Histogram;

/** Percentiles, given only where there are samples enough. */
public final class Percentiles {

  /** Least number of samples beyond a percentile: with fewer, its value is chance. */
  public static final int LEAST_BEYOND = 10;

  /** Of the samples beyond a percentile, the share that may be late because of the engine. */
  private static final double MOST_OWN = 0.5;

  private Percentiles() {}

  /**
   * The value of a percentile; absent if fewer than {@link #LEAST_BEYOND} samples lie beyond it.
   */
  public static OptionalLong of(Histogram samples, double percentile) {
    double beyond = samples.getTotalCount() * (100 - percentile) / 100;
    // 10,000 samples have exactly ten beyond 99.9 %: a rounding error must not make it nine.
    return beyond < LEAST_BEYOND - 1e-6
        ? OptionalLong.empty()
        : OptionalLong.of(samples.getValueAtPercentile(percentile));
  }

  /** Whether less than half of the samples beyond a percentile may be delays of the engine. */
  public static boolean isMeaningful(double percentile, double engineLateShare) {
    return engineLateShare < MOST_OWN * (100 - percentile) / 100;
  }

  /**
   * The value of a percentile of an open loop; absent also if it is not {@link #isMeaningful}.
   *
   * @param engineLateShare the share of the samples that are late because of the engine
   */
  public static OptionalLong of(Histogram samples, double percentile, double engineLateShare) {
    return isMeaningful(percentile, engineLateShare)
        ? of(samples, percentile)
        : OptionalLong.empty();
  }
}
