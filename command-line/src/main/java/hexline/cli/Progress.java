package hexline.cli;

import java.io.PrintStream;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;

/**
 * Prints which step runs and how much time is left: on a terminal one line that is overwritten,
 * else a line for each step. The line is cut at the width of the terminal, because one that wraps
 * cannot be overwritten. Thread-safe.
 */
public final class Progress {

  private static final int USUAL_TEXT = 60; // columns of the step where there is room
  private static final int OTHERS = 20; // columns of a line besides the step
  private static final String ERASE_LINE = "\r\033[K";
  private static final String NO_WRAP = "\033[?7l"; // a narrower window cuts what it would wrap
  private static final String WRAP = "\033[?7h";

  private final PrintStream out;
  private final Optional<Terminal> terminal;
  private final double expectedTotal;
  private final long began = System.nanoTime();
  private double expectedDone;
  private double expectedOfDone;
  private int width;
  private boolean ended;

  /**
   * A progress line.
   *
   * @param terminal whose line can be overwritten; absent if the output goes elsewhere
   * @param expected how long all steps are expected to take
   */
  public Progress(PrintStream out, Optional<Terminal> terminal, Duration expected) {
    this.out = out;
    this.terminal = terminal;
    this.expectedTotal = expected.toNanos() / 1e9;
  }

  /** To be called when a step begins. Prints nothing after {@link #end}. */
  public synchronized void step(String what, Duration expected) {
    if (ended) {
      return;
    }
    expectedOfDone = expectedDone;
    expectedDone += expected.toNanos() / 1e9;
    long left = Math.round(secondsLeft());
    // The last column stays free: some terminals wrap as soon as it is written.
    int columns = terminal.map(Terminal::columns).orElse(Integer.MAX_VALUE) - 1;
    int text = Math.clamp(columns - OTHERS, 1, USUAL_TEXT);
    String line =
        String.format(
            Locale.ROOT,
            "%3.0f %%  %-" + text + "." + text + "s %2d:%02d left",
            100 * expectedOfDone / expectedTotal,
            Printable.of(what),
            left / 60,
            left % 60);
    terminal.ifPresentOrElse(
        known -> overwrite(known, line.substring(0, Math.min(line.length(), columns))),
        () -> out.println(line));
    out.flush();
  }

  private void overwrite(Terminal known, String line) {
    if (known.takesEscapes()) {
      out.print(ERASE_LINE + NO_WRAP + line + WRAP);
    } else {
      out.print("\r" + line + " ".repeat(Math.max(0, width - line.length())));
    }
    width = line.length();
  }

  /** The expected rest, scaled by how long the steps so far took compared with the plan. */
  private double secondsLeft() {
    double elapsed = (System.nanoTime() - began) / 1e9;
    double pace = expectedOfDone < 5 ? 1 : elapsed / expectedOfDone;
    return (expectedTotal - expectedOfDone) * pace;
  }

  /** Clears the line, once. */
  public synchronized void end() {
    if (!ended) {
      terminal.ifPresent(
          known -> out.print(known.takesEscapes() ? ERASE_LINE : "\r" + " ".repeat(width) + "\r"));
      out.flush();
    }
    ended = true;
  }
}
