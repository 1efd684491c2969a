package hexline.bench.page;

import hexline.bench.load.Percentiles;
import hexline.bench.report.Json;
import hexline.bench.statistics.Interval;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import tools.jackson.databind.JsonNode;

/**
 * The results of a run, read from its JSON file and from nothing else, so that a file of another
 * version can be shown as far as it goes: what a file lacks is empty here. Immutable.
 *
 * @param name of the file
 * @param root its tree
 */
record Results(String name, JsonNode root) {

  static final String RATE = "requestsPerSecond";
  static final String CPU = "cpuPerRequest";

  /** The format whose points and rows can be read. */
  static final String FORMAT = "hexline-bench/3";

  private static final Pattern HOG = Pattern.compile("(\\d+) x (\\d+) \\+ (\\d+) x 1");

  /**
   * The results in a text.
   *
   * @throws tools.jackson.core.JacksonException if it is not JSON
   */
  static Results of(String name, String json) {
    return new Results(name, Json.read(json));
  }

  /** The servers at one point. */
  record Point(
      String experiment,
      String question,
      String name,
      String work,
      String judgedBy,
      List<Row> rows,
      List<Pair> pairs) {

    String title() {
      return experiment + ", " + name;
    }

    /** Whether the larger figure is the better one. */
    boolean moreIsBetter() {
      return judgedBy.equals(RATE);
    }

    List<Row> sound() {
      return rows.stream().filter(row -> row.figures().isPresent()).toList();
    }

    Optional<Row> row(String server) {
      return rows.stream().filter(row -> row.server().equals(server)).findFirst();
    }

    int connections() {
      return rows.isEmpty() ? 0 : rows.getFirst().connections();
    }

    int depth() {
      return rows.isEmpty() ? 0 : rows.getFirst().depth();
    }

    /** The servers that can be compared, the best first; empty if there are not two of them. */
    List<String> ranked() {
      if (pairs.isEmpty()) {
        return List.of();
      }
      String best = pairs.getFirst().reference();
      var ranked = new ArrayList<>(List.of(best));
      for (Pair pair : pairs) {
        if (pair.reference().equals(best)) {
          ranked.add(pair.server());
        }
      }
      return ranked;
    }

    /** The ratio of the figure of the point; absent if the two were not compared. */
    Optional<Ratio> ratio(String server, String reference) {
      for (Pair pair : pairs) {
        if (pair.server().equals(server) && pair.reference().equals(reference)) {
          return Optional.of(pair.ratio());
        }
        if (pair.server().equals(reference) && pair.reference().equals(server)) {
          return Optional.of(pair.ratio().inverse());
        }
      }
      return Optional.empty();
    }

    /** Whether two servers are told apart by the figure of the point. */
    boolean isApart(String one, String other) {
      return ratio(one, other).map(Ratio::toldApart).orElse(false);
    }
  }

  /** Two servers at a point. */
  record Pair(String server, String reference, Ratio ratio) {}

  /** How many times as large a figure is; without ends if there is no interval. */
  record Ratio(double value, OptionalDouble low, OptionalDouble high, boolean toldApart) {

    Ratio inverse() {
      return new Ratio(1 / value, inverse(high), inverse(low), toldApart);
    }

    private static OptionalDouble inverse(OptionalDouble end) {
      return end.isPresent() ? OptionalDouble.of(1 / end.getAsDouble()) : end;
    }

    /** Whether two intervals have no value in common; false if one of them is missing. */
    boolean isBeyond(Ratio other) {
      return low.isPresent()
          && other.low.isPresent()
          && (low.getAsDouble() > other.high.orElse(Double.POSITIVE_INFINITY)
              || high.orElse(Double.POSITIVE_INFINITY) < other.low.getAsDouble());
    }
  }

  /** A value and its 95 % interval; without ends if too few values were measured for one. */
  record Estimate(double value, OptionalDouble low, OptionalDouble high) {

    static Estimate bare(double value) {
      return new Estimate(value, OptionalDouble.empty(), OptionalDouble.empty());
    }

    boolean overlaps(Estimate other) {
      return low.orElse(value) <= other.high.orElse(other.value)
          && other.low.orElse(other.value) <= high.orElse(value);
    }
  }

  /** One server at a point; without figures if it has failed. */
  record Row(
      String server,
      String load,
      int connections,
      int depth,
      Optional<String> failure,
      int served,
      Optional<Figures> figures,
      List<Start> processes) {

    /** Clients that never have more than one request in flight, if others flood the server. */
    int victims() {
      Matcher hog = HOG.matcher(load);
      return hog.matches() ? Integer.parseInt(hog.group(3)) : connections;
    }

    /** How many of {@link #victims} had no answer. */
    int starved() {
      return Math.min(victims(), Math.max(0, connections - served));
    }

    long slices() {
      return processes.stream().mapToLong(process -> process.slices().size()).sum();
    }

    /**
     * The interval of the median of a figure of all starts, each with the median of its slices;
     * absent if too few have the figure. The slices of one process are not independent.
     */
    Optional<Interval> overStarts(Function<Slice, OptionalDouble> figure) {
      List<Double> values =
          processes.stream().flatMap(process -> process.median(figure).stream().boxed()).toList();
      return values.isEmpty()
          ? Optional.empty()
          : Optional.of(Interval.of(values)).filter(Interval::isSure);
    }

    /** Requests per second, with the interval of the starts' values. */
    Optional<Estimate> rate() {
      return figures.map(found ->
          estimate(found.medianRate(), overStarts(slice -> OptionalDouble.of(slice.rate()))));
    }

    /** Processor time per request in microseconds, with the interval of the starts' values. */
    Optional<Estimate> cpu() {
      OptionalDouble micros = figures.map(Figures::cpuMicros).orElseGet(OptionalDouble::empty);
      if (micros.isEmpty()) {
        return Optional.empty();
      }
      return Optional.of(estimate(micros.getAsDouble(), overStarts(Slice::cpuMicros)));
    }

    /** A percentile of the latency in nanoseconds, with the interval of the starts' values. */
    Optional<Estimate> percentile(String percentile) {
      OptionalDouble nanos =
          figures
              .map(found -> found.latency().percentile(percentile))
              .orElseGet(OptionalDouble::empty);
      if (nanos.isEmpty()) {
        return Optional.empty();
      }
      Optional<Interval> interval =
          switch (percentile) {
            case "50" -> overStarts(Slice::p50);
            case "99" -> overStarts(Slice::p99);
            default -> Optional.empty();
          };
      return Optional.of(estimate(nanos.getAsDouble(), interval));
    }

    /** Why there is no p99, in a row of an open loop that has figures but not this one. */
    String withoutP99() {
      long samples = figures.map(found -> found.latency().samples()).orElse(0L);
      return samples / 100 >= Percentiles.LEAST_BEYOND
          ? "the engine sent too many requests late for a p99"
          : "too few samples for a p99";
    }

    /** An estimate whose interval holds its value: that of starts need not hold that of all. */
    private static Estimate estimate(double value, Optional<Interval> interval) {
      return interval
          .map(ends ->
              new Estimate(
                  value,
                  OptionalDouble.of(Math.min(value, ends.low())),
                  OptionalDouble.of(Math.max(value, ends.high()))))
          .orElseGet(() -> Estimate.bare(value));
    }
  }

  /** The figures of a row that has not failed. */
  record Figures(
      double medianRate,
      Map<String, Ratio> comparedWithBest,
      Latency latency,
      Optional<Latency> fromSend,
      OptionalDouble cpuMicros,
      double systemShare,
      double hogShare,
      String limitedBy,
      boolean clientBound,
      int disturbedSlices) {}

  /** Percentiles in nanoseconds, by their names. */
  record Latency(long samples, Map<String, OptionalDouble> percentiles) {

    OptionalDouble percentile(String name) {
      return percentiles.getOrDefault(name, OptionalDouble.empty());
    }
  }

  /** One process of a server at a point; not a number where a figure is not known. */
  record Start(double threads, double switches, List<Slice> slices) {

    /** The median of a figure of its slices; absent if none has it. */
    OptionalDouble median(Function<Slice, OptionalDouble> figure) {
      List<Double> values =
          slices.stream().map(figure).flatMap(value -> value.stream().boxed()).toList();
      return values.isEmpty()
          ? OptionalDouble.empty()
          : OptionalDouble.of(Interval.of(values).median());
    }
  }

  /** One slice of a process; times in nanoseconds, processor time per request in microseconds. */
  record Slice(double rate, OptionalDouble p50, OptionalDouble p99, OptionalDouble cpuMicros) {}

  /** The memory of a server's idle connections. */
  record Idle(
      String server,
      Optional<String> failure,
      double residentSlope,
      double heapSlope,
      List<IdlePoint> points) {

    /**
     * Bytes per connection. The interval is that of the least and the greatest slope between two of
     * the points: for five points, at more than 95 % (Sen, "Estimates of the regression coefficient
     * based on Kendall's tau", 1968). Fewer points have none.
     */
    Estimate bytes() {
      double value = residentSlope + heapSlope;
      List<Double> slopes = new ArrayList<>();
      for (IdlePoint one : points) {
        for (IdlePoint other : points) {
          if (one.connections() < other.connections()) {
            slopes.add((other.bytes() - one.bytes()) / (other.connections() - one.connections()));
          }
        }
      }
      if (points.size() < LEAST_POINTS) {
        return Estimate.bare(value);
      }
      double low = slopes.stream().mapToDouble(Double::doubleValue).min().orElse(value);
      double high = slopes.stream().mapToDouble(Double::doubleValue).max().orElse(value);
      return new Estimate(
          value, OptionalDouble.of(Math.min(value, low)), OptionalDouble.of(Math.max(value, high)));
    }

    int connections() {
      return points.stream().mapToInt(IdlePoint::connections).max().orElse(0);
    }

    private static final int LEAST_POINTS = 5;
  }

  /** Resident memory and live heap with so many connections. */
  record IdlePoint(int connections, double residentBytes, double heapBytes, int threads) {
    double bytes() {
      return residentBytes + heapBytes;
    }
  }

  /**
   * A server of the plan.
   *
   * @param kind "suite", "java", "command" or "remote"
   * @param address of a remote one; empty for others
   */
  record Server(
      String label, String kind, List<String> command, String address, int clientsAtOnce) {}

  /** What the file calls its format; absent in the oldest files. */
  Optional<String> format() {
    return text(root, "format");
  }

  /** Whether its points and rows can be read. */
  boolean isKnown() {
    return format().equals(Optional.of(FORMAT));
  }

  boolean isInterrupted() {
    return root.path("interrupted").asBoolean(false);
  }

  JsonNode environment() {
    return root.path("environment");
  }

  JsonNode plan() {
    return root.path("plan");
  }

  JsonNode profile() {
    return plan().path("profile");
  }

  List<String> texts(String field) {
    return texts(root, field);
  }

  /** The strings of a list; empty if it is missing. */
  static List<String> texts(JsonNode node, String field) {
    return stream(node.path(field)).map(each -> each.asString("")).toList();
  }

  /** All servers of the plan, or those of the rows where there is no plan. */
  List<Server> servers() {
    List<Server> planned =
        stream(plan().path("servers"))
            .map(server ->
                new Server(
                    server.path("label").asString(""),
                    server.path("kind").asString(""),
                    texts(server, "command"),
                    server.path("address").asString(""),
                    server.path("clientsAtOnce").asInt(Integer.MAX_VALUE)))
            .toList();
    if (!planned.isEmpty()) {
      return planned;
    }
    return points().stream()
        .flatMap(point -> point.rows().stream())
        .map(Row::server)
        .distinct()
        .map(label -> new Server(label, "", List.of(), "", Integer.MAX_VALUE))
        .toList();
  }

  /** All points, in the order of the file; none if the format is another one. */
  List<Point> points() {
    return isKnown() ? stream(root.path("points")).map(Results::point).toList() : List.of();
  }

  List<Point> points(String experiment) {
    return points().stream().filter(point -> point.experiment().equals(experiment)).toList();
  }

  List<Idle> idle() {
    return isKnown() ? stream(root.path("idle")).map(Results::idle).toList() : List.of();
  }

  List<Idle> soundIdle() {
    return idle().stream().filter(idle -> idle.failure().isEmpty()).toList();
  }

  /** The engine's rates against the null server, by load; without those that are not known. */
  Map<String, Double> ceilings() {
    var ceilings = new LinkedHashMap<String, Double>();
    for (JsonNode each : root.path("ceilings")) {
      number(each, RATE).ifPresent(rate -> ceilings.put(each.path("load").asString(""), rate));
    }
    return ceilings;
  }

  private static Point point(JsonNode point) {
    return new Point(
        point.path("experiment").asString(""),
        point.path("question").asString(""),
        point.path("point").asString(""),
        point.path("work").asString("none"),
        point.path("judgedBy").asString(""),
        stream(point.path("rows")).map(Results::row).toList(),
        stream(point.path("pairs"))
            .map(pair ->
                new Pair(
                    pair.path("server").asString(""),
                    pair.path("reference").asString(""),
                    ratio(pair.path("comparison"))))
            .toList());
  }

  private static Row row(JsonNode row) {
    JsonNode figures = row.path("figures");
    return new Row(
        row.path("server").asString(""),
        row.path("load").asString(""),
        row.path("connections").asInt(0),
        row.path("depth").asInt(0),
        text(row, "failure"),
        row.path("served").asInt(0),
        figures.isObject() ? Optional.of(figures(figures)) : Optional.empty(),
        stream(row.path("processes")).map(Results::start).toList());
  }

  private static Figures figures(JsonNode figures) {
    var compared = new LinkedHashMap<String, Ratio>();
    figures.path("comparedWithBest").properties().stream()
        .filter(each -> each.getValue().isObject())
        .forEach(each -> compared.put(each.getKey(), ratio(each.getValue())));
    JsonNode fromSend = figures.path("latencyFromSendNanos");
    return new Figures(
        figures.path(RATE).path("median").asDouble(0),
        compared,
        latency(figures.path("latencyNanos")),
        fromSend.isObject() ? Optional.of(latency(fromSend)) : Optional.empty(),
        number(figures, "cpuMicrosPerRequest"),
        figures.path("systemShareOfCpu").asDouble(0),
        figures.path("hogShare").asDouble(0),
        figures.path("limitedBy").asString(""),
        figures.path("clientBound").asBoolean(false),
        figures.path("disturbedSlices").asInt(0));
  }

  private static Latency latency(JsonNode latency) {
    var percentiles = new LinkedHashMap<String, OptionalDouble>();
    JsonNode all = latency.path("percentiles");
    all.propertyNames().forEach(name -> percentiles.put(name, number(all, name)));
    return new Latency(latency.path("samples").asLong(0), percentiles);
  }

  private static Ratio ratio(JsonNode ratio) {
    return new Ratio(
        ratio.path("ratio").asDouble(1),
        number(ratio, "low95"),
        number(ratio, "high95"),
        ratio.path("toldApart").asBoolean(false));
  }

  private static Start start(JsonNode start) {
    JsonNode columns = start.path("slices");
    int slices = columns.path("requestsPerSecond").size();
    double seconds = start.path("seconds").asDouble(0) / Math.max(1, slices);
    JsonNode switches = start.path("switchesPerRequest");
    return new Start(
        start.path("threads").asDouble(Double.NaN),
        switches.isObject()
            ? switches.path("voluntary").asDouble(0) + switches.path("involuntary").asDouble(0)
            : Double.NaN,
        IntStream.range(0, slices).mapToObj(i -> slice(columns, i, seconds)).toList());
  }

  private static Slice slice(JsonNode columns, int i, double seconds) {
    double rate = number(columns.path("requestsPerSecond").path(i)).orElse(0);
    double answers = rate * seconds;
    double cpu = number(columns.path("serverCpuNanos").path(i)).orElse(0);
    return new Slice(
        rate,
        number(columns.path("p50Nanos").path(i)),
        number(columns.path("p99Nanos").path(i)),
        answers > 0 && cpu > 0 ? OptionalDouble.of(cpu / answers / 1e3) : OptionalDouble.empty());
  }

  private static Idle idle(JsonNode idle) {
    return new Idle(
        idle.path("server").asString(""),
        text(idle, "failure"),
        idle.path("residentBytesPerConnection").asDouble(0),
        idle.path("heapBytesPerConnection").asDouble(0),
        stream(idle.path("points"))
            .map(point ->
                new IdlePoint(
                    point.path("connections").asInt(0),
                    point.path("residentBytes").asDouble(0),
                    point.path("heapBytes").asDouble(0),
                    point.path("threads").asInt(0)))
            .toList());
  }

  private static Stream<JsonNode> stream(JsonNode list) {
    return list.isArray() ? StreamSupport.stream(list.spliterator(), false) : Stream.empty();
  }

  private static Optional<String> text(JsonNode node, String field) {
    JsonNode value = node.path(field);
    return value.isString() ? Optional.of(value.asString()) : Optional.empty();
  }

  private static OptionalDouble number(JsonNode node, String field) {
    return number(node.path(field));
  }

  private static OptionalDouble number(JsonNode value) {
    return value.isNumber() ? OptionalDouble.of(value.asDouble()) : OptionalDouble.empty();
  }
}
