package hexline.bench.load;

import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/** The schedule of an open loop: intended start times that do not depend on the server. */
public final class Arrivals {

  /** How the gaps between arrivals are distributed. */
  public enum Kind {
    /** Equal gaps. */
    CONSTANT,
    /** Exponentially distributed gaps: a Poisson process, as of many independent users. */
    POISSON
  }

  private final Kind kind;
  private final double gapNanos;
  private final RandomGenerator random;
  private double next; // fractions of a nanosecond add up over a million arrivals

  /**
   * A schedule.
   *
   * @param perSecond mean number of arrivals in a second
   * @throws IllegalArgumentException if the rate is not positive
   */
  public Arrivals(Kind kind, double perSecond, long seed) {
    if (!(perSecond > 0)) {
      throw new IllegalArgumentException("the rate must be positive: " + perSecond);
    }
    this.kind = kind;
    this.gapNanos = 1e9 / perSecond;
    this.random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
  }

  /** The time of the next arrival in nanoseconds since the schedule began; never decreases. */
  public long next() {
    next += kind == Kind.CONSTANT ? gapNanos : gapNanos * random.nextExponential();
    return (long) next;
  }
}
