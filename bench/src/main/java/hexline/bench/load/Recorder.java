package hexline.bench.load;

import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/** The latencies of one window. Used by the loop's thread only. */
final class Recorder {

  private static final long LONGEST = TimeUnit.HOURS.toNanos(1);
  static final int DIGITS = 3;

  final Histogram latency = new Histogram(LONGEST, DIGITS);
  final @Nullable Histogram fromSend;

  Recorder(boolean twoClocks) {
    fromSend = twoClocks ? new Histogram(LONGEST, DIGITS) : null;
  }

  void record(long nanos, int count) {
    latency.recordValueWithCount(Math.clamp(nanos, 0, LONGEST), count);
  }

  void recordFromSend(long nanos) {
    if (fromSend != null) {
      fromSend.recordValue(Math.clamp(nanos, 0, LONGEST));
    }
  }
}
