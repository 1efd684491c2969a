package hexline.bench.report;

import hexline.bench.experiment.Experiment;
import hexline.bench.experiment.Figure;
import hexline.bench.experiment.Point;
import hexline.bench.load.Errors;
import hexline.bench.load.Load;
import hexline.bench.load.Measurement;
import hexline.bench.load.Window;
import hexline.bench.server.Observation;
import hexline.bench.statistics.Interval;
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
 * @param point that the server was measured at
 * @param observations one per start, in order; at least one
 * @param distrust why they are worth nothing, whatever they say; absent if nothing is known
 */
public record Row(Point point, List<Observation> observations, Optional<String> distrust) {

  private static final Duration LEAST_CPU = Duration.ofMillis(200); // 20 ticks

  private static final int DIGITS = 3;

  public Row {
    observations = List.copyOf(observations);
    if (observations.isEmpty()) {
      throw new IllegalArgumentException("a row needs an observation");
    }
  }

  /** A row that nothing is known against. */
  public Row(Point point, List<Observation> observations) {
    this(point, observations, Optional.empty());
  }

  /** Why the row fails; absent if it passes its audit and nothing else is known against it. */
  public Optional<String> failure() {
    return distrust.or(() -> Audit.failure(this));
  }

  public RowKey key() {
    return new RowKey(experiment().label(), point.name(), server());
  }

  public Experiment experiment() {
    return point.experiment();
  }

  public String server() {
    return observations.getFirst().server();
  }

  public String work() {
    return observations.getFirst().work();
  }

  /** The load; of an open loop, whose rate follows the capacity of each process, the mean rate. */
  public Load load() {
    return observations.getFirst().load() instanceof Load.Open open
        ? new Load.Open(open.connections(), mean(Row::perSecond), open.arrivals())
        : observations.getFirst().load();
  }

  private static double perSecond(Observation observation) {
    return ((Load.Open) observation.load()).perSecond();
  }

  /**
   * A figure of each slice: one array for each start, in it one value for each block; not a number
   * where a block has no slice, or the slice not that figure.
   */
  double[][] values(Figure figure) {
    return observations.stream()
        .map(observation -> figure.of(observation.slices()))
        .toArray(double[][]::new);
  }

  /** The median of a figure over all slices that have it; absent if none has. */
  public OptionalDouble median(Figure figure) {
    double[] sorted =
        observations.stream()
            .flatMap(observation -> observation.slices().stream())
            .flatMapToDouble(slice -> figure.of(slice).stream())
            .sorted()
            .toArray();
    int middle = sorted.length / 2;
    return sorted.length == 0
        ? OptionalDouble.empty()
        : OptionalDouble.of(
            sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2);
  }

  /**
   * Requests per second: the median of all slices, with the interval of the median of the starts,
   * because the slices of one process are not independent.
   */
  public Interval rate() {
    double median = Interval.of(windows().map(Window::rate).toList()).median();
    Interval starts = Interval.of(measurements().map(Row::medianRate).toList());
    return new Interval(
        median, Math.min(median, starts.low()), Math.max(median, starts.high()), starts.values());
  }

  private static double medianRate(Measurement start) {
    return Interval.of(start.windows().stream().map(Window::rate).toList()).median();
  }

  /** All latencies of all slices, in nanoseconds; from the intended start in an open loop. */
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

  /** How an open loop kept its schedule, in all processes together; absent in a closed loop. */
  public Optional<Measurement.Punctuality> punctuality() {
    return measurements()
        .map(Measurement::punctuality)
        .flatMap(Stream::ofNullable)
        .reduce(Measurement.Punctuality::plus);
  }

  /**
   * The share of an open loop's arrivals that are late because of the engine, of all processes: so
   * many of the latencies in {@link #latency} are. 0 in a closed loop.
   */
  public double engineLateShare() {
    return punctuality().map(Measurement.Punctuality::engineLateShare).orElse(0.0);
  }

  /** Errors of all processes by kind. */
  public Map<Errors.Kind, Long> errors() {
    var sum = new EnumMap<Errors.Kind, Long>(Errors.Kind.class);
    measurements().forEach(m -> m.errors().forEach((kind, n) -> sum.merge(kind, n, Long::sum)));
    return sum;
  }

  /**
   * User and system time of the server for one request, in microseconds; absent if it is less than
   * 200 ms in all, because some systems count in ticks of 10 ms.
   */
  public OptionalDouble cpuMicros() {
    long nanos = observations.stream().mapToLong(Observation::serverCpuNanos).sum();
    return nanos < LEAST_CPU.toNanos()
        ? OptionalDouble.empty()
        : OptionalDouble.of(mean(Observation::serverCpuMicros));
  }

  /** Whether the operating system says what the server used: not if the server is remote. */
  public boolean isProcessKnown() {
    return observations.stream().allMatch(observation -> observation.process().isPresent());
  }

  /** Fewest connections that were answered in any of the processes. */
  public int served() {
    return measurements().mapToInt(Measurement::served).min().orElseThrow();
  }

  /** Clients that never have more than one request in flight, if others flood the server. */
  public int victims() {
    return load() instanceof Load.Hog hog ? hog.polite() : load().connections();
  }

  /** How many of the {@link #victims} had no answer: a hog, which asks for more, has had one. */
  public int starved() {
    return Math.min(victims(), load().connections() - served());
  }

  /** The share of all answers that the hogs got, from 0 to 1. */
  public double hogShare() {
    long hog = windows().mapToLong(Window::hogAnswers).sum();
    long all = windows().mapToLong(Window::answers).sum();
    return all == 0 ? 0 : (double) hog / all;
  }

  /** How many of its slices the machine disturbed, which could not be repeated. */
  public int disturbed() {
    return observations.stream().mapToInt(Observation::disturbed).sum();
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
