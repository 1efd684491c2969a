package hexline.conformance.cases;

import java.time.Duration;

/**
 * What cases draw at random: faults of the network, and input.
 *
 * @param seed of the first round; the next one has the next seed
 * @param time how long a case begins another round
 */
public record Draws(long seed, Duration time) {

  /** The same draws in each run, for a second. */
  public static final Draws STANDARD = new Draws(1, Duration.ofSeconds(1));

  /** The same draws in each run, as few of them as show that all is well. */
  public static final Draws FEW = new Draws(1, Duration.ofMillis(150));
}
