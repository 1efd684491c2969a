package hexline.bench.page;

import hexline.bench.page.Results.Estimate;
import hexline.bench.page.Results.Idle;
import hexline.bench.page.Results.Point;
import hexline.bench.page.Results.Row;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import tools.jackson.databind.JsonNode;

/** The figures of the five models in a run, as a table in Markdown with what it rests on. */
final class ReferenceTable {

  private static final List<String> MODELS = List.of("sync", "threaded", "nio", "async", "virtual");

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

  private String rows() {
    var lines = new ArrayList<String>();
    lines.add(
        "| model | requests/s | as a multiple of the best | processor time per request |"
            + " 99 of 100 answered within | memory of an idle connection |"
            + " a client waits if each request blocks |");
    lines.add("|---|--:|--:|--:|--:|--:|--:|");
    for (String model : MODELS) {
      lines.add(
          "| "
              + String.join(
                  " | ",
                  model,
                  figure(capacity, model, row -> Optional.of(Numbers.rate(Sentences.rate(row)))),
                  ratio(model),
                  figure(
                      capacity, model, row -> row.cpu().map(cpu -> Sentences.micros(cpu.value()))),
                  figure(open, model, row -> row.percentile("99").map(ReferenceTable::time)),
                  memory(model),
                  figure(blocking, model, row -> row.percentile("50").map(ReferenceTable::time)))
              + " |");
    }
    return String.join("\n", lines) + "\n";
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

  private String source(String link) {
    JsonNode environment = results.environment();
    return """
    Requests per second, their ratio with its 95 %% interval, and processor time: `%s`, %s. Latency:
    `%s`, %s. Memory: `IdleConnections`. The last column: `%s`, %s. A dash: not measured, as the
    sync server serves one client at a time, or too few answers beyond a percentile. Measured with `%s` on %s, %s, %s, %s, commit %s:
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
