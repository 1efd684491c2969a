package hexline.bench.report;

import hexline.bench.experiment.Experiments;
import hexline.bench.experiment.Point;
import hexline.bench.experiment.Profile;
import hexline.bench.load.Errors;
import hexline.bench.load.Load;
import hexline.bench.load.Window;
import hexline.bench.server.IdleMemory;
import hexline.bench.server.Observation;
import hexline.bench.server.ServerSpec;
import hexline.bench.statistics.Interval;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/** What a run has found so far: observations, errors, notes; and their report. Thread-safe. */
public final class Findings {

  /** What disturbs a slice, as {@code hexline.bench.run.Disturbance} has it. */
  public static final String DISTURBANCE =
      "A slice is disturbed if the load thread did not run for more than a tenth of it, in stretches"
          + " of more than 10 ms, or if the hypervisor took as much. Where no processor is spare,"
          + " threads of the server can keep the load thread from running";

  private final Environment environment;
  private final Profile profile;
  private final Map<RowKey, Point> points = new LinkedHashMap<>();
  private final Map<RowKey, List<Observation>> observations = new LinkedHashMap<>();
  private final Map<String, String> wrong = new LinkedHashMap<>(); // reasons by server
  private final Map<String, IdleMemory> memory = new LinkedHashMap<>();
  private final Ceilings ceilings = new Ceilings();
  private final List<String> errors = new ArrayList<>();
  private final List<String> notes = new ArrayList<>();
  private List<ServerSpec> servers = List.of();
  private List<String> arguments = List.of();
  private List<String> experiments = List.of();
  private long seed;
  private int threads = 1;
  private boolean closed;

  public Findings(Environment environment, Profile profile) {
    this.environment = environment;
    this.profile = profile;
  }

  /** Records what the run is about, so that it can be repeated. */
  public synchronized void plan(
      List<ServerSpec> servers, List<String> experiments, long seed, int threads) {
    this.servers = List.copyOf(servers);
    this.experiments = List.copyOf(experiments);
    this.seed = seed;
    this.threads = threads;
  }

  /** Sets the words of the command line that began the run. */
  public synchronized void arguments(List<String> words) {
    arguments = List.copyOf(words);
  }

  /** Adds an observation of one process of a server at a point. */
  public synchronized void add(Point point, Observation observation) {
    if (closed) {
      return;
    }
    var key = new RowKey(point.experiment().label(), point.name(), observation.server());
    points.putIfAbsent(key, point);
    observations.computeIfAbsent(key, row -> new ArrayList<>()).add(observation);
  }

  /** The machine and its limits. */
  public Environment environment() {
    return environment;
  }

  /** Adds the memory of idle connections; an error in it becomes an error of the run. */
  public synchronized void add(IdleMemory idle) {
    if (!closed) {
      memory.put(idle.server(), idle);
      if (idle.error() != null) {
        error("IdleConnections: " + idle.server() + ": " + idle.error());
      }
    }
  }

  /** Adds an error because of which a row or a part of a row is missing. */
  public synchronized void error(String error) {
    if (!closed && !errors.contains(error)) {
      errors.add(error);
    }
  }

  /**
   * Makes all rows of a server fail, those that were measured before, too: a process of it has sent
   * a wrong answer outside of them.
   */
  public synchronized void answersWrongly(String server, String reason) {
    if (!closed) {
      wrong.putIfAbsent(server, "a process of this server answered wrongly: " + reason);
    }
  }

  /** Ignores all that is added from now on, because servers are being stopped. */
  public synchronized void close() {
    closed = true;
  }

  public synchronized boolean isClosed() {
    return closed;
  }

  /** Adds a note for the reader of the report. */
  public synchronized void note(String note) {
    if (!notes.contains(note)) {
      notes.add(note);
    }
  }

  /**
   * Adds the rate that the engine reaches against the null server. If the observation fails its
   * audit, the ceiling is not known, and all rows of that load count as client-bound.
   */
  public synchronized void ceiling(Load load, Observation observation) {
    Optional<String> failure = Audit.failure(observation.measurement(), true);
    failure.ifPresent(reason -> error("ceiling of the engine, " + load + ": " + reason));
    List<Double> rates = observation.measurement().windows().stream().map(Window::rate).toList();
    ceilings.put(load, failure.isPresent() ? 0 : Interval.of(rates).median());
  }

  /** Marks the ceiling of a load as not known: all its rows count as client-bound. */
  public synchronized void noCeiling(Load load) {
    ceilings.put(load, 0);
  }

  /**
   * The rate of the process of a server that KeepAlive has measured last under a load; absent if
   * there is none, or if what was measured is not sound.
   */
  public synchronized OptionalDouble latestRate(String server, Load load) {
    return rows().stream()
        .filter(row -> row.experiment().label().equals("KeepAlive"))
        .filter(row -> row.server().equals(server) && row.load().equals(load))
        .map(row -> new Row(row.point(), List.of(row.observations().getLast())))
        .filter(row -> row.failure().isEmpty())
        .mapToDouble(row -> row.rate().median())
        .filter(rate -> rate > 0)
        .findFirst();
  }

  /** One row for each server and point, in the order of the experiments. */
  public synchronized List<Row> rows() {
    var rows = new ArrayList<Row>();
    observations.forEach((key, seen) -> {
      Point point = points.get(key);
      if (point != null) {
        rows.add(new Row(point, seen, Optional.ofNullable(wrong.get(key.server()))));
      }
    });
    rows.sort(Comparator.comparingInt(row -> Experiments.ALL.indexOf(row.experiment())));
    return rows;
  }

  /** Whether nothing was measured. */
  public synchronized boolean isEmpty() {
    return observations.isEmpty() && memory.isEmpty();
  }

  /** Whether something was measured, nothing is missing, and no row has failed. */
  public synchronized boolean isSound() {
    return !isEmpty()
        && errors.isEmpty()
        && rows().stream().allMatch(row -> row.failure().isEmpty());
  }

  /** The report: environment, table, verdict. */
  public synchronized List<String> report() {
    var lines = new ArrayList<String>();
    List<Row> rows = rows();
    List<Standings> standings = Standings.of(rows);
    environment.lines().forEach(line -> lines.addAll(ResultTable.wrap(line, 2)));
    lines.addAll(new ResultTable(rows, memory, ceilings).lines());
    if (!observations.isEmpty()) {
      lines.add("");
      lines.addAll(LEGEND);
    }
    if (isEmpty()) {
      lines.add("");
      lines.add("Nothing was measured.");
    }
    section(lines, "", "ERROR: ", errors);
    section(lines, "", "note: ", notes(rows));
    section(lines, "Verdict", "- ", Ranking.of(standings, memory.values()));
    section(lines, "What it means", "- ", conclusions(standings));
    section(lines, "Which one should I use?", "- ", Advice.of(standings, memory.values()));
    return lines;
  }

  private static void section(
      List<String> lines, String heading, String prefix, List<String> sentences) {
    if (sentences.isEmpty()) {
      return;
    }
    lines.add("");
    if (!heading.isEmpty()) {
      lines.add(heading);
    }
    for (String sentence : sentences) {
      lines.addAll(ResultTable.wrap(prefix + sentence, prefix.length()));
    }
  }

  /** The notes of the run, and those that follow from the rows. */
  private List<String> notes(List<Row> rows) {
    var all = new ArrayList<>(notes);
    int disturbed = rows.stream().mapToInt(Row::disturbed).sum();
    if (disturbed > 0) {
      long slices =
          rows.stream()
              .flatMap(row -> row.observations().stream())
              .mapToLong(observation -> observation.slices().size())
              .sum();
      all.add("%,d of %,d slices were disturbed. ".formatted(disturbed, slices) + DISTURBANCE);
    }
    if (!rows.isEmpty() && rows.stream().allMatch(row -> row.observations().size() == 1)) {
      all.add("each server was started once, so there are no intervals and nothing is told apart");
    }
    return all;
  }

  private List<String> conclusions(List<Standings> standings) {
    var last = new LinkedHashMap<String, String>(); // of each experiment, that of its last point
    for (Standings at : standings) {
      at.point()
          .experiment()
          .conclusion(at.point(), at.all())
          .ifPresent(words -> last.put(at.point().experiment().label(), words));
    }
    List<IdleMemory> sound =
        memory.values().stream()
            .filter(idle -> idle.error() == null)
            .sorted(Comparator.comparingDouble(IdleMemory::bytesPerConnection))
            .toList();
    Experiments.ALL.forEach(experiment ->
        experiment.conclusion(sound).ifPresent(words -> last.put(experiment.label(), words)));
    var sentences = new ArrayList<String>();
    last.forEach((experiment, words) -> sentences.add(experiment + ": " + words));
    return sentences;
  }

  private static final List<String> LEGEND =
      List.of(
          "req/s: median of all slices. ratio: to the best server in the same block of slices, by",
          "req/s unless the heading says otherwise, and its 95 % interval. p50 to p99.9: latency",
          "over all slices (a few bad slices make a p99 long and leave the ratio as it is), in",
          "OpenLoop from the intended start, in CpuWork of polite clients; -: fewer than 10 samples",
          "beyond, or the engine delayed too many of them. CPU/rq: us of user and system time of",
          "the server per request; -: less than 200 ms in all. thr: threads. sw/rq: context",
          "switches per request. *: client-bound: the null server, which does not parse, is less",
          "than twice as fast.");

  /**
   * All figures as JSON, as results.schema.json describes them.
   *
   * @param interrupted whether the run was ended before its last step
   */
  public synchronized String json(boolean interrupted) {
    List<Row> rows = rows();
    List<Standings> standings = Standings.of(rows);
    var document =
        new Document(
            Document.FORMAT,
            environment,
            Document.plan(profile, arguments, experiments, seed, threads, servers),
            interrupted,
            Document.ceilings(ceilings),
            standings.stream().map(at -> Document.point(at, rows, ceilings)).toList(),
            memory.values().stream().map(Document::idle).toList(),
            List.copyOf(errors),
            notes(rows),
            Ranking.of(standings, memory.values()),
            conclusions(standings),
            Advice.of(standings, memory.values()));
    return Json.write(document);
  }

  /** Errors of all rows by kind. */
  static Map<String, Long> words(Map<Errors.Kind, Long> errors) {
    var words = new LinkedHashMap<String, Long>();
    errors.forEach(
        (kind, count) -> words.put(kind.name().toLowerCase(java.util.Locale.ROOT), count));
    return words;
  }
}
