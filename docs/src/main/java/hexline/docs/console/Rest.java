package hexline.docs.console;

import java.time.Duration;

/**
 * How long a terminal has been at rest: nothing is printed, and its programs use little processor
 * time. A program that has started and prints nothing is ready when it is at rest: it waits. For use
 * by one thread.
 */
final class Rest {

  private static final long SAMPLE = Duration.ofMillis(100).toNanos();
  private static final double LITTLE = 0.2; // of a processor
  private static final int SPINNING = 10; // times as long without a line: it is busy for good

  private final Terminal terminal;
  private final long start = System.nanoTime();
  private int length = -1;
  private long lastNews = start;
  private long lastWork = start;
  private long sampledAt = start;
  private Duration sampled;

  Rest(Terminal terminal) {
    this.terminal = terminal;
    this.sampled = terminal.processorTime();
  }

  /**
   * Looks whether the terminal is at rest; to be called again and again.
   *
   * @param length of what has been printed so far
   */
  void look(int length) {
    long now = System.nanoTime();
    if (length != this.length) {
      this.length = length;
      lastNews = now;
    }
    if (now - sampledAt > SAMPLE) {
      Duration time = terminal.processorTime();
      if (time.minus(sampled).toNanos() > LITTLE * (now - sampledAt)) {
        lastWork = now;
      }
      sampled = time;
      sampledAt = now;
    }
  }

  /** Whether nothing has been printed for a time. */
  boolean isQuiet(Duration time) {
    return System.nanoTime() - lastNews > time.toNanos();
  }

  /**
   * Whether nothing has been printed for a time, and the programs have done little for as long;
   * or nothing has been printed for so long that they do not become ready any more.
   */
  boolean isOver(Duration time) {
    return isQuiet(time.multipliedBy(SPINNING))
        || (isQuiet(time) && System.nanoTime() - lastWork > Math.min(time.toNanos(), 4 * SAMPLE));
  }

  /** Whether it has been looked at for a time. */
  boolean lasts(Duration time) {
    return System.nanoTime() - start > time.toNanos();
  }
}
