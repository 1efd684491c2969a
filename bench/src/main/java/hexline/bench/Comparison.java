package hexline.bench;

import hexline.bench.load.Arrivals;
import hexline.bench.load.Load;
import hexline.bench.load.RequestTable;
import hexline.bench.report.Audit;
import hexline.bench.report.Experiment;
import hexline.bench.report.Findings;
import hexline.bench.report.Row;
import hexline.bench.server.IdleMemory;
import hexline.bench.server.MeasuredServer;
import hexline.bench.server.NullServer;
import hexline.bench.server.Observation;
import hexline.bench.server.ServerSpec;
import hexline.bench.server.Trial;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;

/**
 * One run of the experiments: a list of steps that is complete before the first one runs, so that
 * the time left can be shown. Within each point the servers take turns, A B C in one round and C B
 * A in the next, so that a drift of the machine's speed affects all of them alike.
 */
final class Comparison {

  private static final Duration PATIENCE = Duration.ofSeconds(5);
  private static final Duration LONG_PATIENCE = Duration.ofSeconds(30); // thousands of clients
  private static final Duration START = Duration.ofMillis(500);
  private static final Duration STOP = Duration.ofMillis(400);
  private static final Duration OVERHEAD = Duration.ofMillis(150);
  private static final Duration IDLE = Duration.ofMillis(2500); // plus the warm-up
  private static final int IDLE_AT_ONCE = 10_000; // connections; the usual limit of descriptors
  private static final String NO_WORK = "none";
  private static final String BLOCKING_WORK = "block:10ms";
  private static final String CPU_WORK = "cpu:1ms";
  private static final Load CAPACITY = new Load.Closed(256, 1);
  private static final Load CONNECT = new Load.Connect(16);
  private static final Load HOG = new Load.Hog(17, 16);
  private static final int WARM_UP_CLIENTS = 16;
  private static final int NEW_PROCESS = 3; // factor of the warm-up

  @FunctionalInterface
  private interface Action {
    void run() throws IOException;
  }

  /** A server could not be started or has ended; an earlier step has reported why. */
  private static final class NotRunning extends IOException {
    private static final long serialVersionUID = 1;

    NotRunning(ServerSpec server) {
      super(server.label() + " is not running; its remaining measurements are skipped");
    }
  }

  private record Step(String what, Duration expected, Action action) {}

  private final Profile profile;
  private final Set<Experiment> experiments;
  private final List<ServerSpec> servers;
  private final Findings findings;
  private final RequestTable table;
  private final long seed;
  private final List<Step> steps = new ArrayList<>();
  private final Map<String, MeasuredServer> running = new ConcurrentHashMap<>();
  private final Map<String, Double> capacities = new HashMap<>();

  Comparison(
      Profile profile,
      Set<Experiment> experiments,
      List<ServerSpec> servers,
      Findings findings,
      long seed) {
    this.profile = profile;
    this.experiments = experiments;
    this.servers = servers;
    this.findings = findings;
    this.seed = seed;
    this.table = RequestTable.mixed(seed);
    findings.plan(experiments.contains(Experiment.BLOCKING) ? withWorkers(servers) : servers, seed);
    plan();
  }

  /** How long all steps are expected to take. */
  Duration expected() {
    return steps.stream().map(Step::expected).reduce(Duration.ZERO, Duration::plus);
  }

  /**
   * Runs the steps until the findings are closed. A step that fails adds an error to the findings,
   * and the next step runs.
   *
   * @throws InterruptedException if the thread is interrupted between two steps
   */
  void run(Progress progress) throws InterruptedException {
    try {
      for (Step step : steps) {
        if (Thread.interrupted()) {
          throw new InterruptedException();
        }
        if (findings.isClosed()) {
          return;
        }
        progress.step(step.what(), step.expected());
        try {
          step.action().run();
        } catch (NotRunning e) {
          findings.error(String.valueOf(e.getMessage()));
        } catch (IOException | UncheckedIOException e) {
          findings.error(step.what() + ": " + e.getMessage());
        }
      }
    } finally {
      stopAll();
      progress.end();
    }
  }

  private void plan() {
    planCeilings();
    for (int round = 0; round < profile.rounds(); round++) {
      planResident(round);
    }
    Load blocked = new Load.Closed(profile.blockingClients(), 1);
    planWork(Experiment.BLOCKING, BLOCKING_WORK, blocked, withWorkers(servers));
    planWork(Experiment.CPU, CPU_WORK, HOG, servers);
    planIdle();
  }

  /** Measures the null server first, which also compiles the engine's code before the servers. */
  private void planCeilings() {
    var loads = new ArrayList<Load>();
    if (experiments.contains(Experiment.KEEP_ALIVE)) {
      loads.addAll(profile.keepAlive());
    }
    if (experiments.contains(Experiment.CONNECT)) {
      loads.add(CONNECT);
    }
    if (loads.isEmpty()) {
      loads.add(CAPACITY);
    }
    ServerSpec nullServer = ServerSpec.nullServer();
    var repeated = RequestTable.repeated(NullServer.NUMBER);
    step(
        "start " + nullServer.label(),
        START.plus(Duration.ofSeconds(2)),
        () -> {
          startAll(List.of(nullServer), NO_WORK);
          for (Load load : List.of(CAPACITY, new Load.Closed(256, 16))) {
            warmUp(trial(2), process(nullServer), load, repeated);
          }
        });
    for (Load load : loads) {
      step(
          "ceiling of the engine, " + load,
          trialTime(),
          () -> {
            findings.noCeiling(load);
            findings.ceiling(trial(1).run(process(nullServer), NO_WORK, load, repeated, seed));
          });
    }
    step("stop " + nullServer.label(), Duration.ofMillis(100), this::stopAll);
  }

  /** The experiments without {@code --work}: they share one process per server and round. */
  private void planResident(int round) {
    List<ServerSpec> order = inOrder(servers, round);
    var measured = new ArrayList<Step>();
    if (experiments.contains(Experiment.KEEP_ALIVE)) {
      for (Load.Closed load : profile.keepAlive()) {
        String name =
            "%d connection%s x %d in flight"
                .formatted(load.connections(), load.connections() == 1 ? "" : "s", load.depth());
        measured.addAll(trials(Experiment.KEEP_ALIVE, name, load, order, round));
      }
    }
    if (experiments.contains(Experiment.CONNECT)) {
      String name = CONNECT.connections() + " connections at a time";
      measured.addAll(trials(Experiment.CONNECT, name, CONNECT, order, round));
    }
    if (experiments.contains(Experiment.OPEN_LOOP)) {
      for (double share : profile.openShares()) {
        measured.addAll(openTrials(share, order, round));
      }
    }
    if (measured.isEmpty()) {
      return;
    }
    planStart("all servers", order, NO_WORK);
    for (ServerSpec server : order) {
      step(
          "warm up " + server.label(),
          profile.jvmWarmUp().plus(OVERHEAD),
          () -> warmUp(process(server), profile.jvmWarmUp()));
    }
    steps.addAll(measured);
    step("stop all servers", STOP, this::stopAll);
  }

  private List<Step> trials(
      Experiment experiment, String point, Load load, List<ServerSpec> order, int round) {
    var trials = new ArrayList<Step>();
    for (ServerSpec server : order) {
      if (load instanceof Load.Connect || canServe(server, load)) {
        trials.add(
            new Step(
                name(experiment, load.toString(), server, round),
                trialTime(),
                () -> findings.add(experiment, point, observe(server, NO_WORK, load, round))));
      }
    }
    return trials;
  }

  /** Whether a server can serve all clients of a load at a time; if not, a note says so. */
  private boolean canServe(ServerSpec server, Load load) {
    int most = server.clientsAtOnce();
    if (most < load.connections()) {
      findings.note(
          "%s serves %d client%s at a time; loads with more are skipped"
              .formatted(server.label(), most, most == 1 ? "" : "s"));
    }
    return most >= load.connections();
  }

  private List<Step> openTrials(double share, List<ServerSpec> order, int round) {
    var trials = new ArrayList<Step>();
    String point =
        "%.0f %% of each server's own capacity at %s, Poisson arrivals"
            .formatted(share * 100, CAPACITY);
    for (ServerSpec server : order) {
      if (canServe(server, CAPACITY)) {
        String what = name(Experiment.OPEN_LOOP, "%.0f %%".formatted(share * 100), server, round);
        trials.add(
            new Step(
                what,
                trialTime(),
                () -> {
                  double rate = share * capacity(server);
                  Load load = new Load.Open(CAPACITY.connections(), rate, Arrivals.Kind.POISSON);
                  findings.add(Experiment.OPEN_LOOP, point, observe(server, NO_WORK, load, round));
                }));
      }
    }
    return trials;
  }

  /** The capacity of a server. Found once, because all rounds of a row must have the same load. */
  private double capacity(ServerSpec server) throws IOException {
    Double known = capacities.get(server.label());
    if (known == null) {
      known = findCapacity(server);
      capacities.put(server.label(), known);
    }
    return known;
  }

  /** The rate that KeepAlive has found so far; measured now if KeepAlive is not part of the run. */
  private double findCapacity(ServerSpec server) throws IOException {
    OptionalDouble known =
        findings.rows().stream()
            .filter(row -> row.experiment() == Experiment.KEEP_ALIVE)
            .filter(row -> row.server().equals(server.label()) && row.load().equals(CAPACITY))
            .filter(row -> row.failure().isEmpty())
            .mapToDouble(row -> row.rate().median())
            .findFirst();
    if (known.isPresent()) {
      return known.getAsDouble();
    }
    Observation seen = trial(1).run(process(server), NO_WORK, CAPACITY, table, seed);
    var row = new Row(Experiment.KEEP_ALIVE, "", List.of(seen));
    if (row.failure().isPresent()) {
      throw new IOException("could not measure the capacity: " + row.failure().get());
    }
    return row.rate().median();
  }

  /**
   * The experiments with {@code --work}: they need processes of their own. These stay for all
   * rounds, because the work takes far more time than what differs from process to process.
   */
  private void planWork(Experiment experiment, String work, Load load, List<ServerSpec> all) {
    List<ServerSpec> working = all.stream().filter(ServerSpec::canWork).toList();
    if (!experiments.contains(experiment) || working.isEmpty()) {
      return;
    }
    planStart("all servers with --work " + work, working, work);
    for (int round = 0; round < profile.rounds(); round++) {
      long seedOfRound = seed + round;
      Duration warmUp = profile.warmUp().multipliedBy(round == 0 ? NEW_PROCESS : 1);
      var trial = new Trial(warmUp, profile.windows(), profile.workWindow(), PATIENCE);
      for (ServerSpec server : inOrder(working, round)) {
        step(
            name(experiment, load + " " + work, server, round),
            time(trial),
            () -> {
              Observation seen = trial.run(process(server), work, load, table, seedOfRound);
              findings.add(experiment, "%s, %s".formatted(load, work), seen);
            });
      }
    }
    step("stop all servers", STOP, this::stopAll);
  }

  /** Adds the event loops once more with worker threads, on which handlers may block. */
  private List<ServerSpec> withWorkers(List<ServerSpec> all) {
    var more = new ArrayList<ServerSpec>();
    for (ServerSpec server : all) {
      more.add(server);
      if (server.label().equals("nio") || server.label().equals("async")) {
        var withWorkers =
            ServerSpec.parse(server.label() + " --workers " + profile.blockingClients());
        if (!all.contains(withWorkers)) {
          more.add(withWorkers);
        }
      }
    }
    return more;
  }

  /** Several servers at once, as descriptors allow: memory, unlike time, is not shared. */
  private void planIdle() {
    if (!experiments.contains(Experiment.IDLE)) {
      return;
    }
    int connections = profile.idleConnections();
    List<ServerSpec> measured =
        servers.stream()
            .filter(server -> canServe(server, new Load.Closed(connections, 1)))
            .toList();
    int atOnce = Math.clamp(IDLE_AT_ONCE / connections, 1, servers.size());
    for (int i = 0; i < measured.size(); i += atOnce) {
      List<ServerSpec> some = measured.subList(i, Math.min(i + atOnce, measured.size()));
      String labels = some.stream().map(ServerSpec::label).collect(Collectors.joining(", "));
      Duration each = START.plus(profile.jvmWarmUp()).plus(IDLE);
      step(
          "IdleConnections: " + labels,
          each.multipliedBy(some.size() + 1).dividedBy(2),
          () -> atOnce(some, this::idle));
    }
  }

  private void idle(ServerSpec server) throws IOException {
    try (MeasuredServer process = MeasuredServer.start(server, NO_WORK)) {
      var trial = new Trial(profile.jvmWarmUp(), 1, profile.window(), LONG_PATIENCE);
      warmUp(trial, process, new Load.Closed(WARM_UP_CLIENTS, 1), table);
      findings.add(IdleMemory.measure(process, profile.idleConnections(), table, LONG_PATIENCE));
    }
  }

  private Observation observe(ServerSpec server, String work, Load load, int round)
      throws IOException {
    return trial(1).run(process(server), work, load, table, seed + round);
  }

  private Trial trial(int factor) {
    return new Trial(
        profile.warmUp().multipliedBy(factor), profile.windows(), profile.window(), PATIENCE);
  }

  private Duration trialTime() {
    return time(trial(1));
  }

  private static Duration time(Trial trial) {
    Duration windows = trial.window().multipliedBy(trial.windows());
    return trial.warmUp().plus(windows).plus(trial.window().dividedBy(10)).plus(OVERHEAD);
  }

  private void warmUp(MeasuredServer process, Duration time) throws IOException {
    int clients = Math.min(process.spec().clientsAtOnce(), 256);
    Duration half = time.dividedBy(2);
    for (int depth : new int[] {16, 1}) {
      var trial = new Trial(half, 1, Duration.ofMillis(10), PATIENCE);
      warmUp(trial, process, new Load.Closed(clients, depth), table);
    }
  }

  /** Runs a load without a row; its errors are errors of the run. */
  private void warmUp(Trial trial, MeasuredServer process, Load load, RequestTable requests)
      throws IOException {
    Observation seen = trial.run(process, NO_WORK, load, requests, seed);
    Audit.errors(seen.measurement())
        .ifPresent(why -> findings.error("warm-up of " + seen.server() + ": " + why));
  }

  private void planStart(String what, List<ServerSpec> some, String work) {
    step(
        "start " + what,
        START.multipliedBy(some.size() + 1).dividedBy(2),
        () -> startAll(some, work));
  }

  private void startAll(List<ServerSpec> some, String work) {
    atOnce(some, server -> running.put(server.label(), MeasuredServer.start(server, work)));
  }

  @FunctionalInterface
  private interface ServerAction {
    void accept(ServerSpec server) throws IOException;
  }

  /** Runs an action for several servers in parallel; only for actions that measure no time. */
  private void atOnce(List<ServerSpec> some, ServerAction action) {
    try (var threads = Executors.newThreadPerTaskExecutor(Thread.ofPlatform().factory())) {
      for (ServerSpec server : some) {
        threads.execute(() -> {
          try {
            action.accept(server);
          } catch (IOException | UncheckedIOException e) {
            findings.error(String.valueOf(e.getMessage()));
          }
        });
      }
    }
  }

  private MeasuredServer process(ServerSpec server) throws IOException {
    MeasuredServer process = running.get(server.label());
    if (process == null || !process.isAlive()) {
      throw new NotRunning(server);
    }
    return process;
  }

  private void stopAll() {
    MeasuredServer.close(running.values());
    running.clear();
  }

  private void step(String what, Duration expected, Action action) {
    steps.add(new Step(what, expected, action));
  }

  private String name(Experiment experiment, String point, ServerSpec server, int round) {
    return "%s %s: %s (%d of %d)"
        .formatted(experiment.label(), point, server.label(), round + 1, profile.rounds());
  }

  private static List<ServerSpec> inOrder(List<ServerSpec> servers, int round) {
    return round % 2 == 0 ? servers : servers.reversed();
  }
}
