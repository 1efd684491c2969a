package hexline.bench;

import java.io.PrintStream;
import java.time.Duration;

/**
 * Prints which step runs and how much time is left: on a terminal one line that is overwritten,
 * else a line for each step. Thread-safe.
 */
final class Progress {

  private final PrintStream out;
  private final boolean terminal;
  private final double expectedTotal;
  private final long began = System.nanoTime();
  private double expectedDone;
  private double expectedOfDone;
  private int width;
  private boolean ended;

  /**
   * A progress line.
   *
   * @param terminal whether the line can be overwritten
   * @param expected how long all steps are expected to take
   */
  Progress(PrintStream out, boolean terminal, Duration expected) {
    this.out = out;
    this.terminal = terminal;
    this.expectedTotal = expected.toNanos() / 1e9;
  }

  /** To be called when a step begins. Prints nothing after {@link #end}. */
  synchronized void step(String what, Duration expected) {
    if (ended) {
      return;
    }
    expectedOfDone = expectedDone;
    expectedDone += expected.toNanos() / 1e9;
    long left = Math.round(secondsLeft());
    String line =
        "%3.0f %%  %-60.60s %2d:%02d left"
            .formatted(100 * expectedOfDone / expectedTotal, what, left / 60, left % 60);
    if (terminal) {
      out.print("\r" + line + " ".repeat(Math.max(0, width - line.length())));
      width = line.length();
    } else {
      out.println(line);
    }
    out.flush();
  }

  /** The expected rest, scaled by how long the steps so far took compared with the plan. */
  private double secondsLeft() {
    double elapsed = (System.nanoTime() - began) / 1e9;
    double pace = expectedOfDone < 5 ? 1 : elapsed / expectedOfDone;
    return (expectedTotal - expectedOfDone) * pace;
  }

  /** Clears the line, once. */
  synchronized void end() {
    if (terminal && !ended) {
      out.print("\r" + " ".repeat(width) + "\r");
      out.flush();
    }
    ended = true;
  }
}
