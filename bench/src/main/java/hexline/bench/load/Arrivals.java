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
  private final long phase;
  private final RandomGenerator random;
  private double next; // fractions of a nanosecond add up over a million arrivals

  /**
   * A schedule.
   *
   * @param perSecond mean number of arrivals in a second
   * @throws IllegalArgumentException if the rate is not positive
   */
  public Arrivals(Kind kind, double perSecond, long seed) {
    this(kind, perSecond, seed, 0, 1);
  }

  /**
   * One of several schedules whose sum is a schedule of the given rate and kind. The sum of
   * independent Poisson processes is a Poisson process (superposition theorem; Kingman, Poisson
   * Processes, 1993, section 2.2), so each part needs a seed of its own. Constant arrivals of the
   * parts take turns, one gap of the sum apart.
   *
   * @param perSecond mean number of arrivals of all parts in a second
   * @param part from 0
   */
  Arrivals(Kind kind, double perSecond, long seed, int part, int parts) {
    if (!(perSecond > 0)) {
      throw new IllegalArgumentException("the rate must be positive: " + perSecond);
    }
    this.kind = kind;
    this.gapNanos = parts * 1e9 / perSecond;
    this.phase = (long) (part * 1e9 / perSecond);
    this.random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
  }

  /** How much later, in nanoseconds, this part's first arrival is due than that of the part 0. */
  long phase() {
    return phase;
  }

  /** The time of the next arrival in nanoseconds since the schedule began; never decreases. */
  public long next() {
    next += kind == Kind.CONSTANT ? gapNanos : gapNanos * random.nextExponential();
    return (long) next;
  }
}
