package hexline.bench.report;

import java.util.OptionalLong;
import org.HdrHistogram.Histogram;

/** Percentiles that the data can bear. */
public final class Percentiles {

  /** A percentile with fewer samples beyond it is chance. */
  public static final int LEAST_BEYOND = 10;

  private Percentiles() {}

  /** The value below which so many percent of the samples lie; absent if too few lie beyond. */
  public static OptionalLong of(Histogram samples, double percentile) {
    double beyond = samples.getTotalCount() * (100 - percentile) / 100;
    // A count of 10,000 has exactly ten beyond 99.9 %: rounding must not lose them.
    return beyond < LEAST_BEYOND - 1e-6
        ? OptionalLong.empty()
        : OptionalLong.of(samples.getValueAtPercentile(percentile));
  }
}
