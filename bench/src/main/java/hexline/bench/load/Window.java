package hexline.bench.load;

import java.util.OptionalLong;
import org.HdrHistogram.Histogram;

/**
 * What happened in one stretch of time.
 *
 * @param nanos its length
 * @param answers right answers that came within it
 * @param hogAnswers how many of the answers went to the hog, if the load has one
 * @param median of the latencies in nanoseconds, if there are enough of them
 * @param p99 the same for 99 %
 */
public record Window(
    long nanos, long answers, long hogAnswers, OptionalLong median, OptionalLong p99) {

  /** Of all latencies it keeps what can be compared with other windows: a long run has many. */
  public static Window of(long nanos, long answers, long hogAnswers, Histogram latency) {
    return new Window(
        nanos, answers, hogAnswers, Percentiles.of(latency, 50), Percentiles.of(latency, 99));
  }

  /** Answers per second. */
  public double rate() {
    return answers * 1e9 / nanos;
  }
}
