package hexline.ask;

import java.io.PrintWriter;

/** Prints lines with the seconds since it was made. Thread-safe. */
final class Clock {

  private final long start = System.nanoTime();
  private final PrintWriter out;

  Clock(PrintWriter out) {
    this.out = out;
  }

  /** The line is written when this returns, and no other stands before it with a later time. */
  synchronized void print(String line) {
    long millis = (System.nanoTime() - start) / 1_000_000;
    out.println("%3d.%03d s  %s".formatted(millis / 1000, millis % 1000, line));
    out.flush();
  }
}
