package hexline.bench.report;

import hexline.bench.load.Errors;
import hexline.bench.load.Load;
import hexline.bench.load.Measurement;
import hexline.bench.load.Window;
import hexline.bench.server.Observation;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;
import org.HdrHistogram.Histogram;

/**
 * All observations of one server at one point, one for each of its processes.
 *
 * @param experiment that the point belongs to
 * @param point heading of the load in the table
 * @param observations one per process; at least one
 */
public record Row(Experiment experiment, String point, List<Observation> observations) {

  private static final Duration LEAST_CPU = Duration.ofMillis(200); // 20 ticks

  private static final int DIGITS = 3;

  public Row {
    observations = List.copyOf(observations);
    if (observations.isEmpty()) {
      throw new IllegalArgumentException("a row needs an observation");
    }
  }

  /** Why the row fails its audit; absent if it passes. */
  public Optional<String> failure() {
    return Audit.failure(this);
  }

  public String server() {
    return observations.getFirst().server();
  }

  public String work() {
    return observations.getFirst().work();
  }

  public Load load() {
    return observations.getFirst().load();
  }

  /** Requests per second over all windows of all processes. */
  public Interval rate() {
    return Interval.of(windows().map(Window::rate).toList());
  }

  /** All latencies of all windows, in nanoseconds; from the intended start in an open loop. */
  public Histogram latency() {
    return sum(measurements().map(Measurement::latency));
  }

  /** The same from the actual send; open loop only. */
  public Optional<Histogram> fromSend() {
    return load() instanceof Load.Open
        ? Optional.of(sum(measurements().map(Measurement::fromSend).flatMap(Stream::ofNullable)))
        : Optional.empty();
  }

  private static Histogram sum(Stream<Histogram> parts) {
    var sum = new Histogram(DIGITS);
    parts.forEach(sum::add);
    return sum;
  }

  /**
   * The share of an open loop's arrivals that are late because of the engine; the worst process.
   */
  public double engineLateShare() {
    return measurements().mapToDouble(Measurement::engineLateShare).max().orElseThrow();
  }

  /** Errors of all processes by kind. */
  public Map<Errors.Kind, Long> errors() {
    var sum = new EnumMap<Errors.Kind, Long>(Errors.Kind.class);
    measurements().forEach(m -> m.errors().forEach((kind, n) -> sum.merge(kind, n, Long::sum)));
    return sum;
  }

  /**
   * User and system time of the server for one request, in microseconds; absent if it is less than
   * 200 ms in all, because the system counts in ticks of 10 ms.
   */
  public OptionalDouble cpuMicros() {
    long nanos = observations.stream().mapToLong(Observation::serverCpuNanos).sum();
    return nanos < LEAST_CPU.toNanos()
        ? OptionalDouble.empty()
        : OptionalDouble.of(mean(Observation::serverCpuMicros));
  }

  /** Fewest connections that were answered in any of the processes. */
  public int served() {
    return measurements().mapToInt(Measurement::served).min().orElseThrow();
  }

  /** The share of all answers that the hog got, from 0 to 1. */
  public double hogShare() {
    long hog = windows().mapToLong(Window::hogAnswers).sum();
    long all = windows().mapToLong(Window::answers).sum();
    return all == 0 ? 0 : (double) hog / all;
  }

  /** The mean of a figure over the processes. */
  public double mean(ToDoubleFunction<Observation> figure) {
    return observations.stream().mapToDouble(figure).average().orElseThrow();
  }

  Stream<Measurement> measurements() {
    return observations.stream().map(Observation::measurement);
  }

  Stream<Window> windows() {
    return measurements().flatMap(measurement -> measurement.windows().stream());
  }
}
