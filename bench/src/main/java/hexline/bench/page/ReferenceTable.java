package hexline.bench.page;

import hexline.bench.page.Results.Estimate;
import hexline.bench.page.Results.Idle;
import hexline.bench.page.Results.Point;
import hexline.bench.page.Results.Row;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;

/** The figures of the five models in a run, as tables in Markdown with what they rest on. */
public final class ReferenceTable {

  private static final List<String> MODELS = List.of("sync", "threaded", "nio", "async", "virtual");
  private static final String HEAD =
      """
      | model | requests/s | as a multiple of the best | processor time per request | 99 of 100 answered within | memory of an idle connection | a client waits on average, if each request blocks |
      |---|--:|--:|--:|--:|--:|--:|
      """;

  private final Results results;
  private final Optional<Point> capacity;
  private final Optional<Point> open;
  private final Optional<Point> blocking;

  private ReferenceTable(Results results) {
    this.results = results;
    this.capacity = Headline.capacity(results);
    this.open = results.points("OpenLoop").stream().findFirst();
    this.blocking = Headline.blocking(results);
  }

  /**
   * The table, and below it where its figures come from.
   *
   * @param link to the file of the results
   */
  static String of(Results results, String link) {
    var table = new ReferenceTable(results);
    return table.rows() + "\n" + table.source(link);
  }

  /**
   * The table with the row of one model, and below it where its figures come from.
   *
   * @param json the file of the results
   * @param all link to the whole table, which says what its columns are
   * @param link to the file
   * @return empty if there is no such model
   * @throws tools.jackson.core.JacksonException if it is not JSON
   */
  public static Optional<String> row(String json, String model, String all, String link) {
    if (!MODELS.contains(model)) {
      return Optional.empty();
    }
    var table = new ReferenceTable(Results.of("results.json", json));
    return Optional.of(HEAD + table.row(model) + "\n\n" + table.origin(all, link));
  }

  private String rows() {
    return HEAD + MODELS.stream().map(this::row).collect(Collectors.joining("\n")) + "\n";
  }

  private String row(String model) {
    return "| "
        + String.join(
            " | ",
            model,
            figure(capacity, model, row -> Optional.of(Numbers.rate(Sentences.rate(row)))),
            ratio(model),
            figure(capacity, model, row -> row.cpu().map(cpu -> Sentences.micros(cpu.value()))),
            figure(open, model, row -> row.percentile("99").map(ReferenceTable::time)),
            memory(model),
            figure(blocking, model, ReferenceTable::waiting))
        + " |";
  }

  /** What a client waits on average, by Little's law, or how many had no answer at all. */
  private static Optional<String> waiting(Row row) {
    return row.starved() > 0
        ? Optional.of("no answer for %d of %d".formatted(row.starved(), row.victims()))
        : Optional.of(Sentences.rate(row))
            .filter(rate -> rate > 0)
            .map(rate -> Numbers.time(row.connections() * row.depth() / rate * 1e9));
  }

  private static String time(Estimate nanos) {
    return Numbers.time(nanos.value());
  }

  private static String figure(
      Optional<Point> point, String model, Function<Row, Optional<String>> figure) {
    Optional<Row> row = point.flatMap(found -> found.row(model));
    return row.filter(found -> found.figures().isPresent()).flatMap(figure).orElse("-");
  }

  private String ratio(String model) {
    if (capacity.isEmpty() || capacity.get().ranked().isEmpty()) {
      return "-";
    }
    String best = capacity.get().ranked().getFirst();
    return model.equals(best)
        ? "1"
        : capacity.get().ratio(model, best).map(Sentences::interval).orElse("-");
  }

  private String memory(String model) {
    return results.soundIdle().stream()
        .filter(idle -> idle.server().equals(model))
        .map(Idle::bytes)
        .map(bytes -> Numbers.bytes(bytes.value()))
        .findFirst()
        .orElse("-");
  }

  private String origin(String all, String link) {
    JsonNode environment = results.environment();
    return "A row of the [table of all models](%s), which says what its columns and dashes are. Measured on %s, %s, %s: [all figures](%s)."
        .formatted(
            all,
            environment.path("cpu").asString(""),
            About.processors(environment),
            environment.path("date").asString("").replaceFirst("T.*", ""),
            link);
  }

  private String source(String link) {
    JsonNode environment = results.environment();
    return """
    Requests per second, their ratio with its 95 %% interval, and processor time: `%s`, %s.
    A rate is the median of all slices, and a ratio compares slices of the same
    [block](bench/README.md#pairing-how-servers-are-compared): if the slices of a server differ much,
    the quotient of two rates is another number. Latency: `%s`, %s, so at
    another rate in each row. Memory: `IdleConnections`, without the kernel's socket buffers. The
    last column: `%s`, %s, the clients divided by the rate
    ([Little's law](docs/glossary.md#littles-law)).
    [Each load](bench/README.md#which-questions-can-be-asked) has its own question. The virtual
    server has the [yield](virtual-server/README.md#the-yield-that-nobody-should-copy) of chapter 5.
    A dash: not measured, as the sync server serves one client at a time; or, in the column of the
    99, too few answers were slower, or the load generator sent too many requests late. Measured
    with `%s` on %s, %s, %s, %s, commit %s:
    [all figures](%s).
    """
        .formatted(
            experiment(capacity),
            name(capacity),
            experiment(open),
            name(open),
            experiment(blocking),
            name(blocking),
            Repeat.command(results),
            environment.path("cpu").asString(""),
            About.processors(environment),
            environment.path("jdk").asString(""),
            environment.path("date").asString("").replace("T", " ").replace("Z", " UTC"),
            environment.path("commit").asString(""),
            link);
  }

  private static String experiment(Optional<Point> point) {
    return point.map(Point::experiment).orElse("-");
  }

  private static String name(Optional<Point> point) {
    return point.map(Point::name).orElse("-");
  }
}
