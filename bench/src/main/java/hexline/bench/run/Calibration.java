package hexline.bench.run;

import hexline.bench.experiment.Experiment;
import hexline.bench.experiment.Experiments;
import hexline.bench.experiment.Figure;
import hexline.bench.experiment.Planner;
import hexline.bench.experiment.Point;
import hexline.bench.experiment.Profile;
import hexline.bench.load.Load;
import hexline.bench.load.RequestTable;
import hexline.bench.report.Environment;
import hexline.bench.report.Findings;
import hexline.bench.report.Row;
import hexline.bench.report.Standings;
import hexline.bench.server.MeasuredServer;
import hexline.bench.server.Observation;
import hexline.bench.server.Processors;
import hexline.bench.server.ServerSpec;
import hexline.bench.server.Trial;
import hexline.bench.statistics.PairedComparison;
import hexline.bench.statistics.Ratio;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Does the comparison find what is there, and only that? One run measures a server, the same server
 * again, and the other servers, exactly as KeepAlive and OpenLoop measure them. The truth is known:
 * the first two are alike. Then, in the closed loops, the second one gets a handicap: of its
 * answers every tenth is not counted. So it is slower by exactly a tenth, whatever limits the rate,
 * and its noise is real. No latency changes with that, so an open loop has no handicap.
 */
public final class Calibration {

  /** The share of the answers that are not counted of the server with the handicap. */
  public static final double HANDICAP = 0.1;

  private static final Duration PATIENCE = Duration.ofSeconds(5);
  private static final List<Load> CLOSED = List.of(Point.CAPACITY, new Load.Closed(256, 16));

  /** What a comparison of two servers can be wrong about. */
  public enum Truth {
    /** The same command twice: a difference that is found is false. */
    SAME,
    /** The same command with the handicap: no difference found is a difference missed. */
    HANDICAP,
    /** Two models: the truth is not known, but must be the same in every run. */
    MODELS
  }

  /**
   * One comparison of a run.
   *
   * @param load of a closed loop the load, of an open one the label of the experiment
   */
  public record Verdict(
      int run,
      Truth truth,
      String load,
      Figure figure,
      String server,
      String reference,
      Ratio ratio) {}

  private final Profile profile;
  private final ServerSpec server;
  private final ServerSpec again;
  private final List<ServerSpec> others;
  private final long seed;
  private final int threads = Processors.atStart().loadThreads();

  /**
   * A calibration.
   *
   * @param server that is compared with itself
   * @param others that are measured beside it
   */
  public Calibration(Profile profile, ServerSpec server, List<ServerSpec> others, long seed) {
    this.profile = profile;
    this.server = server;
    this.again = server.withLabel(server.label() + " again");
    this.others = List.copyOf(others);
    this.seed = seed;
  }

  /**
   * Measures once. A server whose row fails its audit is in no comparison, as in any run.
   *
   * @throws IOException if a server cannot be started, ends, or answers wrongly
   */
  public List<Verdict> run(int number) throws IOException, InterruptedException {
    return verdicts(number, measure(number));
  }

  /** The rows of all servers, those that fail their audit included. */
  List<Row> measure(int number) throws IOException, InterruptedException {
    List<ServerSpec> all = Stream.concat(Stream.of(server, again), others.stream()).toList();
    List<Point> points = new Points(all).found;
    var findings = new Findings(Environment.look(), profile);
    for (int start = 0; start < profile.starts(); start++) {
      measure(all, points, start, seed + 1000L * number + start, findings);
    }
    return findings.rows();
  }

  /** What the rows say about the truth. */
  List<Verdict> verdicts(int number, List<Row> rows) {
    var verdicts = new ArrayList<Verdict>();
    for (Standings at : Standings.of(rows)) {
      boolean isOpen = at.point().experiment().judgedBy() == Figure.TAIL;
      List<Figure> figures =
          isOpen ? List.of(at.figure()) : List.of(Figure.RATE, Figure.MEDIAN, Figure.CPU);
      for (Figure figure : figures) {
        ratio(at, figure, again, server)
            .map(ratio -> verdict(number, Truth.SAME, at, figure, again, server, ratio))
            .ifPresent(verdicts::add);
      }
      if (!isOpen) {
        withHandicap(at)
            .map(ratio -> verdict(number, Truth.HANDICAP, at, Figure.RATE, again, server, ratio))
            .ifPresent(verdicts::add);
        verdicts.addAll(models(number, at));
      }
    }
    return verdicts;
  }

  /** The closed loops of KeepAlive over many connections, and the first open loop of OpenLoop. */
  private final class Points implements Planner {
    private final List<ServerSpec> servers;
    private final List<Point> found = new ArrayList<>();

    Points(List<ServerSpec> servers) {
      this.servers = servers;
      for (String label : List.of("KeepAlive", "OpenLoop")) {
        Experiments.byLabel(label).orElseThrow().plan(this);
      }
    }

    @Override
    public void measure(Point point) {
      boolean isWanted =
          point
              .fixedLoad()
              .map(CLOSED::contains)
              .orElse(found.stream().allMatch(each -> each.fixedLoad().isPresent()));
      if (isWanted) {
        found.add(point);
      }
    }

    @Override
    public Profile profile() {
      return profile;
    }

    @Override
    public List<ServerSpec> servers() {
      return servers;
    }

    @Override
    public ServerSpec parse(String text) {
      return ServerSpec.parse(text);
    }

    @Override
    public int processors() {
      return Processors.atStart().count();
    }

    @Override
    public void measureIdle(Experiment experiment, int connections) {
      throw new UnsupportedOperationException(experiment.label());
    }
  }

  private List<Verdict> models(int run, Standings at) {
    var verdicts = new ArrayList<Verdict>();
    List<ServerSpec> models = Stream.concat(Stream.of(server), others.stream()).toList();
    for (int i = 0; i < models.size(); i++) {
      for (int j = i + 1; j < models.size(); j++) {
        ServerSpec one = models.get(j);
        ServerSpec other = models.get(i);
        ratio(at, Figure.RATE, one, other)
            .map(ratio -> verdict(run, Truth.MODELS, at, Figure.RATE, one, other, ratio))
            .ifPresent(verdicts::add);
      }
    }
    return verdicts;
  }

  /** The ratio of two servers; absent if the row of one has failed. */
  private static Optional<Ratio> ratio(
      Standings at, Figure figure, ServerSpec server, ServerSpec reference) {
    return areMeasured(at, server, reference)
        ? at.ratio(figure, server.label(), reference.label())
        : Optional.empty();
  }

  /** The ratio of the rates of the same server twice, once with the handicap. */
  private Optional<Ratio> withHandicap(Standings at) {
    if (!areMeasured(at, again, server)) {
      return Optional.empty();
    }
    var rates = new LinkedHashMap<String, double[][]>();
    at.rows().forEach(row -> rates.put(row.server(), rates(row)));
    rates.computeIfPresent(again.label(), (label, starts) -> withHandicap(starts));
    return new PairedComparison(rates).ratio(again.label(), server.label());
  }

  private static boolean areMeasured(Standings at, ServerSpec one, ServerSpec other) {
    return at.rows().stream()
        .map(Row::server)
        .toList()
        .containsAll(List.of(one.label(), other.label()));
  }

  private static Verdict verdict(
      int run,
      Truth truth,
      Standings at,
      Figure figure,
      ServerSpec server,
      ServerSpec reference,
      Ratio ratio) {
    String load =
        at.point().fixedLoad().map(Load::toString).orElse(at.point().experiment().label());
    return new Verdict(run, truth, load, figure, server.label(), reference.label(), ratio);
  }

  private void measure(
      List<ServerSpec> all, List<Point> points, int start, long seedOfStart, Findings findings)
      throws IOException, InterruptedException {
    var failures = new ArrayList<String>();
    var fleet = new Fleet(failures::add);
    var capacities = new HashMap<String, Double>(); // of the processes of this start
    RequestTable table = RequestTable.mixed(seed);
    try {
      fleet.start(all, Point.NO_WORK);
      for (ServerSpec each : fleet.alive(all)) {
        warmUp(fleet.process(each).orElseThrow(), table);
      }
      check(failures);
      for (Point point : points) {
        if (!profile.isMeasured(point, start)) {
          continue;
        }
        var blocks =
            new Blocks(
                profile.blocks(point),
                profile.settling(),
                point.slice(),
                profile.warmUp(),
                threads,
                PATIENCE,
                Disturbance::isLarge);
        List<Blocks.Entrant> entrants =
            fleet.alive(point.servers()).stream()
                .map(each ->
                    new Blocks.Entrant(
                        fleet.process(each).orElseThrow(),
                        point.work(),
                        point.loadOf().apply(capacities.getOrDefault(each.label(), 0.0))))
                .toList();
        blocks.run(
            entrants,
            table,
            seedOfStart,
            new Blocks.Outcome() {
              @Override
              public void measured(Blocks.Entrant entrant, Observation observation) {
                findings.add(point, observation);
                if (observation.load().equals(Point.CAPACITY)) {
                  var row = new Row(point, List.of(observation));
                  capacities.put(observation.server(), row.rate().median());
                }
                if (!observation.measurement().errors().isEmpty()) {
                  failures.add(
                      observation.server() + ": " + observation.measurement().firstError());
                }
              }

              @Override
              public void failed(Blocks.Entrant entrant, IOException reason) {
                failures.add(String.valueOf(reason.getMessage()));
              }
            });
        check(failures);
      }
    } finally {
      fleet.stop();
    }
  }

  private static void check(List<String> failures) throws IOException {
    if (!failures.isEmpty()) {
      throw new IOException(String.join("; ", failures));
    }
  }

  private void warmUp(MeasuredServer process, RequestTable table) throws IOException {
    Duration half = profile.jvmWarmUp().dividedBy(2);
    for (int depth : new int[] {16, 1}) {
      new Trial(half, 1, Duration.ofMillis(10), PATIENCE)
          .withThreads(threads)
          .rate(process, new Load.Closed(256, depth), table, seed);
    }
  }

  private static double[][] rates(Row row) {
    return row.observations().stream()
        .map(observation -> Figure.RATE.of(observation.slices()))
        .toArray(double[][]::new);
  }

  private static double[][] withHandicap(double[][] starts) {
    return Arrays.stream(starts)
        .map(blocks -> Arrays.stream(blocks).map(rate -> rate * (1 - HANDICAP)).toArray())
        .toArray(double[][]::new);
  }
}
