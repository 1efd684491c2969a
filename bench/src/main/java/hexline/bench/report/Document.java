package hexline.bench.report;

import hexline.bench.experiment.Figure;
import hexline.bench.experiment.Profile;
import hexline.bench.experiment.Standing;
import hexline.bench.load.Load;
import hexline.bench.load.Measurement;
import hexline.bench.load.Percentiles;
import hexline.bench.server.IdleMemory;
import hexline.bench.server.JavaCommand;
import hexline.bench.server.Observation;
import hexline.bench.server.ProcessFigures;
import hexline.bench.server.ServerSpec;
import hexline.bench.server.Slice;
import hexline.bench.statistics.Interval;
import hexline.bench.statistics.Ratio;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.HdrHistogram.Histogram;

/**
 * The JSON file of a run, as results.schema.json describes it, with units. The schema lists every
 * property and refuses others, and a test compares both: a change here is a change there, and of
 * the format if a reader of the file must know it.
 */
record Document(
    String format,
    Environment environment,
    Plan plan,
    boolean interrupted,
    List<Ceiling> ceilings,
    List<PointResult> points,
    List<Idle> idle,
    List<String> errors,
    List<String> notes,
    List<String> verdict,
    List<String> conclusions,
    List<String> advice) {

  static final String FORMAT = "hexline-bench/3";

  private static final double[] PERCENTILES = {50, 75, 90, 95, 99, 99.5, 99.9, 99.95, 99.99};

  /** Stands in commands for the class path of the bench. */
  private static final String CLASS_PATH = "<class path of the bench>";

  /** What the run was to measure. */
  record Plan(
      Profile profile,
      List<String> arguments,
      List<String> experiments,
      long seed,
      int loadThreads,
      List<Server> servers) {}

  /** How a server is started; null for the clients of one that serves all at once. */
  record Server(
      String label,
      String kind,
      List<String> command,
      Optional<String> address,
      OptionalInt clientsAtOnce) {}

  /** The engine's rate against the null server; null if it is not known. */
  record Ceiling(String load, OptionalDouble requestsPerSecond) {}

  /** The servers at one point. */
  record PointResult(
      String experiment,
      String question,
      String point,
      String work,
      String judgedBy,
      Optional<String> best,
      List<RowResult> rows,
      List<Pair> pairs) {}

  /** One server at a point; no figures if it has failed. */
  record RowResult(
      String server,
      String load,
      int connections,
      int depth,
      OptionalDouble arrivalsPerSecond,
      Optional<String> failure,
      Map<String, Long> errors,
      int served,
      Optional<Figures> figures,
      List<ProcessResult> processes) {}

  /** The figures of a row that has not failed. */
  record Figures(
      Rate requestsPerSecond,
      Map<String, Optional<Comparison>> comparedWithBest,
      Latency latencyNanos,
      Optional<Latency> latencyFromSendNanos,
      OptionalDouble cpuMicrosPerRequest,
      OptionalDouble systemShareOfCpu,
      double hogShare,
      String limitedBy,
      boolean clientBound,
      int disturbedSlices) {}

  /** The median over all slices; no interval if there are too few of them. */
  record Rate(double median, OptionalDouble low95, OptionalDouble high95, int slices) {}

  /** A ratio of two servers; null where there is no interval. */
  record Comparison(
      double ratio,
      OptionalDouble low95,
      OptionalDouble high95,
      boolean toldApart,
      int starts,
      int blocks) {}

  /** Two servers, compared by the figure of the point. */
  record Pair(String server, String reference, Comparison comparison) {}

  /** Percentiles; null with fewer than ten samples beyond. */
  record Latency(long samples, double mean, Map<String, OptionalLong> percentiles, long max) {}

  /** One process of a server at a point. */
  record ProcessResult(
      long answers,
      double seconds,
      Optional<Double> serverCores,
      double engineCpuMicrosPerRequest,
      double engineShare,
      double fairness,
      Observation.Machine machine,
      Optional<Long> residentBytes,
      Optional<Integer> threads,
      Optional<Long> openFiles,
      Optional<Observation.Switches> switchesPerRequest,
      Optional<Observation.BusyThread> busiestThread,
      Optional<Measurement.Punctuality> punctuality,
      SliceColumns slices) {}

  /** The slices of a process by columns: their names would be most of a file. */
  record SliceColumns(
      List<Integer> block,
      List<Double> requestsPerSecond,
      List<OptionalLong> p50Nanos,
      List<OptionalLong> p99Nanos,
      List<OptionalLong> serverCpuNanos,
      List<Long> pauseNanos) {

    static SliceColumns of(List<Slice> slices, boolean isProcessKnown) {
      return new SliceColumns(
          slices.stream().map(Slice::block).toList(),
          slices.stream().map(slice -> Math.round(slice.window().rate() * 10) / 10.0).toList(),
          slices.stream().map(slice -> slice.window().median()).toList(),
          slices.stream().map(slice -> slice.window().p99()).toList(),
          slices.stream()
              .map(slice ->
                  isProcessKnown ? OptionalLong.of(slice.serverCpuNanos()) : OptionalLong.empty())
              .toList(),
          slices.stream().map(slice -> slice.window().pauseNanos()).toList());
    }
  }

  /** The memory of idle connections; no figures if the measurement failed. */
  record Idle(
      String server,
      Optional<String> failure,
      OptionalDouble residentBytesPerConnection,
      OptionalDouble heapBytesPerConnection,
      List<IdleMemory.Point> points) {}

  static Plan plan(
      Profile profile,
      List<String> arguments,
      List<String> experiments,
      long seed,
      int loadThreads,
      List<ServerSpec> servers) {
    return new Plan(
        profile,
        arguments,
        experiments,
        seed,
        loadThreads,
        servers.stream().map(Document::server).toList());
  }

  private static Server server(ServerSpec spec) {
    OptionalInt clients =
        spec.clientsAtOnce() == ServerSpec.NO_LIMIT
            ? OptionalInt.empty()
            : OptionalInt.of(spec.clientsAtOnce());
    return switch (spec) {
      case ServerSpec.Started started ->
          new Server(
              started.label(),
              started.kind().name().toLowerCase(Locale.ROOT),
              started.command().stream().map(Document::withoutFolders).toList(),
              Optional.empty(),
              clients);
      case ServerSpec.Remote remote ->
          new Server(
              remote.label(),
              "remote",
              List.of(),
              Optional.of(remote.host() + ":" + remote.port()),
              clients);
    };
  }

  /** Without the folders of this machine: its JDK is in the environment, and the label is enough. */
  private static String withoutFolders(String word) {
    if (word.equals(System.getProperty("java.class.path"))) {
      return CLASS_PATH;
    }
    return word.equals(JavaCommand.tool("java")) ? "java" : word;
  }

  static List<Ceiling> ceilings(Ceilings ceilings) {
    var all = new ArrayList<Ceiling>();
    ceilings.rates().forEach((load, rate) -> all.add(new Ceiling(load.toString(), positive(rate))));
    return all;
  }

  private static OptionalDouble positive(double value) {
    return value > 0 ? OptionalDouble.of(value) : OptionalDouble.empty();
  }

  static PointResult point(Standings at, List<Row> rows, Ceilings ceilings) {
    return new PointResult(
        at.point().experiment().label(),
        at.point().experiment().question(),
        at.point().name(),
        at.point().work(),
        name(at.figure()),
        best(at),
        rows.stream()
            .filter(row -> row.point().equals(at.point()))
            .map(row -> row(row, at, ceilings))
            .toList(),
        pairs(at));
  }

  private static Optional<String> best(Standings at) {
    return at.ranked().stream().findFirst().map(Standing::server);
  }

  private static List<Pair> pairs(Standings at) {
    var pairs = new ArrayList<Pair>();
    List<Standing> ranked = at.ranked();
    for (int i = 0; i < ranked.size(); i++) {
      for (int j = i + 1; j < ranked.size(); j++) {
        String server = ranked.get(j).server();
        String reference = ranked.get(i).server();
        at.ratio(at.figure(), server, reference)
            .ifPresent(ratio -> pairs.add(new Pair(server, reference, comparison(ratio))));
      }
    }
    return pairs;
  }

  private static RowResult row(Row row, Standings at, Ceilings ceilings) {
    Optional<String> failure = row.failure();
    return new RowResult(
        row.server(),
        row.load().toString(),
        row.load().connections(),
        row.load().depth(),
        row.load() instanceof Load.Open open
            ? OptionalDouble.of(open.perSecond())
            : OptionalDouble.empty(),
        failure,
        Findings.words(row.errors()),
        row.served(),
        failure.isPresent() ? Optional.empty() : Optional.of(figures(row, at, ceilings)),
        failure.isPresent()
            ? List.of()
            : row.observations().stream().map(Document::process).toList());
  }

  private static Figures figures(Row row, Standings at, Ceilings ceilings) {
    var compared = new LinkedHashMap<String, Optional<Comparison>>();
    for (Figure figure : Figure.values()) {
      compared.put(
          name(figure),
          best(at)
              .flatMap(server -> at.ratio(figure, row.server(), server))
              .map(Document::comparison));
    }
    return new Figures(
        rate(row),
        compared,
        latency(row.latency(), row.engineLateShare()),
        row.fromSend().map(histogram -> latency(histogram, 0)),
        row.cpuMicros(),
        row.isProcessKnown()
            ? OptionalDouble.of(row.mean(Observation::systemShare))
            : OptionalDouble.empty(),
        row.hogShare(),
        Bottleneck.of(row),
        ceilings.isClientBound(row),
        row.disturbed());
  }

  private static Rate rate(Row row) {
    Interval rate = row.rate();
    return new Rate(
        rate.median(),
        rate.isSure() ? OptionalDouble.of(rate.low()) : OptionalDouble.empty(),
        rate.isSure() ? OptionalDouble.of(rate.high()) : OptionalDouble.empty(),
        row.observations().stream().mapToInt(start -> start.slices().size()).sum());
  }

  private static String name(Figure figure) {
    return switch (figure) {
      case RATE -> "requestsPerSecond";
      case MEDIAN -> "p50";
      case TAIL -> "p99";
      case CPU -> "cpuPerRequest";
    };
  }

  private static Comparison comparison(Ratio ratio) {
    boolean sure = ratio.hasInterval();
    return new Comparison(
        ratio.value(),
        sure ? OptionalDouble.of(ratio.low()) : OptionalDouble.empty(),
        sure ? OptionalDouble.of(ratio.high()) : OptionalDouble.empty(),
        ratio.isDifference(),
        ratio.starts(),
        ratio.pairs());
  }

  private static Latency latency(Histogram latency, double engineLateShare) {
    var percentiles = new LinkedHashMap<String, OptionalLong>();
    for (double percentile : PERCENTILES) {
      percentiles.put(
          Double.toString(percentile).replaceAll("\\.0$", ""),
          Percentiles.of(latency, percentile, engineLateShare));
    }
    return new Latency(
        latency.getTotalCount(), latency.getMean(), percentiles, latency.getMaxValue());
  }

  private static ProcessResult process(Observation seen) {
    Measurement measurement = seen.measurement();
    Optional<ProcessFigures> figures = seen.process().map(Observation.ProcessUse::after);
    return new ProcessResult(
        measurement.windowAnswers(),
        measurement.nanos() / 1e9,
        figures.map(known -> seen.serverCores()),
        seen.engineCpuMicros(),
        measurement.engineShare(),
        measurement.fairness(),
        seen.machine(),
        figures.map(ProcessFigures::residentBytes),
        seen.load() instanceof Load.Connect
            ? Optional.empty()
            : figures.map(ProcessFigures::threads),
        figures.map(ProcessFigures::openFiles),
        seen.switches(),
        figures.map(known -> seen.busiestThread()),
        Optional.ofNullable(measurement.punctuality()),
        SliceColumns.of(seen.slices(), figures.isPresent()));
  }

  static Idle idle(IdleMemory idle) {
    return idle.error() != null
        ? new Idle(
            idle.server(),
            Optional.of(idle.error()),
            OptionalDouble.empty(),
            OptionalDouble.empty(),
            List.of())
        : new Idle(
            idle.server(),
            Optional.empty(),
            OptionalDouble.of(idle.residentSlope()),
            OptionalDouble.of(idle.heapSlope()),
            idle.points());
  }
}
