package hexline.bench.page;

import hexline.bench.experiment.Experiments;
import hexline.bench.report.Json;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A made-up run in the format of the bench, of which the right answers are known: quiet, with narrow
 * intervals, so that servers differ exactly where they are meant to. Parts of it can be changed.
 */
final class Sample {

  static final List<String> SUITE = List.of("sync", "threaded", "nio", "async", "virtual");

  private static final double HALF_WIDTH = 0.03; // of the 95 % intervals, on a logarithmic scale
  private static final double SURE_WIDTH = 0.045; // of the 99 % intervals
  private static final List<String> PERCENTILES =
      List.of("50", "75", "90", "95", "99", "99.5", "99.9", "99.95", "99.99");

  /** One server at a point: rate, median latency in nanoseconds, and microseconds of processor. */
  private record Seen(String server, double rate, double p50, @Nullable Double cpu, int served) {}

  /** A point, as the file describes it. */
  private record Key(
      String experiment,
      String name,
      String work,
      String judgedBy,
      String load,
      int connections,
      int depth) {
    String title() {
      return experiment + ", " + name;
    }
  }

  private record RowKey(Key point, String server) {}

  private final Map<Key, List<Seen>> points = new LinkedHashMap<>();
  private final Map<String, double[]> slopes = new LinkedHashMap<>(); // resident, heap
  private final Map<String, String> names = new HashMap<>();
  private final Map<RowKey, String> failures = new HashMap<>();
  private int starts = 6;
  private boolean interrupted;
  private String commit = "0123456789ab";

  private Sample() {}

  /** All experiments of the quick profile and one load more, on all five servers. */
  static Sample tidy() {
    var sample = new Sample();
    sample.point("KeepAlive", "1 connection x 1 in flight", "none", Results.RATE, "1 x 1", 1, 1);
    sample.rates("sync", 37_000, 13.1, "threaded", 36_500, 13.3, "nio", 35_800, 15.2);
    sample.rates("async", 33_000, 16.8, "virtual", 20_000, 31);
    sample.point(
        "KeepAlive", "256 connections x 1 in flight", "none", Results.RATE, "256 x 1", 256, 1);
    sample.rates("threaded", 52_000, 17.4, "nio", 97_400, 8.1, "async", 96_800, 8.9);
    sample.rates("virtual", 81_000, 11.7);
    sample.point(
        "KeepAlive", "1,000 connections x 1 in flight", "none", Results.RATE, "1,000 x 1", 1000, 1);
    sample.rates("threaded", 41_000, 21.5, "nio", 93_000, 8.4, "async", 91_500, 9.3);
    sample.rates("virtual", 76_000, 12.2);
    sample.point(
        "KeepAlive", "256 connections x 16 in flight", "none", Results.RATE, "256 x 16", 256, 16);
    sample.rates("threaded", 610_000, 1.37, "nio", 1_050_000, 0.626, "async", 820_000, 0.9);
    sample.rates("virtual", 790_000, 1.07);
    sample.point(
        "ConnectPerRequest",
        "16 connections at a time",
        "none",
        Results.RATE,
        "16 at a time",
        16,
        1);
    sample.rates("sync", 9_600, 68.5, "threaded", 6_100, 170, "nio", 9_400, 71);
    sample.rates("async", 9_300, 77, "virtual", 8_000, 96);
    sample.point(
        "OpenLoop",
        "50 % of each server's own capacity at 256 x 1, Poisson arrivals",
        "none",
        "p99",
        "open",
        256,
        1);
    sample.latencies("threaded", 26_000, 61e3, 21.0, "nio", 48_700, 48e3, 9.6);
    sample.latencies("async", 48_400, 50e3, 10.1, "virtual", 40_500, 66e3, 14.0);
    sample.point("BlockingWork", "32 x 1, block:10ms", "block:10ms", Results.RATE, "32 x 1", 32, 1);
    sample.seen("sync", 98.4, 10.16e6, null, 1);
    sample.seen("threaded", 3_140, 10.15e6, 83.0, 32);
    sample.seen("nio", 98.6, 322e6, null, 32);
    sample.seen("nio workers 32", 3_120, 10.18e6, 91.0, 32);
    sample.seen("async", 98.5, 323e6, null, 32);
    sample.seen("async workers 32", 3_110, 10.2e6, 96.0, 32);
    sample.seen("virtual", 3_135, 10.16e6, 79.0, 32);
    sample.point("CpuWork", "2 x 16 + 16 x 1, cpu:1ms", "cpu:1ms", "p50", "2 x 16 + 16 x 1", 18, 1);
    sample.seen("sync", 985, 0, 1_010.0, 1);
    sample.seen("threaded", 1_960, 8.1e6, 1_015.0, 18);
    sample.seen("nio", 1_950, 47e6, 1_006.0, 18);
    sample.seen("async", 1_945, 48e6, 1_009.0, 18);
    sample.seen("virtual", 1_955, 16.4e6, 1_012.0, 18);
    sample.slopes.put("threaded", new double[] {9_900, 7_380});
    sample.slopes.put("nio", new double[] {320, 1_030});
    sample.slopes.put("async", new double[] {310, 2_990});
    sample.slopes.put("virtual", new double[] {600, 7_210});
    return sample;
  }

  private void point(
      String experiment,
      String name,
      String work,
      String judgedBy,
      String load,
      int connections,
      int depth) {
    points.put(
        new Key(experiment, name, work, judgedBy, load, connections, depth), new ArrayList<>());
  }

  /** The point that was added last. */
  private Key last() {
    return List.copyOf(points.keySet()).getLast();
  }

  /** Servers, each with its rate and processor time; a closed loop has the latency of Little's law. */
  private void rates(Object... triples) {
    int inFlight = last().connections() * last().depth();
    for (int i = 0; i < triples.length; i += 3) {
      double rate = ((Number) triples[i + 1]).doubleValue();
      double cpu = ((Number) triples[i + 2]).doubleValue();
      seen((String) triples[i], rate, inFlight * 1e9 / rate, cpu, last().connections());
    }
  }

  private void latencies(Object... quadruples) {
    for (int i = 0; i < quadruples.length; i += 4) {
      seen(
          (String) quadruples[i],
          ((Number) quadruples[i + 1]).doubleValue(),
          ((Number) quadruples[i + 2]).doubleValue(),
          ((Number) quadruples[i + 3]).doubleValue(),
          last().connections());
    }
  }

  private void seen(String server, double rate, double p50, @Nullable Double cpu, int served) {
    List<Seen> at = points.getOrDefault(last(), List.of());
    at.add(new Seen(server, rate, p50, cpu, served));
  }

  /** Only some of the servers. */
  Sample only(String... servers) {
    points
        .values()
        .forEach(seen -> seen.removeIf(each -> !List.of(servers).contains(each.server())));
    points.values().removeIf(List::isEmpty);
    slopes.keySet().retainAll(List.of(servers));
    return this;
  }

  /** Without one of the experiments. */
  Sample without(String experiment) {
    points.keySet().removeIf(key -> key.experiment().equals(experiment));
    if (experiment.equals("IdleConnections")) {
      slopes.clear();
    }
    return this;
  }

  Sample interrupted() {
    interrupted = true;
    return this;
  }

  Sample startedOnce() {
    starts = 1;
    return this;
  }

  /** Another name for a server. */
  Sample named(String server, String name) {
    names.put(server, name);
    return this;
  }

  /** A row that failed, of the first point whose title begins so. */
  Sample failed(String point, String server, String reason) {
    failures.put(new RowKey(key(point), server), reason);
    return this;
  }

  /** A server with other rates at a point. */
  Sample faster(String point, String server, double factor) {
    List<Seen> at = points.getOrDefault(key(point), List.of());
    at.replaceAll(each ->
        each.server().equals(server)
            ? new Seen(server, each.rate() * factor, each.p50() / factor, each.cpu(), each.served())
            : each);
    return this;
  }

  /** A server whose connections take another amount of memory. */
  Sample memory(String server, double resident, double heap) {
    slopes.put(server, new double[] {resident, heap});
    return this;
  }

  Sample commit(String other) {
    commit = other;
    return this;
  }

  private Key key(String start) {
    return points.keySet().stream()
        .filter(key -> key.title().startsWith(start))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("no point begins with " + start));
  }

  private String name(String server) {
    return names.getOrDefault(server, server);
  }

  Results results() {
    return Results.of("sample.json", json());
  }

  /** The file. */
  String json() {
    var root = new LinkedHashMap<String, Object>();
    root.put("format", Results.FORMAT);
    root.put(
        "environment",
        map(
            "date",
            "2026-11-26T06:22:48Z",
            "commit",
            commit,
            "cpu",
            "Example CPU",
            "processors",
            map("ids", List.of(0, 1), "machine", 2, "quota", null),
            "memoryBytes",
            16L << 30,
            "system",
            "GNU/Linux",
            "jdk",
            "OpenJDK 25.0.3",
            "serverFlags",
            List.of("-Xmx256m"),
            "openFileLimit",
            20_000,
            "backlogLimit",
            "4096",
            "transparentHugePages",
            "always [madvise] never",
            "localPorts",
            "32768 60999",
            "governor",
            null,
            "warnings",
            List.of()));
    root.put("plan", plan());
    root.put("interrupted", interrupted);
    root.put(
        "ceilings",
        List.of(
            map("load", "256 x 1", "requestsPerSecond", 131_000.5),
            map("load", "1 x 1", "requestsPerSecond", 61_000.25)));
    var all = new ArrayList<Object>();
    points.forEach((key, seen) -> all.add(point(key, seen)));
    root.put("points", all);
    var idle = new ArrayList<Object>();
    slopes.forEach((server, slope) -> idle.add(idle(server, slope[0], slope[1])));
    root.put("idle", idle);
    root.put("errors", List.of());
    root.put(
        "notes",
        List.of("sync serves 1 client at a time; loads in which more must be served are skipped"));
    root.put("verdict", List.of("KeepAlive: nio leads."));
    root.put("conclusions", List.of());
    root.put("advice", List.of());
    return Json.compact(root);
  }

  private Object plan() {
    var servers = new ArrayList<Object>();
    var labels = new ArrayList<>(SUITE);
    labels.addAll(List.of("nio workers 32", "async workers 32"));
    for (String label : labels) {
      if (points.values().stream()
              .flatMap(List::stream)
              .anyMatch(each -> each.server().equals(label))
          || slopes.containsKey(label)) {
        var command =
            new ArrayList<>(List.of("java", "-cp", "bench.jar", "Server", "--work", "{work}"));
        if (label.endsWith("workers 32")) {
          command.addAll(List.of("--workers", "32"));
        }
        servers.add(
            map(
                "label",
                name(label),
                "kind",
                "suite",
                "command",
                command,
                "address",
                null,
                "clientsAtOnce",
                label.equals("sync") ? 1 : null));
      }
    }
    return map(
        "profile",
        map(
            "name",
            "quick",
            "starts",
            starts,
            "otherStarts",
            starts,
            "blocks",
            4,
            "slice",
            0.15,
            "settling",
            0.02,
            "jvmWarmUp",
            1.2,
            "warmUp",
            0.15,
            "workStarts",
            2,
            "workBlocks",
            2,
            "workSlice",
            0.35,
            "keepAlive",
            List.of(
                map("connections", 1, "depth", 1),
                map("connections", 256, "depth", 1),
                map("connections", 256, "depth", 16)),
            "openShares",
            List.of(0.5),
            "blockingClients",
            32,
            "idleConnections",
            2000),
        "arguments",
        List.of("--seed", "7"),
        "experiments",
        Experiments.labels(),
        "seed",
        7,
        "loadThreads",
        1,
        "servers",
        servers);
  }

  private Object point(Key key, List<Seen> seen) {
    boolean rates = key.judgedBy().equals(Results.RATE);
    List<Seen> ranked =
        seen.stream()
            .filter(each -> rates || each.p50() > 0)
            .filter(each -> !failures.containsKey(new RowKey(key, each.server())))
            .sorted(
                rates
                    ? Comparator.comparingDouble((Seen each) -> -each.rate())
                    : Comparator.comparingDouble(Seen::p50))
            .toList();
    var pairs = new ArrayList<Object>();
    for (int i = 0; i < ranked.size(); i++) {
      for (int j = i + 1; j < ranked.size(); j++) {
        double ratio = value(ranked.get(j), rates) / value(ranked.get(i), rates);
        pairs.add(
            map(
                "server",
                name(ranked.get(j).server()),
                "reference",
                name(ranked.get(i).server()),
                "comparison",
                ratio(ratio)));
      }
    }
    var rows = new ArrayList<Object>();
    for (Seen each : seen) {
      rows.add(row(key, each, ranked.isEmpty() ? each : ranked.getFirst()));
    }
    return map(
        "experiment",
        key.experiment(),
        "question",
        "?",
        "point",
        key.name(),
        "work",
        key.work(),
        "judgedBy",
        key.judgedBy(),
        "best",
        ranked.isEmpty() ? null : name(ranked.getFirst().server()),
        "rows",
        rows,
        "pairs",
        pairs);
  }

  private static double value(Seen seen, boolean rates) {
    return rates ? seen.rate() : seen.p50();
  }

  private Map<String, Object> ratio(double ratio) {
    boolean sure = starts > 1;
    return map(
        "ratio",
        ratio,
        "low95",
        sure ? ratio * Math.exp(-HALF_WIDTH) : null,
        "high95",
        sure ? ratio * Math.exp(HALF_WIDTH) : null,
        "toldApart",
        sure && Math.abs(Math.log(ratio)) > SURE_WIDTH,
        "starts",
        starts,
        "blocks",
        4 * starts);
  }

  private Object row(Key key, Seen seen, Seen best) {
    String failure = failures.get(new RowKey(key, seen.server()));
    var processes = new ArrayList<Object>();
    for (int start = 0; start < starts && failure == null; start++) {
      processes.add(process(seen, start));
    }
    return map(
        "server",
        name(seen.server()),
        "load",
        key.load(),
        "connections",
        key.connections(),
        "depth",
        key.depth(),
        "arrivalsPerSecond",
        key.experiment().equals("OpenLoop") ? seen.rate() : null,
        "failure",
        failure,
        "errors",
        map(),
        "served",
        seen.served(),
        "figures",
        failure != null ? null : figures(key, seen, best),
        "processes",
        processes);
  }

  private Object figures(Key key, Seen seen, Seen best) {
    var compared =
        map(
            "requestsPerSecond",
            ratio(seen.rate() / best.rate()),
            "p50",
            seen.p50() > 0 && best.p50() > 0 ? ratio(seen.p50() / best.p50()) : null,
            "p99",
            null,
            "cpuPerRequest",
            seen.cpu() == null || best.cpu() == null ? null : ratio(seen.cpu() / best.cpu()));
    boolean open = key.experiment().equals("OpenLoop");
    return map(
        "requestsPerSecond",
        map(
            "median",
            seen.rate(),
            "low95",
            starts > 1 ? seen.rate() * 0.98 : null,
            "high95",
            starts > 1 ? seen.rate() * 1.02 : null,
            "slices",
            4 * starts),
        "comparedWithBest",
        compared,
        "latencyNanos",
        latency(seen.p50(), 1),
        "latencyFromSendNanos",
        open ? latency(seen.p50(), seen.server().equals("virtual") ? 0 : 0.5) : null,
        "cpuMicrosPerRequest",
        seen.cpu(),
        "systemShareOfCpu",
        0.6,
        "hogShare",
        key.experiment().equals("CpuWork") ? 0.4 : 0.0,
        "limitedBy",
        seen.served() < key.connections() ? "serves 1 of 32" : "all cores, shared",
        "clientBound",
        seen.rate() > 65_000 && seen.rate() < 100_000,
        "disturbedSlices",
        0);
  }

  private static Object latency(double p50, double tail) {
    var percentiles = new LinkedHashMap<String, Object>();
    double factor = 1;
    for (String percentile : PERCENTILES) {
      boolean tooFew = p50 == 0 || percentile.equals("99.99");
      percentiles.put(percentile, tooFew ? null : Math.round(p50 * (1 + (factor - 1) * tail)));
      factor *= 1.4;
    }
    return map(
        "samples",
        p50 == 0 ? 0 : 50_000,
        "mean",
        p50 * 1.1,
        "percentiles",
        percentiles,
        "max",
        Math.round(p50 * 30));
  }

  /** A process of four slices; processes differ by up to two per cent, and slices by less. */
  private static Object process(Seen seen, int start) {
    var rates = new ArrayList<Object>();
    var p50 = new ArrayList<@Nullable Object>();
    var p99 = new ArrayList<@Nullable Object>();
    var cpu = new ArrayList<Object>();
    for (int block = 0; block < 4; block++) {
      double wave = 1 + 0.02 * ((start % 4) - 1.5) / 1.5 + 0.004 * (block - 1.5);
      double rate = seen.rate() * wave;
      rates.add(rate);
      p50.add(seen.p50() == 0 ? null : Math.round(seen.p50() / wave));
      p99.add(seen.p50() == 0 ? null : Math.round(seen.p50() * 3.84 / wave));
      cpu.add(seen.cpu() == null ? 0 : Math.round(seen.cpu() * 1e3 * rate * 0.15 / wave));
    }
    Object slices =
        map(
            "block",
            List.of(0, 1, 2, 3),
            "requestsPerSecond",
            rates,
            "p50Nanos",
            p50,
            "p99Nanos",
            p99,
            "serverCpuNanos",
            cpu,
            "pauseNanos",
            List.of(0, 0, 0, 0));
    return map(
        "answers",
        Math.round(seen.rate() * 0.6),
        "seconds",
        0.6,
        "serverCores",
        0.9,
        "engineCpuMicrosPerRequest",
        9.5,
        "engineShare",
        0.8,
        "fairness",
        1.0,
        "machine",
        map("cores", 2, "idle", 0.05, "interrupts", 0.04, "stolen", 0.0),
        "residentBytes",
        335_000_000,
        "threads",
        20,
        "openFiles",
        270,
        "switchesPerRequest",
        map("voluntary", 0.5, "involuntary", 0.01),
        "busiestThread",
        map("name", "client-1", "share", 0.4),
        "punctuality",
        null,
        "slices",
        slices);
  }

  private Object idle(String server, double resident, double heap) {
    var steps = new ArrayList<Object>();
    for (int step = 0; step <= 4; step++) {
      int connections = step * 500;
      double noise = 1 + 0.02 * (step % 2);
      steps.add(
          map(
              "connections",
              connections,
              "residentBytes",
              Math.round(330e6 + resident * connections * noise),
              "heapBytes",
              Math.round(7e6 + heap * connections * noise),
              "threads",
              17,
              "openFiles",
              10 + connections));
    }
    return map(
        "server",
        name(server),
        "failure",
        null,
        "residentBytesPerConnection",
        resident,
        "heapBytesPerConnection",
        heap,
        "points",
        steps);
  }

  private static Map<String, Object> map(@Nullable Object... pairs) {
    var map = new LinkedHashMap<String, Object>();
    for (int i = 0; i < pairs.length; i += 2) {
      put(map, String.valueOf(pairs[i]), pairs[i + 1]);
    }
    return map;
  }

  @SuppressWarnings("NullAway") // a value may be null: it becomes null in the file
  private static void put(Map<String, Object> map, String key, @Nullable Object value) {
    map.put(key, value);
  }
}
