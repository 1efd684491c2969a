package hexline.bench.load;

import java.util.OptionalLong;
import org.HdrHistogram.Histogram;

/**
 * One window: a stretch of time in which answers are counted.
 *
 * @param nanos length of the window
 * @param answers right answers that came within the window
 * @param hogAnswers how many of the answers went to the hog, if the load has one
 * @param median of the latencies in nanoseconds, if there are enough of them
 * @param p99 99th percentile of the latencies in nanoseconds, if there are enough of them
 */
public record Window(
    long nanos, long answers, long hogAnswers, OptionalLong median, OptionalLong p99) {

  /** A window without its histogram, because a long run has many windows: it keeps two figures. */
  public static Window of(long nanos, long answers, long hogAnswers, Histogram latency) {
    return new Window(
        nanos, answers, hogAnswers, Percentiles.of(latency, 50), Percentiles.of(latency, 99));
  }

  /** Answers per second. */
  public double rate() {
    return answers * 1e9 / nanos;
  }
}
