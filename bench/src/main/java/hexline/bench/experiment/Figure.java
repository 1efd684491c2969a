package hexline.bench.experiment;

import hexline.bench.server.Slice;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/** A figure by which servers are compared: one value for each slice. */
public enum Figure {
  /** Right answers per second; a slice without an answer counts as half an answer. */
  RATE("requests/s", true) {
    @Override
    public OptionalDouble of(Slice slice) {
      return OptionalDouble.of(
          slice.window().answers() > 0 ? slice.window().rate() : 0.5e9 / slice.window().nanos());
    }
  },
  /** The median latency in nanoseconds; absent with fewer than 20 samples. */
  MEDIAN("p50", false) {
    @Override
    public OptionalDouble of(Slice slice) {
      return toDouble(slice.window().median());
    }
  },
  /** The 99th percentile of the latency in nanoseconds; absent with fewer than 1,000 samples. */
  TAIL("p99", false) {
    @Override
    public OptionalDouble of(Slice slice) {
      return toDouble(slice.window().p99());
    }
  },
  /** User and system time of the server's process for one request, in nanoseconds. */
  CPU("CPU per request", false) {
    @Override
    public OptionalDouble of(Slice slice) {
      return slice.window().answers() == 0 || slice.serverCpuNanos() <= 0
          ? OptionalDouble.empty()
          : OptionalDouble.of((double) slice.serverCpuNanos() / slice.window().answers());
    }
  };

  private final String words;
  private final boolean moreIsBetter;

  Figure(String words, boolean moreIsBetter) {
    this.words = words;
    this.moreIsBetter = moreIsBetter;
  }

  /** Its value in a slice; absent if the slice does not have it. */
  public abstract OptionalDouble of(Slice slice);

  /**
   * Its values in the slices of one process: one for each block; not a number where a block has no
   * slice, or the slice not this figure.
   */
  public double[] of(List<Slice> slices) {
    int blocks = slices.stream().mapToInt(Slice::block).max().orElse(-1) + 1;
    double[] values = new double[blocks];
    Arrays.fill(values, Double.NaN);
    for (Slice slice : slices) {
      values[slice.block()] = of(slice).orElse(Double.NaN);
    }
    return values;
  }

  /** Its name in the table. */
  public String words() {
    return words;
  }

  /** Whether the larger value is the better one. */
  public boolean moreIsBetter() {
    return moreIsBetter;
  }

  private static OptionalDouble toDouble(OptionalLong value) {
    return value.isPresent()
        ? OptionalDouble.of((double) value.getAsLong())
        : OptionalDouble.empty();
  }
}
