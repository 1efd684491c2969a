package hexline.bench.load;

import java.util.List;
import java.util.Map;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/**
 * What an engine saw of a server in a run of windows without a gap.
 *
 * @param load what it did
 * @param windows the stretches of time, in order
 * @param latency of all windows, in nanoseconds: from the send in a closed loop, from the intended
 *     start in an open one
 * @param fromSend open loop only: from the actual send, which is what a naive client measures
 * @param answers all right answers since the load was started, settling and draining included
 * @param nanos length of all windows together
 * @param engineCpuNanos CPU time of the engine's thread in that time
 * @param served connections that were answered within the windows
 * @param neverAnswered connections that got no answer at all, although the engine waited
 * @param fairness Jain's index of the answers of each connection: 1 if all got the same number, 1/n
 *     if one got all
 * @param edgeCorrection what Little's law needs for requests that were in flight at an edge: how long
 *     those at the end had waited, less how long those at the beginning had, for each nanosecond
 *     between; only of clients whose latencies are recorded
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
   * @param late how many of them more than 1 ms after they were meant to start
   * @param waited how many of the late ones had found no free connection: the server's fault; the
   *     others are the engine's own
   * @param unsent arrivals that were still waiting for a connection when the windows ended; they went
   *     afterwards, and their latencies count
   */
  public record Punctuality(long sent, long late, long waited, long unsent) {

    /** Late arrivals that only the engine is to blame for. */
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

  /** The share of the arrivals that only the engine made late; 0 in a closed loop. */
  public double engineLateShare() {
    return punctuality == null
        ? 0
        : (double) punctuality.engineLate() / Math.max(1, punctuality.due());
  }

  /** The share of one core that the engine's thread used. */
  public double engineShare() {
    return nanos == 0 ? 0 : (double) engineCpuNanos / nanos;
  }
}
