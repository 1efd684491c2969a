package hexline.bench.load;

import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/**
 * What happened in one stretch of time.
 *
 * @param nanos its length
 * @param answers right answers that came within it
 * @param hogAnswers how many of the answers went to the hog, if the load has one
 * @param latency in nanoseconds: from the send in a closed loop, from the intended start in an open
 *     one
 * @param fromSend open loop only: from the actual send, which is what a naive client measures
 */
public record Window(
    long nanos, long answers, long hogAnswers, Histogram latency, @Nullable Histogram fromSend) {

  /** Answers per second. */
  public double rate() {
    return answers * 1e9 / nanos;
  }
}
