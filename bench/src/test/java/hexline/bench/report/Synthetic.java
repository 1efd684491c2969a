package hexline.bench.report;

import hexline.bench.load.Errors;
import hexline.bench.load.Load;
import hexline.bench.load.Measurement;
import hexline.bench.load.Window;
import hexline.bench.server.ContextSwitches;
import hexline.bench.server.Observation;
import hexline.bench.server.ProcessFigures;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/** Made-up runs of which the right figures are known. */
final class Synthetic {

  private static final long SECOND = Duration.ofSeconds(1).toNanos();
  private static final int THREAD = 7;

  /** A closed loop that keeps Little's law: the latency follows from the rate. */
  static Observation closed(String server, int connections, int depth, double... rates) {
    return closed(server, new Load.Closed(connections, depth), connections * depth, rates);
  }

  /** A closed loop with so many timed requests in flight. */
  static Observation closed(String server, Load load, int inFlight, double... rates) {
    var windows = new ArrayList<Seen>();
    for (double rate : rates) {
      windows.add(window(Math.round(rate), Math.round(inFlight * 1e9 / rate)));
    }
    return observation(server, "none", measurement(load, windows, load.connections(), 0));
  }

  /** One second of so many answers, and latencies that need not fit them. */
  record Seen(long answers, long hogAnswers, Histogram latency) {
    private Window window() {
      return Window.of(SECOND, answers, hogAnswers, latency);
    }
  }

  /** One second of so many answers, each with the same latency. */
  static Seen window(long answers, long latencyNanos) {
    var latency = new Histogram(3);
    latency.recordValueWithCount(latencyNanos, answers);
    return new Seen(answers, 0, latency);
  }

  static Measurement measurement(Load load, List<Seen> windows, int served, double edgeCorrection) {
    return measurement(load, windows, served, 0, edgeCorrection, Map.of(), null, null);
  }

  static Measurement measurement(
      Load load,
      List<Seen> windows,
      int served,
      int neverAnswered,
      double edgeCorrection,
      Map<Errors.Kind, Long> errors,
      @Nullable String firstError,
      Measurement.@Nullable Punctuality punctuality) {
    long answers = windows.stream().mapToLong(Seen::answers).sum();
    var latency = new Histogram(3);
    windows.forEach(window -> latency.add(window.latency()));
    return new Measurement(
        load,
        windows.stream().map(Seen::window).toList(),
        latency,
        load instanceof Load.Open ? latency : null,
        answers,
        windows.size() * SECOND,
        windows.size() * SECOND / 2,
        served,
        neverAnswered,
        1,
        edgeCorrection,
        errors,
        firstError,
        punctuality);
  }

  /** A server that used one core fully, in one thread, with two switches a request. */
  static Observation observation(String server, String work, Measurement measurement) {
    return new Observation(
        server,
        work,
        measurement,
        measurement.nanos(),
        new Observation.Machine(2, 0.2, 0.1, 0),
        figures(0, new ContextSwitches(100, 50), Duration.ZERO),
        figures(
            measurement.nanos(),
            new ContextSwitches(100 + measurement.answers(), 50 + measurement.answers()),
            Duration.ofNanos(measurement.nanos())));
  }

  private static ProcessFigures figures(long nanoTime, ContextSwitches switches, Duration cpu) {
    return new ProcessFigures(
        nanoTime,
        600L << 20,
        14,
        25,
        switches,
        Map.of(THREAD, cpu),
        Map.of(THREAD, "event-loop-1"));
  }

  static Row row(Experiment experiment, String point, Observation... observations) {
    return new Row(experiment, point, List.of(observations));
  }

  private Synthetic() {}
}
