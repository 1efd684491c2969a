package hexline.bench.run;

import hexline.bench.experiment.Experiment;
import hexline.bench.experiment.Planner;
import hexline.bench.experiment.Point;
import hexline.bench.experiment.Profile;
import hexline.bench.load.Load;
import hexline.bench.load.RequestTable;
import hexline.bench.report.Findings;
import hexline.bench.server.IdleMemory;
import hexline.bench.server.MeasuredServer;
import hexline.bench.server.NullServer;
import hexline.bench.server.Observation;
import hexline.bench.server.ProtocolCheck;
import hexline.bench.server.ServerSpec;
import hexline.bench.server.Trial;
import hexline.cli.Progress;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/**
 * One run of the experiments: a list of steps that is complete before the first one runs, so that
 * the time left can be shown.
 */
public final class Comparison implements Planner {

  private static final Duration PATIENCE = Duration.ofSeconds(5);
  private static final Duration LONG_PATIENCE = Duration.ofSeconds(30); // thousands of clients
  private static final Duration START = Duration.ofMillis(500);
  private static final Duration STOP = Duration.ofMillis(400);
  private static final Duration OVERHEAD = Duration.ofMillis(150);
  private static final Duration IDLE = Duration.ofMillis(2500); // plus the warm-up
  private static final int IDLE_AT_ONCE = 10_000; // connections; the usual limit of descriptors
  private static final int WARM_UP_CLIENTS = 16;
  private static final int SPARE_FILES = 300; // of the JVM and its jars
  private static final int MOST_CLIENTS = 256; // of the warm-up of a process
  private static final int CEILING_WINDOWS = 3;
  private static final Load DEEP = new Load.Closed(256, 16);

  @FunctionalInterface
  private interface Action {
    void run() throws IOException, InterruptedException;
  }

  private record Step(String what, Duration expected, Action action) {}

  private final Profile profile;
  private final List<ServerSpec> servers;
  private final Findings findings;
  private final RequestTable table;
  private final long seed;
  private final int threads;
  private final int processors;
  private final UnaryOperator<ServerSpec> pinned;
  private final Fleet fleet;
  private final List<Step> steps = new ArrayList<>();
  private final Map<String, List<Point>> points = new LinkedHashMap<>(); // by work

  /**
   * A run that is planned and has not begun.
   *
   * @param threads load threads of the engine
   * @param processors processors that a server may use
   * @param pinned puts a server on the processors for servers
   */
  public Comparison(
      Profile profile,
      List<Experiment> experiments,
      List<ServerSpec> servers,
      Findings findings,
      long seed,
      int threads,
      int processors,
      UnaryOperator<ServerSpec> pinned) {
    this.profile = profile;
    this.pinned = pinned;
    this.servers = servers.stream().map(pinned).toList();
    this.findings = findings;
    this.seed = seed;
    this.threads = threads;
    this.processors = processors;
    this.table = RequestTable.mixed(seed);
    this.fleet = new Fleet(losses(findings));
    var idle = new ArrayList<Step>();
    for (Experiment experiment : experiments) {
      experiment.plan(this);
    }
    idle.addAll(steps); // the experiments without slices, which come last
    steps.clear();
    planCeilings();
    points.forEach(this::planStarts);
    steps.addAll(idle);
    findings.plan(asked(), experiments.stream().map(Experiment::label).toList(), seed, threads);
  }

  private static Fleet.Losses losses(Findings findings) {
    return new Fleet.Losses() {
      @Override
      public void error(String sentence) {
        findings.error(sentence);
      }

      @Override
      public void answersWrongly(ServerSpec server, String reason) {
        findings.answersWrongly(server.label(), reason);
      }
    };
  }

  private List<ServerSpec> asked() {
    var asked = new LinkedHashSet<>(servers);
    points.values().forEach(all -> all.forEach(point -> asked.addAll(point.servers())));
    return List.copyOf(asked);
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
    return pinned.apply(ServerSpec.parse(text));
  }

  @Override
  public int processors() {
    return processors;
  }

  @Override
  public void measure(Point point) {
    for (ServerSpec server : servers) {
      if (!point.servers().contains(server) && point.work().equals(Point.NO_WORK)) {
        noteLimit(server);
      }
    }
    if (point.servers().isEmpty() || !isPossible(point)) {
      return;
    }
    points.computeIfAbsent(point.work(), work -> new ArrayList<>()).add(point);
  }

  /** Whether the engine has descriptors for the connections of all servers of a point. */
  private boolean isPossible(Point point) {
    long connections =
        point.fixedLoad().map(Load::connections).orElse(Point.CAPACITY.connections())
            * (long) point.servers().size();
    long files = findings.environment().openFileLimit();
    if (files <= 0 || connections + SPARE_FILES <= files) {
      return true;
    }
    findings.note(
        "%s, %s: skipped, because %,d connections to all servers need more than the %,d open files"
                .formatted(point.experiment().label(), point.name(), connections, files)
            + " that are allowed (ulimit -n)");
    return false;
  }

  private void noteLimit(ServerSpec server) {
    int most = server.clientsAtOnce();
    findings.note(
        "%s serves %d client%s at a time; loads in which more must be served are skipped"
            .formatted(server.label(), most, most == 1 ? "" : "s"));
  }

  /** Several servers at once, as descriptors allow: memory, unlike time, is not shared. */
  @Override
  public void measureIdle(Experiment experiment, int connections) {
    List<ServerSpec> measured =
        servers.stream()
            .filter(server -> server instanceof ServerSpec.Started) // whose memory is known
            .filter(server -> server.clientsAtOnce() >= connections)
            .toList();
    servers.stream()
        .filter(server -> server.clientsAtOnce() < connections)
        .forEach(this::noteLimit);
    int atOnce = Math.clamp(IDLE_AT_ONCE / connections, 1, servers.size());
    for (int i = 0; i < measured.size(); i += atOnce) {
      List<ServerSpec> some = measured.subList(i, Math.min(i + atOnce, measured.size()));
      Duration each = START.plus(profile.jvmWarmUp()).plus(IDLE);
      step(
          experiment.label() + ": " + labels(some),
          each.multipliedBy(some.size() + 1).dividedBy(2),
          () -> fleet.atOnce(some, server -> idle(server, connections)));
    }
  }

  /** How long all steps are expected to take. */
  public Duration expected() {
    return steps.stream().map(Step::expected).reduce(Duration.ZERO, Duration::plus);
  }

  /**
   * Runs the steps until the findings are closed. A step that fails adds an error to the findings,
   * and the next step runs.
   *
   * @throws InterruptedException if the thread is interrupted between two steps
   */
  public void run(Progress progress) throws InterruptedException {
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
        } catch (IOException | UncheckedIOException e) {
          findings.error(step.what() + ": " + e.getMessage());
        }
      }
    } finally {
      fleet.stop();
      progress.end();
    }
  }

  /** Measures the null server first, which also compiles the engine's code before the servers. */
  private void planCeilings() {
    if (points.isEmpty()) {
      return;
    }
    Set<Load> loads =
        points.getOrDefault(Point.NO_WORK, List.of()).stream()
            .flatMap(point -> point.fixedLoad().stream())
            .collect(Collectors.toCollection(LinkedHashSet::new));
    if (loads.isEmpty()) {
      loads.add(Point.CAPACITY);
    }
    ServerSpec nullServer =
        pinned.apply(ServerSpec.nullServer(NullServer.loops(processors, threads)));
    var repeated = RequestTable.repeated(NullServer.NUMBER);
    var trial =
        new Trial(profile.warmUp(), CEILING_WINDOWS, profile.slice(), PATIENCE)
            .withThreads(threads);
    step(
        "start " + nullServer.label(),
        START.plus(profile.jvmWarmUp()),
        () -> {
          MeasuredServer process = fleet.startUnchecked(nullServer, Point.NO_WORK);
          for (Load load : List.of(DEEP, Point.CAPACITY)) {
            var half =
                new Trial(profile.jvmWarmUp().dividedBy(2), 1, Duration.ofMillis(10), PATIENCE);
            half.withThreads(threads).run(process, Point.NO_WORK, load, repeated, seed);
          }
        });
    for (Load load : loads) {
      step(
          "ceiling of the engine, " + load,
          time(trial),
          () -> {
            findings.noCeiling(load);
            MeasuredServer process =
                fleet.process(nullServer).orElseThrow(() -> new IOException("no null server"));
            findings.ceiling(load, trial.run(process, Point.NO_WORK, load, repeated, seed));
          });
    }
    step("stop " + nullServer.label(), Duration.ofMillis(100), fleet::stop);
  }

  /** The points with the same work share their processes; each start has new ones. */
  private void planStarts(String work, List<Point> together) {
    int starts = work.equals(Point.NO_WORK) ? profile.starts() : profile.workStarts();
    for (int start = 0; start < starts; start++) {
      int turn = start;
      planStart(
          work,
          together.stream().filter(point -> profile.isMeasured(point, turn)).toList(),
          start,
          " (%d of %d)".formatted(start + 1, starts));
    }
  }

  private void planStart(String work, List<Point> together, int start, String turn) {
    boolean converts = work.equals(Point.NO_WORK);
    Set<ServerSpec> asked =
        together.stream()
            .flatMap(point -> point.servers().stream())
            .collect(Collectors.toCollection(LinkedHashSet::new));
    step(
        "start " + (converts ? "all servers" : "all servers with --work " + work) + turn,
        START.multipliedBy(asked.size() + 1).dividedBy(2),
        () -> fleet.start(asked, work));
    if (converts) {
      for (ServerSpec server : asked) {
        step(
            "warm up " + server.label() + turn,
            profile.jvmWarmUp().plus(OVERHEAD),
            () -> warmUp(server));
      }
    }
    for (Point point : together) {
      planBlocks(point, start, turn);
    }
    step("stop all servers", STOP, fleet::stop);
  }

  private void planBlocks(Point point, int start, String turn) {
    var blocks =
        new Blocks(
            profile.blocks(point),
            profile.settling(),
            point.slice(),
            profile.warmUp(),
            threads,
            PATIENCE,
            Disturbance::isLarge);
    step(
        point.experiment().label() + " " + point.name() + turn,
        blocks.time(point.servers().size()),
        () -> {
          var entrants = new ArrayList<Blocks.Entrant>();
          for (ServerSpec server : fleet.alive(point.servers())) {
            MeasuredServer process = fleet.process(server).orElseThrow();
            OptionalDouble capacity =
                point.fixedLoad().isPresent() ? OptionalDouble.of(0) : capacity(server, process);
            if (capacity.isPresent()) {
              Load load = point.loadOf().apply(capacity.getAsDouble());
              entrants.add(new Blocks.Entrant(process, point.work(), load));
            }
          }
          blocks.run(entrants, table, seed + start, outcome(point));
        });
  }

  private Blocks.Outcome outcome(Point point) {
    return new Blocks.Outcome() {
      @Override
      public void measured(Blocks.Entrant entrant, Observation observation) {
        findings.add(point, observation);
      }

      @Override
      public void failed(Blocks.Entrant entrant, IOException reason) {
        fleet.giveUp(
            entrant.server().spec(),
            point.experiment().label() + " " + point.name() + ": ",
            reason);
      }
    };
  }

  /**
   * The capacity of a process: the rate that KeepAlive has just found in this start, or that is
   * measured now if KeepAlive is not part of the run. A capacity of another start would not do: the machine
   * may be slower by half since, and then no schedule made for it can be kept.
   */
  private OptionalDouble capacity(ServerSpec server, MeasuredServer process) {
    OptionalDouble found = findings.latestRate(server.label(), Point.CAPACITY);
    return found.isPresent() ? found : measuredCapacity(server, process);
  }

  /** The capacity as it is measured now. A server without one is given up. */
  private OptionalDouble measuredCapacity(ServerSpec server, MeasuredServer process) {
    var trial =
        new Trial(profile.warmUp(), CEILING_WINDOWS, profile.slice(), PATIENCE)
            .withThreads(threads);
    String where = "capacity of " + server.label() + " at " + Point.CAPACITY + ": ";
    try {
      double rate = trial.rate(process, Point.CAPACITY, table, seed);
      if (rate > 0) {
        return OptionalDouble.of(rate);
      }
      fleet.giveUp(server, where + "nothing was answered");
    } catch (IOException e) {
      fleet.giveUp(server, where, e);
    }
    return OptionalDouble.empty();
  }

  private void warmUp(ServerSpec server) throws IOException {
    if (fleet.process(server).isEmpty()) {
      return;
    }
    MeasuredServer process = fleet.process(server).orElseThrow();
    warmUp(process, Math.min(server.clientsAtOnce(), MOST_CLIENTS));
  }

  /** Loads a process until the JVM has compiled what it needs. An error gives the server up. */
  private void warmUp(MeasuredServer process, int clients) throws IOException {
    Duration half = profile.jvmWarmUp().dividedBy(2);
    for (int depth : new int[] {16, 1}) {
      var trial = new Trial(half, 1, Duration.ofMillis(10), PATIENCE).withThreads(threads);
      try {
        trial.rate(process, new Load.Closed(clients, depth), table, seed);
      } catch (IOException e) {
        fleet.giveUp(process.spec(), "warm-up: ", e);
        return;
      }
    }
  }

  private void idle(ServerSpec server, int connections) throws IOException {
    try (MeasuredServer process = MeasuredServer.start(server, Point.NO_WORK)) {
      ProtocolCheck.check(process);
      var trial = new Trial(profile.jvmWarmUp(), 1, profile.slice(), LONG_PATIENCE);
      trial.rate(process, new Load.Closed(WARM_UP_CLIENTS, 1), table, seed);
      findings.add(IdleMemory.measure(process, connections, table, LONG_PATIENCE));
    }
  }

  private static Duration time(Trial trial) {
    Duration windows = trial.window().multipliedBy(trial.windows());
    return trial.warmUp().plus(windows).plus(trial.window().dividedBy(10)).plus(OVERHEAD);
  }

  private static String labels(List<ServerSpec> some) {
    return some.stream().map(ServerSpec::label).collect(Collectors.joining(", "));
  }

  private void step(String what, Duration expected, Action action) {
    steps.add(new Step(what, expected, action));
  }
}
