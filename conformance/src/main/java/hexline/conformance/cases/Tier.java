package hexline.conformance.cases;

import java.time.Duration;

/** How much a case asks of the machine, and so how often it is run. */
public enum Tier {
  /** A second or two, and what every machine has: in every build, for all servers. */
  QUICK(1, Duration.ofMinutes(1)),
  /** Up to half a minute, or many descriptors, threads or processors: before a release. */
  HEAVY(2, Duration.ofMinutes(3)),
  /** Minutes: now and then. */
  LONG(3, Duration.ofMinutes(15));

  private final int number;
  private final Duration limit;

  Tier(int number, Duration limit) {
    this.number = number;
    this.limit = limit;
  }

  /** Its number on the command line: the higher, the longer it takes. */
  public int number() {
    return number;
  }

  /** When the clients of a case are disconnected, so that it ends in any case. */
  public Duration limit() {
    return limit;
  }

  /**
   * The tier of this number.
   *
   * @throws IllegalArgumentException if there is none
   */
  public static Tier of(int number) {
    for (Tier tier : values()) {
      if (tier.number == number) {
        return tier;
      }
    }
    throw new IllegalArgumentException("there is no tier " + number);
  }
}
