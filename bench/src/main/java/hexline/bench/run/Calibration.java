package hexline.bench.run;

import hexline.bench.experiment.Figure;
import hexline.bench.experiment.Profile;
import hexline.bench.load.Load;
import hexline.bench.load.RequestTable;
import hexline.bench.server.MeasuredServer;
import hexline.bench.server.Observation;
import hexline.bench.server.ServerSpec;
import hexline.bench.server.Slice;
import hexline.bench.server.Trial;
import hexline.bench.statistics.PairedComparison;
import hexline.bench.statistics.Ratio;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Does the comparison find what is there, and only that? One run measures a server, the same server
 * again, and the other servers, exactly as KeepAlive is measured. The truth is known: the first two
 * are alike. Then the second one gets a handicap: of its answers every tenth is not counted. So it
 * is slower by exactly a tenth, whatever limits the rate, and its noise is real.
 */
public final class Calibration {

  /** The share of the answers that are not counted of the server with the handicap. */
  public static final double HANDICAP = 0.1;

  private static final Duration PATIENCE = Duration.ofSeconds(5);
  private static final List<Load.Closed> LOADS =
      List.of(new Load.Closed(256, 1), new Load.Closed(256, 16));

  /** What a comparison of two servers can be wrong about. */
  public enum Truth {
    /** The same command twice: a difference that is found is false. */
    SAME,
    /** The same command with the handicap: no difference found is a difference missed. */
    HANDICAP,
    /** Two models: the truth is not known, but must be the same in every run. */
    MODELS
  }

  /** One comparison of a run. */
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
  private final List<ServerSpec> others;
  private final long seed;

  /**
   * A calibration.
   *
   * @param server that is compared with itself
   * @param others that are measured beside it
   */
  public Calibration(Profile profile, ServerSpec server, List<ServerSpec> others, long seed) {
    this.profile = profile;
    this.server = server;
    this.others = List.copyOf(others);
    this.seed = seed;
  }

  /**
   * Measures once.
   *
   * @throws IOException if a server cannot be started, ends, or answers wrongly
   */
  public List<Verdict> run(int number) throws IOException, InterruptedException {
    ServerSpec again = server.withLabel(server.label() + " again");
    List<ServerSpec> all = Stream.concat(Stream.of(server, again), others.stream()).toList();
    Map<Load, Map<String, List<List<Slice>>>> slices = new LinkedHashMap<>();
    for (int start = 0; start < profile.starts(); start++) {
      measure(all, seed + 1000L * number + start, slices);
    }
    var verdicts = new ArrayList<Verdict>();
    slices.forEach((load, found) -> {
      for (Figure figure : List.of(Figure.RATE, Figure.MEDIAN, Figure.CPU)) {
        var comparison = new PairedComparison(values(found, figure));
        comparison
            .ratio(again.label(), server.label())
            .map(ratio -> verdict(number, Truth.SAME, load, figure, again, server, ratio))
            .ifPresent(verdicts::add);
      }
      var rates = new PairedComparison(values(found, Figure.RATE));
      var handicapped = values(found, Figure.RATE);
      handicapped.computeIfPresent(again.label(), (label, starts) -> withHandicap(starts));
      new PairedComparison(handicapped)
          .ratio(again.label(), server.label())
          .map(ratio -> verdict(number, Truth.HANDICAP, load, Figure.RATE, again, server, ratio))
          .ifPresent(verdicts::add);
      List<ServerSpec> models = Stream.concat(Stream.of(server), others.stream()).toList();
      for (int i = 0; i < models.size(); i++) {
        for (int j = i + 1; j < models.size(); j++) {
          ServerSpec one = models.get(j);
          ServerSpec other = models.get(i);
          rates
              .ratio(one.label(), other.label())
              .map(ratio -> verdict(number, Truth.MODELS, load, Figure.RATE, one, other, ratio))
              .ifPresent(verdicts::add);
        }
      }
    });
    return verdicts;
  }

  private static Verdict verdict(
      int run,
      Truth truth,
      Load load,
      Figure figure,
      ServerSpec server,
      ServerSpec reference,
      Ratio ratio) {
    return new Verdict(
        run, truth, load.toString(), figure, server.label(), reference.label(), ratio);
  }

  private void measure(
      List<ServerSpec> all, long seedOfStart, Map<Load, Map<String, List<List<Slice>>>> slices)
      throws IOException, InterruptedException {
    var failures = new ArrayList<String>();
    var fleet = new Fleet(failures::add);
    RequestTable table = RequestTable.mixed(seed);
    try {
      fleet.start(all, "none");
      for (ServerSpec each : fleet.alive(all)) {
        warmUp(fleet.process(each).orElseThrow(), table);
      }
      check(failures);
      for (Load load : LOADS) {
        var blocks =
            new Blocks(
                profile.blocks(),
                profile.settling(),
                profile.slice(),
                profile.warmUp(),
                1,
                PATIENCE,
                Disturbance::isLarge);
        List<Blocks.Entrant> entrants =
            fleet.alive(all).stream()
                .map(each -> new Blocks.Entrant(fleet.process(each).orElseThrow(), "none", load))
                .toList();
        var found = slices.computeIfAbsent(load, key -> new LinkedHashMap<>());
        blocks.run(
            entrants,
            table,
            seedOfStart,
            new Blocks.Outcome() {
              @Override
              public void measured(Blocks.Entrant entrant, Observation observation) {
                found
                    .computeIfAbsent(observation.server(), key -> new ArrayList<>())
                    .add(observation.slices());
                if (!observation.measurement().errors().isEmpty()) {
                  failures.add(
                      observation.server() + ": " + observation.measurement().firstError());
                }
              }

              @Override
              public void failed(Blocks.Entrant entrant, String reason) {
                failures.add(reason);
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
          .rate(process, new Load.Closed(256, depth), table, seed);
    }
  }

  private static double[][] withHandicap(double[][] starts) {
    return Arrays.stream(starts)
        .map(blocks -> Arrays.stream(blocks).map(rate -> rate * (1 - HANDICAP)).toArray())
        .toArray(double[][]::new);
  }

  private static Map<String, double[][]> values(
      Map<String, List<List<Slice>>> found, Figure figure) {
    var values = new LinkedHashMap<String, double[][]>();
    found.forEach((server, starts) ->
        values.put(
            server, starts.stream().map(slices -> figure.of(slices)).toArray(double[][]::new)));
    return values;
  }
}
