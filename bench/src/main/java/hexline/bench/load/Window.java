package hexline.bench.load;

import java.util.OptionalLong;
import org.HdrHistogram.Histogram;

/**
 * One window: a stretch of time in which answers are counted.
 *
 * @param nanos length of the window; with several load threads, whose windows differ by the length
 *     of a turn, the mean of theirs
 * @param answers right answers that came within the window
 * @param hogAnswers how many of the answers went to the hogs, if the load has any
 * @param median of the latencies in nanoseconds, if there are enough of them
 * @param p99 99th percentile of the latencies in nanoseconds, if there are enough of them
 * @param pauseNanos how long the load thread did not run, as {@link Measurement#pauseNanos} says
 */
public record Window(
    long nanos,
    long answers,
    long hogAnswers,
    OptionalLong median,
    OptionalLong p99,
    long pauseNanos) {

  /** A window without a pause of the engine. */
  public static Window of(long nanos, long answers, long hogAnswers, Histogram latency) {
    return of(nanos, answers, hogAnswers, latency, 0);
  }

  /** A window without its histogram, because a long run has many windows: it keeps two figures. */
  public static Window of(
      long nanos, long answers, long hogAnswers, Histogram latency, long pauseNanos) {
    return new Window(
        nanos,
        answers,
        hogAnswers,
        Percentiles.of(latency, 50),
        Percentiles.of(latency, 99),
        pauseNanos);
  }

  /** Answers per second. */
  public double rate() {
    return nanos == 0 ? 0 : answers * 1e9 / nanos;
  }
}
