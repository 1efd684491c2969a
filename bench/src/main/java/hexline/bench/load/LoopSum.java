package hexline.bench.load;

import java.util.List;
import java.util.function.ToLongFunction;
import java.util.stream.IntStream;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/**
 * The sum of what the loops of an engine have counted in the same windows. Their windows begin and
 * end at the same time, up to the length of a turn; the sum has the mean of their lengths.
 */
final class LoopSum {

  private final Load load;
  private final List<WindowLog> logs; // one for each loop

  /** Of loops that have been drained. */
  LoopSum(Load load, List<WindowLog> logs) {
    this.load = load;
    this.logs = List.copyOf(logs);
  }

  /** The sum, with the figures that no window log has. */
  Measurement measurement(
      long answers,
      int neverAnswered,
      Errors errors,
      Measurement.@Nullable Punctuality punctuality) {
    List<Window> windows =
        IntStream.range(0, logs.getFirst().windows()).mapToObj(this::window).toList();
    return new Measurement(
        load,
        windows,
        latency(),
        fromSend(),
        answers,
        windows.stream().mapToLong(Window::nanos).sum(),
        logs.stream().map(WindowLog::cpuNanos).toList(),
        byConnection(),
        neverAnswered,
        edgeCorrection(windows.stream().mapToLong(Window::nanos).sum()),
        logs.stream().mapToLong(WindowLog::longestPauseNanos).max().orElse(0),
        errors.counts(),
        errors.first(),
        punctuality);
  }

  /**
   * Little's law holds for each loop in its own time: the sum of its latencies divided by that time,
   * plus its correction, is what it has in flight. The correction of the sum is chosen such that
   * the law of the sum is the sum of the laws, although the common time is a mean.
   */
  private double edgeCorrection(long nanos) {
    double inFlight = 0;
    double latencies = 0;
    for (WindowLog log : logs) {
      double sum = 0;
      for (int i = 0; i < log.windows(); i++) {
        Histogram latency = log.latency(i);
        sum += latency.getTotalCount() == 0 ? 0 : latency.getTotalCount() * latency.getMean();
      }
      latencies += sum;
      inFlight += log.edgeCorrection() + (log.nanos() == 0 ? 0 : sum / log.nanos());
    }
    return nanos == 0 ? 0 : inFlight - latencies / nanos;
  }

  private Window window(int i) {
    Histogram latency = logs.getFirst().latency(i);
    if (logs.size() > 1) {
      latency = new Histogram(Recorder.DIGITS);
      for (WindowLog log : logs) {
        latency.add(log.latency(i));
      }
    }
    return Window.of(
        sum(log -> log.nanos(i)) / logs.size(),
        sum(log -> log.answers(i)),
        sum(log -> log.hogAnswers(i)),
        latency,
        // A pause of the process is one pause, although every loop has it.
        logs.stream().mapToLong(log -> log.pauseNanos(i)).max().orElse(0));
  }

  private long sum(ToLongFunction<WindowLog> figure) {
    return logs.stream().mapToLong(figure).sum();
  }

  private Histogram latency() {
    var all = new Histogram(Recorder.DIGITS);
    for (WindowLog log : logs) {
      for (int i = 0; i < log.windows(); i++) {
        all.add(log.latency(i));
      }
    }
    return all;
  }

  private @Nullable Histogram fromSend() {
    if (!(load instanceof Load.Open)) {
      return null;
    }
    var all = new Histogram(Recorder.DIGITS);
    for (WindowLog log : logs) {
      for (int i = 0; i < log.windows(); i++) {
        all.add(log.fromSend(i));
      }
    }
    return all;
  }

  /** In the order of the connections, which were dealt out one by one. */
  private Answers byConnection() {
    return Answers.of(
        IntStream.range(0, load.connections())
            .mapToLong(i -> logs.get(i % logs.size()).answersOf(i / logs.size()))
            .toArray());
  }
}
