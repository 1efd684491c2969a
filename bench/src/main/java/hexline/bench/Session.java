package hexline.bench;

import hexline.bench.load.Arrivals;
import hexline.bench.load.Load;
import hexline.bench.load.RequestTable;
import hexline.bench.report.Audit;
import hexline.bench.report.Experiment;
import hexline.bench.report.Results;
import hexline.bench.report.Row;
import hexline.bench.server.IdleMemory;
import hexline.bench.server.NullServer;
import hexline.bench.server.Observation;
import hexline.bench.server.ServerProcess;
import hexline.bench.server.ServerSpec;
import hexline.bench.server.Trial;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;

/**
 * One run of the experiments: a list of steps, built before the first one runs, so that it is known
 * what is to come. Within each point the servers take turns, A B C in one round and C B A in the
 * next, each round with new processes: what drifts on the machine hits all of them.
 */
final class Session {

  private static final Duration PATIENCE = Duration.ofSeconds(5);
  private static final Duration LONG_PATIENCE = Duration.ofSeconds(30); // many clients at once
  private static final Duration START = Duration.ofMillis(700);
  private static final Duration OVERHEAD = Duration.ofMillis(250);
  private static final Duration IDLE_STEP = Duration.ofMillis(4500);
  private static final String NO_WORK = "none";
  private static final String BLOCKING_WORK = "block:10ms";
  private static final String CPU_WORK = "cpu:1ms";
  private static final Load CAPACITY = new Load.Closed(256, 1);
  private static final Load CONNECT = new Load.Connect(16);
  private static final Load HOG = new Load.Hog(17, 16);
  private static final int WARM_UP_CLIENTS = 16;
  private static final int WORK_WARM_UP = 3; // times the usual one: the process is new

  @FunctionalInterface
  private interface Action {
    void run() throws IOException;
  }

  /** Why a server has not been started, or why it has ended, is known from an earlier step. */
  private static final class NotRunning extends IOException {
    private static final long serialVersionUID = 1;

    NotRunning(ServerSpec server) {
      super(server.label() + " does not run: rows or parts of them are missing");
    }
  }

  private record Step(String what, Duration expected, Action action) {}

  private final Profile profile;
  private final Set<Experiment> experiments;
  private final List<ServerSpec> servers;
  private final Results results;
  private final RequestTable table;
  private final long seed;
  private final List<Step> steps = new ArrayList<>();
  private final Map<String, ServerProcess> running = new LinkedHashMap<>();
  private final Map<String, Double> capacities = new HashMap<>();

  Session(
      Profile profile,
      Set<Experiment> experiments,
      List<ServerSpec> servers,
      Results results,
      long seed) {
    this.profile = profile;
    this.experiments = experiments;
    this.servers = servers;
    this.results = results;
    this.seed = seed;
    this.table = RequestTable.mixed(seed);
    results.plan(experiments.contains(Experiment.BLOCKING) ? withWorkers(servers) : servers, seed);
    plan();
  }

  /** How long all steps are expected to take. */
  Duration expected() {
    return steps.stream().map(Step::expected).reduce(Duration.ZERO, Duration::plus);
  }

  /**
   * Runs all steps, or those that begin before the results are closed. A server that cannot be
   * started or asked is an error of the results, and the others go on.
   *
   * @throws InterruptedException if the thread is interrupted between two steps
   */
  void run(Progress progress) throws InterruptedException {
    try {
      for (Step step : steps) {
        if (Thread.interrupted()) {
          throw new InterruptedException();
        }
        if (results.isClosed()) {
          return;
        }
        progress.step(step.what(), step.expected());
        try {
          step.action().run();
        } catch (NotRunning e) {
          results.error(String.valueOf(e.getMessage()));
        } catch (IOException | UncheckedIOException e) {
          results.error(step.what() + ": " + e.getMessage());
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
      Load blocked = new Load.Closed(profile.blockingClients(), 1);
      planWork(round, Experiment.BLOCKING, BLOCKING_WORK, blocked, withWorkers(servers));
      planWork(round, Experiment.CPU, CPU_WORK, HOG, servers);
    }
    if (experiments.contains(Experiment.IDLE)) {
      for (ServerSpec server : servers) {
        if (isAsked(server, new Load.Closed(profile.idleConnections(), 1))) {
          step("IdleConnections: " + server.label(), IDLE_STEP, () -> idle(server));
        }
      }
    }
  }

  /** The null server also makes the engine's own code hot before anybody is measured. */
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
          start(nullServer, NO_WORK);
          for (Load load : List.of(CAPACITY, new Load.Closed(256, 16))) {
            warmUp(trial(2), process(nullServer), load, repeated);
          }
        });
    for (Load load : loads) {
      step(
          "ceiling of the engine: " + load,
          trialTime(),
          () -> {
            results.noCeiling(load);
            results.ceiling(trial(1).run(process(nullServer), NO_WORK, load, repeated, seed));
          });
    }
    step("stop " + nullServer.label(), Duration.ofMillis(100), this::stopAll);
  }

  /** Experiments without extra work share one process per server and round. */
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
    for (ServerSpec server : order) {
      step(
          "start and warm up " + server.label(),
          START.plus(profile.jvmWarmUp()),
          () -> {
            start(server, NO_WORK);
            warmUp(process(server), profile.jvmWarmUp());
          });
    }
    steps.addAll(measured);
    step("stop all servers", Duration.ofMillis(500), this::stopAll);
  }

  private List<Step> trials(
      Experiment experiment, String point, Load load, List<ServerSpec> order, int round) {
    var trials = new ArrayList<Step>();
    for (ServerSpec server : order) {
      if (load instanceof Load.Connect || isAsked(server, load)) {
        trials.add(
            new Step(
                name(experiment, load.toString(), server, round),
                trialTime(),
                () -> results.add(experiment, point, observe(server, NO_WORK, load, round))));
      }
    }
    return trials;
  }

  /** Whether a server can serve all clients of a load at a time; if not, that is noted. */
  private boolean isAsked(ServerSpec server, Load load) {
    int most = server.clientsAtOnce();
    if (most < load.connections()) {
      results.note(
          "%s serves %d client%s at a time: not asked with more"
              .formatted(server.label(), most, most == 1 ? "" : "s"));
    }
    return most >= load.connections();
  }

  private List<Step> openTrials(double share, List<ServerSpec> order, int round) {
    var trials = new ArrayList<Step>();
    String point =
        "each at %.0f %% of its own capacity at %s, Poisson arrivals"
            .formatted(share * 100, CAPACITY);
    for (ServerSpec server : order) {
      if (isAsked(server, CAPACITY)) {
        String what = name(Experiment.OPEN_LOOP, "%.0f %%".formatted(share * 100), server, round);
        trials.add(
            new Step(
                what,
                trialTime(),
                () -> {
                  double rate = share * capacity(server);
                  Load load = new Load.Open(CAPACITY.connections(), rate, Arrivals.Kind.POISSON);
                  results.add(Experiment.OPEN_LOOP, point, observe(server, NO_WORK, load, round));
                }));
      }
    }
    return trials;
  }

  /** The capacity of a server, the same in all rounds: what is in one row must be one load. */
  private double capacity(ServerSpec server) throws IOException {
    Double known = capacities.get(server.label());
    if (known == null) {
      known = findCapacity(server);
      capacities.put(server.label(), known);
    }
    return known;
  }

  /** The rate that KeepAlive found so far; if it was not asked, it is found now. */
  private double findCapacity(ServerSpec server) throws IOException {
    OptionalDouble known =
        results.rows().stream()
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
      throw new IOException("its capacity is not known: " + row.failure().get());
    }
    return row.rate().median();
  }

  /** Experiments with extra work need processes of their own. */
  private void planWork(
      int round, Experiment experiment, String work, Load load, List<ServerSpec> all) {
    if (!experiments.contains(experiment)) {
      return;
    }
    Trial trial =
        new Trial(
            profile.warmUp().multipliedBy(WORK_WARM_UP),
            profile.windows(),
            profile.workWindow(),
            PATIENCE);
    for (ServerSpec server : inOrder(all, round)) {
      if (server.canWork()) {
        step(
            name(experiment, load + " " + work, server, round),
            START.plus(time(trial)),
            () -> {
              start(server, work);
              try {
                Observation seen = trial.run(process(server), work, load, table, seed + round);
                results.add(experiment, "%s, %s".formatted(load, work), seen);
              } finally {
                stopAll();
              }
            });
      }
    }
  }

  /** Event loops once more with threads to wait in: the cure beside the disease. */
  private List<ServerSpec> withWorkers(List<ServerSpec> all) {
    var more = new ArrayList<ServerSpec>();
    for (ServerSpec server : all) {
      more.add(server);
      if (server.label().equals("nio") || server.label().equals("async")) {
        var cured = ServerSpec.parse(server.label() + " --workers " + profile.blockingClients());
        if (!all.contains(cured)) {
          more.add(cured);
        }
      }
    }
    return more;
  }

  private void idle(ServerSpec server) throws IOException {
    start(server, NO_WORK);
    try {
      ServerProcess process = process(server);
      var trial = new Trial(profile.jvmWarmUp(), 1, profile.window(), PATIENCE);
      warmUp(trial, process, new Load.Closed(WARM_UP_CLIENTS, 1), table);
      results.add(IdleMemory.measure(process, profile.idleConnections(), table, LONG_PATIENCE));
    } finally {
      stopAll();
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

  private void warmUp(ServerProcess process, Duration time) throws IOException {
    int clients = Math.min(process.spec().clientsAtOnce(), 256);
    Duration half = time.dividedBy(2);
    for (int depth : new int[] {16, 1}) {
      var trial = new Trial(half, 1, Duration.ofMillis(10), PATIENCE);
      warmUp(trial, process, new Load.Closed(clients, depth), table);
    }
  }

  /** Nothing is measured, but errors count. */
  private void warmUp(Trial trial, ServerProcess process, Load load, RequestTable requests)
      throws IOException {
    Observation seen = trial.run(process, NO_WORK, load, requests, seed);
    Audit.errors(seen.measurement())
        .ifPresent(why -> results.error("warm-up of " + seen.server() + ": " + why));
  }

  private void start(ServerSpec server, String work) throws IOException {
    running.put(server.label(), ServerProcess.start(server, work));
  }

  private ServerProcess process(ServerSpec server) throws IOException {
    ServerProcess process = running.get(server.label());
    if (process == null || !process.isAlive()) {
      throw new NotRunning(server);
    }
    return process;
  }

  private void stopAll() {
    running.values().forEach(ServerProcess::close);
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
