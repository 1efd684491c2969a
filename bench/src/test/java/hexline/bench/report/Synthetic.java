package hexline.bench.report;

import hexline.bench.experiment.Experiments;
import hexline.bench.experiment.Point;
import hexline.bench.experiment.Profile;
import hexline.bench.load.Answers;
import hexline.bench.load.Arrivals;
import hexline.bench.load.Errors;
import hexline.bench.load.Load;
import hexline.bench.load.Measurement;
import hexline.bench.load.Window;
import hexline.bench.server.ContextSwitches;
import hexline.bench.server.Observation;
import hexline.bench.server.ProcessFigures;
import hexline.bench.server.Slice;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.ToDoubleBiFunction;
import java.util.stream.IntStream;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/** Made-up runs of which the right figures are known. */
public final class Synthetic {

  private static final long SECOND = Duration.ofSeconds(1).toNanos();
  private static final int THREAD = 7;
  private static final Map<String, Point> POINTS = new ConcurrentHashMap<>();
  private static final Environment ENVIRONMENT = Environment.look();

  /** The point of that name: always the same object, as in a run. */
  public static Point point(String experiment, String name) {
    return point(experiment, name, Point.NO_WORK);
  }

  static Point point(String experiment, String name, String work) {
    return POINTS.computeIfAbsent(
        String.join("\n", experiment, name, work),
        key ->
            new Point(
                Experiments.byLabel(experiment).orElseThrow(),
                name,
                work,
                List.of(),
                Duration.ofSeconds(1),
                Optional.empty(),
                capacity -> new Load.Open(10, capacity, Arrivals.Kind.POISSON)));
  }

  static Findings findings() {
    return new Findings(ENVIRONMENT, Profile.quick());
  }

  /** A closed loop that keeps Little's law: a rate for each block; the latency follows. */
  public static Observation closed(String server, int connections, int depth, double... rates) {
    return closed(server, new Load.Closed(connections, depth), connections * depth, rates);
  }

  /** A closed loop with so many timed requests in flight. */
  static Observation closed(String server, Load load, int inFlight, double... rates) {
    var windows = new ArrayList<Seen>();
    for (double rate : rates) {
      windows.add(window(Math.round(rate), Math.round(inFlight * 1e9 / rate)));
    }
    return observation(server, Point.NO_WORK, measurement(load, windows, load.connections(), 0));
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
        List.of(windows.size() * SECOND / 2),
        oneAnswerEach(load.connections(), served),
        neverAnswered,
        edgeCorrection,
        0,
        errors,
        firstError,
        punctuality);
  }

  private static Answers oneAnswerEach(int connections, int served) {
    long[] counts = new long[connections];
    Arrays.fill(counts, 0, served, 1);
    return Answers.of(counts);
  }

  /**
   * A server that used one core fully, in one thread, a third of it in the kernel, with two
   * switches a request. Each window is the slice of a block.
   */
  static Observation observation(String server, String work, Measurement measurement) {
    List<Window> windows = measurement.windows();
    return new Observation(
        server,
        work,
        measurement,
        IntStream.range(0, windows.size())
            .mapToObj(block -> new Slice(block, windows.get(block), windows.get(block).nanos()))
            .toList(),
        0,
        new Observation.Machine(2, 0.2, 0.1, 0),
        Optional.of(
            new Observation.ProcessUse(
                measurement.nanos(),
                measurement.answers(),
                figures(2, new ContextSwitches(100, 50), Duration.ZERO),
                figures(
                    2,
                    new ContextSwitches(100 + measurement.answers(), 50 + measurement.answers()),
                    Duration.ofNanos(measurement.nanos())))));
  }

  private static ProcessFigures figures(int processors, ContextSwitches switches, Duration cpu) {
    Duration system = cpu.dividedBy(3);
    return new ProcessFigures(
        processors,
        600L << 20,
        14,
        25,
        switches,
        cpu.minus(system),
        system,
        Map.of(THREAD, cpu),
        Map.of(THREAD, "event-loop-1"));
  }

  /** The same on so many processors, with so many milliseconds of processor time of many threads. */
  static Observation pinned(Observation seen, int processors, long millis) {
    return new Observation(
        seen.server(),
        seen.work(),
        seen.measurement(),
        seen.slices(),
        seen.disturbed(),
        seen.machine(),
        Optional.of(
            new Observation.ProcessUse(
                millis * 1_000_000,
                seen.measurement().answers(),
                figures(processors, new ContextSwitches(0, 0), Duration.ZERO),
                figures(processors, new ContextSwitches(0, 0), Duration.ZERO))));
  }

  /** The same with other slices, of which the machine has disturbed some. */
  static Observation with(Observation seen, List<Slice> slices, int disturbed) {
    return new Observation(
        seen.server(),
        seen.work(),
        seen.measurement(),
        slices,
        disturbed,
        seen.machine(),
        seen.process());
  }

  static Observation with(Observation seen, long serverCpuNanos, Observation.Machine machine) {
    return new Observation(
        seen.server(),
        seen.work(),
        seen.measurement(),
        seen.slices(),
        seen.disturbed(),
        machine,
        seen.process()
            .map(used ->
                new Observation.ProcessUse(
                    serverCpuNanos, used.answers(), used.before(), used.after())));
  }

  public static Row row(Point point, Observation... observations) {
    return new Row(point, List.of(observations));
  }

  /** Two starts of an open loop, of whose 30,000 arrivals the engine itself has made some late. */
  public static Row open(Point point, String server, long latencyNanos, long engineLate) {
    Observation start =
        observation(
            server,
            Point.NO_WORK,
            measurement(
                new Load.Open(10, 10_000, Arrivals.Kind.POISSON),
                Collections.nCopies(3, window(10_000, latencyNanos)),
                10,
                0,
                0,
                Map.of(),
                null,
                new Measurement.Punctuality(30_000, engineLate, 0, 0)));
    return row(point, start, start);
  }

  /**
   * A machine on which servers are measured in turn, in blocks of slices, with four starts of each
   * server and six blocks after each start.
   *
   * @param drift speed of the machine at the end of the run, if it is 1 at the beginning
   * @param process standard deviation of the logarithm of a process's speed, which it keeps
   * @param slice standard deviation of the logarithm of the speed within a slice
   */
  record Machine(double drift, double process, double slice) {

    private static final int STARTS = 4;
    private static final int BLOCKS = 6;
    private static final int CONNECTIONS = 10;

    /** A row for each server, in the order of the map; its values are the servers' own rates. */
    List<Row> measure(Point point, long seed, Map<String, Double> rates) {
      var random = new Random(seed);
      var rows = new ArrayList<Row>();
      var speeds = new double[STARTS][BLOCKS]; // of the machine: the same for all servers
      for (int start = 0; start < STARTS; start++) {
        for (int block = 0; block < BLOCKS; block++) {
          double time = (start * BLOCKS + block) / (STARTS * BLOCKS - 1.0);
          speeds[start][block] = Math.pow(drift, time);
        }
      }
      rates.forEach((server, rate) ->
          rows.add(
              row(
                  point,
                  server,
                  random,
                  (start, block) ->
                      rate * speeds[start][block] * Math.exp(slice * random.nextGaussian()))));
      return rows;
    }

    private Row row(
        Point point, String server, Random random, ToDoubleBiFunction<Integer, Integer> rate) {
      var observations = new ArrayList<Observation>();
      for (int start = 0; start < STARTS; start++) {
        double own = Math.exp(process * random.nextGaussian());
        var rates = new double[BLOCKS];
        for (int block = 0; block < BLOCKS; block++) {
          rates[block] = own * rate.applyAsDouble(start, block);
        }
        observations.add(closed(server, CONNECTIONS, 1, rates));
      }
      return new Row(point, observations);
    }
  }

  private Synthetic() {}
}
