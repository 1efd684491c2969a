package hexline.bench.load;

import java.util.List;
import java.util.Map;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/**
 * The client's view of a server in a run of windows without a gap.
 *
 * @param load the load
 * @param windows in order of time
 * @param latency of all windows, in nanoseconds: from the send in a closed loop, from the intended
 *     start in an open one
 * @param fromSend open loop only: from the actual send, as a client without a schedule measures it
 * @param answers right answers since the load was started, those before and after the windows
 *     included
 * @param nanos total length of the windows
 * @param engineCpuNanos CPU time of the engine's thread in that time
 * @param served connections that were answered within the windows
 * @param neverAnswered connections that had no answer when the drain ended
 * @param fairness Jain's index of the answers of each connection: 1 if all got the same number, 1/n
 *     if one of n got all
 * @param edgeCorrection term of Little's law for requests in flight at the edges: the sum of their
 *     ages at the end minus that at the beginning, divided by the time between; only of connections
 *     whose latencies are recorded
 * @param errors counts by kind
 * @param firstError the first of them in words, or null
 * @param punctuality open loop only
 */
public record Measurement(
    Load load,
    List<Window> windows,
    Histogram latency,
    @Nullable Histogram fromSend,
    long answers,
    long nanos,
    long engineCpuNanos,
    int served,
    int neverAnswered,
    double fairness,
    double edgeCorrection,
    Map<Errors.Kind, Long> errors,
    @Nullable String firstError,
    @Nullable Punctuality punctuality) {

  public Measurement {
    windows = List.copyOf(windows);
    errors = Map.copyOf(errors);
  }

  /**
   * How an open loop kept its schedule.
   *
   * @param sent arrivals that were sent
   * @param late how many of them were sent more than 1 ms after their intended start
   * @param waited how many of the late ones had found no free connection, which is due to the
   *     server; the engine caused the others
   * @param unsent arrivals that waited for a connection when the windows ended; they were sent
   *     afterwards, and their latencies count
   */
  public record Punctuality(long sent, long late, long waited, long unsent) {

    /** Late arrivals that the engine caused. */
    public long engineLate() {
      return late - waited;
    }

    /** Arrivals that were due within the windows. */
    public long due() {
      return sent + unsent;
    }
  }

  /** Answers within the windows. */
  public long windowAnswers() {
    return windows.stream().mapToLong(Window::answers).sum();
  }

  /** The share of the arrivals that are late because of the engine; 0 in a closed loop. */
  public double engineLateShare() {
    return punctuality == null
        ? 0
        : (double) punctuality.engineLate() / Math.max(1, punctuality.due());
  }

  /** The share of one core that the engine's thread used, from 0 to 1. */
  public double engineShare() {
    return nanos == 0 ? 0 : (double) engineCpuNanos / nanos;
  }
}
