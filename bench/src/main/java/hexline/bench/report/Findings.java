package hexline.bench.report;

import hexline.bench.load.Load;
import hexline.bench.load.Percentiles;
import hexline.bench.load.Window;
import hexline.bench.server.IdleMemory;
import hexline.bench.server.Observation;
import hexline.bench.server.ServerSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/** What a run has found so far: observations, errors, notes; and their report. Thread-safe. */
public final class Findings {

  private static final double[] PERCENTILES = {50, 90, 99, 99.9, 99.99};

  private final Environment environment;
  private final String profile;
  private final Map<List<Object>, List<Observation>> observations = new LinkedHashMap<>();
  private final Map<String, IdleMemory> memory = new LinkedHashMap<>();
  private final Ceilings ceilings = new Ceilings();
  private final List<String> errors = new ArrayList<>();
  private final List<String> notes = new ArrayList<>();
  private List<ServerSpec> servers = List.of();
  private long seed;
  private boolean closed;

  public Findings(Environment environment, String profile) {
    this.environment = environment;
    this.profile = profile;
  }

  /** Records the servers and the seed, so that the run can be repeated. */
  public synchronized void plan(List<ServerSpec> servers, long seed) {
    this.servers = List.copyOf(servers);
    this.seed = seed;
  }

  /** Adds an observation of one process of a server at a point. */
  public synchronized void add(Experiment experiment, String point, Observation observation) {
    if (closed) {
      return;
    }
    observations
        .computeIfAbsent(List.of(experiment, point, observation.server()), row -> new ArrayList<>())
        .add(observation);
  }

  /** Adds the memory of idle connections; an error in it becomes an error of the run. */
  public synchronized void add(IdleMemory idle) {
    if (!closed) {
      memory.put(idle.server(), idle);
      if (idle.error() != null) {
        error(Experiment.IDLE.label() + ": " + idle.server() + ": " + idle.error());
      }
    }
  }

  /** Adds an error because of which a row or a part of a row is missing. */
  public synchronized void error(String error) {
    if (!closed && !errors.contains(error)) {
      errors.add(error);
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
  public synchronized void ceiling(Observation observation) {
    var row = new Row(Experiment.KEEP_ALIVE, "", List.of(observation));
    String load = observation.load().toString();
    row.failure().ifPresent(reason -> error("ceiling of the engine, " + load + ": " + reason));
    ceilings.put(load, row.failure().isPresent() ? 0 : row.rate().median());
  }

  /** Marks the ceiling of a load as not known: all its rows count as client-bound. */
  public synchronized void noCeiling(Load load) {
    ceilings.put(load.toString(), 0);
  }

  /** One row for each server and point, in the order of the experiments. */
  public synchronized List<Row> rows() {
    var rows = new ArrayList<Row>();
    for (Experiment experiment : Experiment.values()) {
      observations.forEach((key, seen) -> {
        if (key.getFirst() == experiment) {
          rows.add(new Row(experiment, (String) key.get(1), seen));
        }
      });
    }
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
    environment.lines().forEach(line -> lines.addAll(ResultTable.wrap(line, 2)));
    lines.addAll(new ResultTable(rows(), memory, ceilings).lines());
    if (!observations.isEmpty()) {
      lines.add("");
      lines.addAll(LEGEND);
    }
    if (isEmpty()) {
      lines.add("");
      lines.add("Nothing was measured.");
    }
    if (!errors.isEmpty()) {
      lines.add("");
      errors.forEach(error -> lines.addAll(ResultTable.wrap("ERROR: " + error, 7)));
    }
    if (!notes.isEmpty()) {
      lines.add("");
      notes.forEach(note -> lines.addAll(ResultTable.wrap("note: " + note, 6)));
    }
    List<String> verdict = Ranking.of(rows(), memory.values());
    if (!verdict.isEmpty()) {
      lines.add("");
      lines.add("Verdict (servers are ranked only where their intervals do not overlap)");
      verdict.forEach(sentence -> lines.addAll(ResultTable.wrap("- " + sentence, 2)));
    }
    return lines;
  }

  private static final List<String> LEGEND =
      List.of(
          "req/s: median of all windows. +-: distance to the farther end of its 95 % interval;",
          "-: fewer than 6 windows. p50 to p99.9: latency, in OpenLoop from the intended start,",
          "in CpuWork of polite clients; -: fewer than 10 samples beyond, or the engine delayed",
          "too many of them. CPU/rq: us of user and system time of the server per request;",
          "-: less than 200 ms in all. kB/con: memory of an idle connection. thr: threads.",
          "sw/rq: context switches per request. *: client-bound: the null server, which does",
          "not parse, is less than twice as fast.");

  /** Writes all figures as JSON, through a temporary file, so that no reader finds half a file. */
  public void write(Path file, boolean interrupted) throws IOException {
    Path folder = file.toAbsolutePath().getParent();
    if (folder != null) {
      Files.createDirectories(folder);
    }
    Path unfinished = file.resolveSibling(file.getFileName() + ".tmp");
    Files.writeString(unfinished, Json.write(json(interrupted)));
    Files.move(unfinished, file, StandardCopyOption.REPLACE_EXISTING);
  }

  private synchronized Map<String, Object> json(boolean interrupted) {
    var json = new LinkedHashMap<String, Object>();
    json.put("environment", environment);
    json.put("profile", profile);
    json.put("seed", seed);
    json.put("servers", servers);
    json.put("interrupted", interrupted);
    json.put("ceilings", ceilings.rates());
    json.put("rows", rows().stream().map(Findings::json).toList());
    json.put("idle", memory.values().stream().map(Findings::json).toList());
    json.put("errors", errors);
    json.put("notes", notes);
    json.put("verdict", Ranking.of(rows(), memory.values()));
    return json;
  }

  private static Map<String, @Nullable Object> json(Row row) {
    var json = new LinkedHashMap<String, @Nullable Object>();
    json.put("experiment", row.experiment().label());
    json.put("point", row.point());
    json.put("server", row.server());
    json.put("work", row.work());
    json.put("load", row.load());
    json.put("failure", row.failure());
    json.put("errors", row.errors());
    json.put("served", row.served());
    boolean enoughCpu = row.cpuMicros().isPresent();
    json.put("processes", row.observations().stream().map(o -> json(o, enoughCpu)).toList());
    if (row.failure().isPresent()) {
      return json; // the figures of its processes are kept, but a failed row has none
    }
    json.put("requestsPerSecond", row.rate());
    json.put("windows", row.windows().map(Window::rate).toList());
    json.put("latencyNanos", percentiles(row.latency(), row.engineLateShare()));
    json.put("latencyFromSendNanos", row.fromSend().map(latency -> percentiles(latency, 0)));
    json.put("hogShare", row.hogShare());
    json.put("limitedBy", Bottleneck.of(row));
    return json;
  }

  private static Map<String, @Nullable Object> json(Observation seen, boolean enoughCpu) {
    var json = new LinkedHashMap<String, @Nullable Object>();
    json.put("answers", seen.measurement().windowAnswers());
    json.put("seconds", seen.measurement().nanos() / 1e9);
    if (enoughCpu) {
      json.put("cpuMicrosPerRequest", seen.serverCpuMicros());
    }
    json.put("serverCores", seen.serverCores());
    json.put("engineCpuMicrosPerRequest", seen.engineCpuMicros());
    json.put("fairness", seen.measurement().fairness());
    json.put("engineShare", seen.measurement().engineShare());
    json.put("machine", seen.machine());
    json.put("residentBytes", seen.after().residentBytes());
    json.put("threads", seen.load() instanceof Load.Connect ? null : seen.after().threads());
    json.put("openFiles", seen.after().openFiles());
    json.put("switchesPerRequest", seen.switches());
    json.put("busiestThread", seen.busiestThread());
    json.put("punctuality", seen.measurement().punctuality());
    return json;
  }

  private static Map<String, @Nullable Object> json(IdleMemory idle) {
    var json = new LinkedHashMap<String, @Nullable Object>();
    json.put("server", idle.server());
    json.put("failure", idle.error());
    json.put("residentBytesPerConnection", idle.residentSlope());
    json.put("heapBytesPerConnection", idle.heapSlope());
    json.put("points", idle.points());
    return json;
  }

  private static Map<String, Object> percentiles(Histogram latency, double engineLateShare) {
    var json = new LinkedHashMap<String, Object>();
    json.put("samples", latency.getTotalCount());
    json.put("mean", latency.getMean());
    for (double percentile : PERCENTILES) {
      json.put(
          "p" + Double.toString(percentile).replaceAll("\\.0$", ""),
          Percentiles.of(latency, percentile, engineLateShare));
    }
    json.put("max", latency.getMaxValue());
    return json;
  }
}
