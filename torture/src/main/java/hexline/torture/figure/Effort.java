package hexline.torture.figure;

import java.time.Duration;

/**
 * How much is done to measure the figures.
 *
 * @param held connections that are tried to be held
 * @param crowd idle clients of the figures that have some
 * @param slow clients that send a byte now and then
 * @param connects of the leak
 * @param processes of a drain
 * @param look how long a state is observed
 */
public record Effort(int held, int crowd, int slow, int connects, int processes, Duration look) {

  /** What the titles of the figures say. */
  public static final Effort FULL =
      new Effort(10_000, 1000, 500, 50_000, 10, Duration.ofSeconds(3));
}
