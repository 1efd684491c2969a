package hexline.bench.load;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/**
 * The client's view of a server in a run of windows without a gap, or in several such runs of one
 * engine that {@link #merge} has summed up.
 *
 * @param load the load
 * @param windows in order of time
 * @param latency of all windows, in nanoseconds: from the send in a closed loop, from the intended
 *     start in an open one
 * @param fromSend open loop only: from the actual send, as a client without a schedule measures it
 * @param answers right answers since the load was started, those before and after the windows
 *     included
 * @param nanos total length of the windows
 * @param threadCpuNanos CPU time of each load thread in that time
 * @param byConnection answers of each connection since the first window began, until the drain ended;
 *     if there are hogs, until the last window ended
 * @param neverAnswered connections that had sent a request, and had no answer when the drain ended
 * @param edgeCorrection term of Little's law for requests in flight at the edges: the sum of their
 *     ages at the end minus that at the beginning, divided by the time between; only of connections
 *     whose latencies are recorded
 * @param longestPauseNanos the longest of the pauses of {@link #pauseNanos}
 * @param errors counts by kind, of all errors of the engine that no earlier measurement has: those
 *     while it connected and warmed up are in the first one
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
    List<Long> threadCpuNanos,
    Answers byConnection,
    int neverAnswered,
    double edgeCorrection,
    long longestPauseNanos,
    Map<Errors.Kind, Long> errors,
    @Nullable String firstError,
    @Nullable Punctuality punctuality) {

  public Measurement {
    windows = List.copyOf(windows);
    threadCpuNanos = List.copyOf(threadCpuNanos);
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

    /** The share of the arrivals that are late because of the engine. */
    public double engineLateShare() {
      return (double) engineLate() / Math.max(1, due());
    }

    /** Arrivals that were due within the windows. */
    public long due() {
      return sent + unsent;
    }

    /** The sums of two schedules. */
    public Punctuality plus(Punctuality other) {
      return new Punctuality(
          sent + other.sent, late + other.late, waited + other.waited, unsent + other.unsent);
    }
  }

  /**
   * The sum of several measurements of the same load by one engine, in the order of time: windows
   * one after the other, all counts and times added, {@link #neverAnswered} of the last one.
   * Little's law holds for the sum if it holds for each.
   *
   * @throws IllegalArgumentException if there is none, or if their loads or threads differ
   */
  public static Measurement merge(List<Measurement> parts) {
    if (parts.isEmpty()) {
      throw new IllegalArgumentException("no measurement to merge");
    }
    Measurement last = parts.getLast();
    int threads = last.threadCpuNanos.size();
    for (Measurement part : parts) {
      if (!part.load.equals(last.load) || part.threadCpuNanos.size() != threads) {
        throw new IllegalArgumentException(
            "%s by %d threads and %s by %d are not of one engine"
                .formatted(part.load, part.threadCpuNanos.size(), last.load, threads));
      }
    }
    var windows = new ArrayList<Window>();
    var latency = new Histogram(Recorder.DIGITS);
    var errors = new EnumMap<Errors.Kind, Long>(Errors.Kind.class);
    double edges = 0;
    for (Measurement part : parts) {
      windows.addAll(part.windows);
      latency.add(part.latency);
      part.errors.forEach((kind, count) -> errors.merge(kind, count, Long::sum));
      edges += part.edgeCorrection * part.nanos;
    }
    long nanos = parts.stream().mapToLong(Measurement::nanos).sum();
    return new Measurement(
        last.load,
        windows,
        latency,
        mergeFromSend(parts),
        parts.stream().mapToLong(Measurement::answers).sum(),
        nanos,
        IntStream.range(0, threads)
            .mapToObj(i -> parts.stream().mapToLong(part -> part.threadCpuNanos.get(i)).sum())
            .toList(),
        parts.stream().map(Measurement::byConnection).reduce(Answers::plus).orElseThrow(),
        last.neverAnswered,
        nanos == 0 ? 0 : edges / nanos,
        parts.stream().mapToLong(Measurement::longestPauseNanos).max().orElseThrow(),
        errors,
        parts.stream()
            .map(Measurement::firstError)
            .filter(Objects::nonNull)
            .findFirst()
            .orElse(null),
        parts.stream()
            .map(Measurement::punctuality)
            .filter(Objects::nonNull)
            .reduce(Punctuality::plus)
            .orElse(null));
  }

  private static @Nullable Histogram mergeFromSend(List<Measurement> parts) {
    Histogram all = null;
    for (Measurement part : parts) {
      if (part.fromSend != null) {
        all = all == null ? new Histogram(Recorder.DIGITS) : all;
        all.add(part.fromSend);
      }
    }
    return all;
  }

  /** Whether the server has sent a wrong byte, or one too many. */
  public boolean hasWrongAnswers() {
    return Errors.areWrongAnswers(errors);
  }

  /** Answers within the windows. */
  public long windowAnswers() {
    return windows.stream().mapToLong(Window::answers).sum();
  }

  /** Connections that were answered, see {@link #byConnection}. */
  public int served() {
    return byConnection.served();
  }

  /**
   * Jain's index of the answers of each connection, see {@link #byConnection}: 1 if all got the same
   * number, 1/n if one of n got all.
   */
  public double fairness() {
    return byConnection.fairness();
  }

  /**
   * How long the load thread did not run although it should have: its pauses of more than 10 ms, in
   * nanoseconds. In a pause the thread had no processor, or the process, the JVM or the machine was
   * stopped, or the caller's action at an edge took so long; answers that came meanwhile have a
   * latency that is not the server's. A pause counts in the window in which it ends, one of the
   * settling in the first window, and in an open loop one of the drain in the last. Of a pause that
   * begins in a wait for answers up to 5 ms are not counted. With several load threads it is the
   * time of the one that paused longest, for each window.
   */
  public long pauseNanos() {
    return windows.stream().mapToLong(Window::pauseNanos).sum();
  }

  /** The share of the arrivals that are late because of the engine; 0 in a closed loop. */
  public double engineLateShare() {
    return punctuality == null ? 0 : punctuality.engineLateShare();
  }

  /** CPU time of all load threads within the windows. */
  public long engineCpuNanos() {
    return threadCpuNanos.stream().mapToLong(Long::longValue).sum();
  }

  /** Cores that the load threads used. */
  public double engineCores() {
    return nanos == 0 ? 0 : (double) engineCpuNanos() / nanos;
  }

  /**
   * The share of one core that the busiest load thread used, from 0 to 1: with 1 the engine is
   * saturated.
   */
  public double engineShare() {
    long busiest = threadCpuNanos.stream().mapToLong(Long::longValue).max().orElse(0);
    return nanos == 0 ? 0 : (double) busiest / nanos;
  }
}
