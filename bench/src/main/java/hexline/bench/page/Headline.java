package hexline.bench.page;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.joining;
import static java.util.stream.Collectors.mapping;
import static java.util.stream.Collectors.toList;

import hexline.bench.page.Results.Figures;
import hexline.bench.page.Results.Idle;
import hexline.bench.page.Results.Point;
import hexline.bench.page.Results.Ratio;
import hexline.bench.page.Results.Row;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a reader wants to know first: one sentence, and an answer to each of the questions how much,
 * how quickly, at which cost, who waits, and why.
 *
 * @param title the sentence
 * @param deck what must be said with it; may be empty
 * @param answers in the order in which they are shown
 */
record Headline(String title, String deck, List<Answer> answers) {

  private static final int USUAL_CONNECTIONS = 256;
  private static final double TOO_COARSE = 1.25;

  Headline {
    answers = List.copyOf(answers);
  }

  /**
   * An answer.
   *
   * @param chart id of the chart that shows it
   */
  record Answer(String question, String text, String chart) {}

  static Headline of(Results results) {
    var answers = new ArrayList<Answer>();
    Optional<Point> capacity = capacity(results);
    capacity.ifPresent(point ->
        answers.add(new Answer("How much?", Sentences.rates(List.of(point)), Charts.RATES)));
    quickness(results).ifPresent(answers::add);
    boolean isKnown = results.servers().stream().anyMatch(each -> !each.kind().equals("remote"));
    capacity
        .filter(point -> isKnown)
        .ifPresent(point ->
            answers.add(
                new Answer(
                    "At what cost in processor time?", Sentences.processor(point), Charts.CPU)));
    List<Idle> idle = results.soundIdle();
    if (!idle.isEmpty()) {
      answers.add(new Answer("And in memory?", Sentences.memory(idle), Charts.MEMORY));
    }
    blocking(results)
        .ifPresent(point ->
            answers.add(
                new Answer(
                    "Who waits for whom?",
                    "If each request waits %s, as for a database: "
                            .formatted(
                                Numbers.roundTime(Charts.workNanos(point.work()).orElse(0.0)))
                        + lowered(
                            Sentences.blocking(point, Charts.workNanos(point.work()).orElse(0.0))),
                    Charts.VICTIMS)));
    capacity.ifPresent(point -> answers.add(new Answer("Why?", limits(point, results), "rows")));
    return new Headline(title(results, capacity), deck(capacity), answers);
  }

  private static String lowered(String sentence) {
    return sentence.isEmpty()
        ? sentence
        : sentence.substring(0, 1).toLowerCase(java.util.Locale.ROOT) + sentence.substring(1);
  }

  /**
   * The point whose rates are called the capacity: one request in flight on each connection, several
   * connections, as near to 256 as there is one, and figures.
   */
  static Optional<Point> capacity(Results results) {
    return results.points("KeepAlive").stream()
        .filter(point -> point.depth() == 1 && point.connections() > 1)
        .filter(point -> !point.sound().isEmpty())
        .min(
            Comparator.comparingDouble(
                point -> Math.abs(Math.log((double) point.connections() / USUAL_CONNECTIONS))));
  }

  /** The first point at which requests block and a server has figures. */
  static Optional<Point> blocking(Results results) {
    return results.points().stream()
        .filter(point -> Charts.blocks(point) && !point.sound().isEmpty())
        .findFirst();
  }

  private static String title(Results results, Optional<Point> capacity) {
    if (!results.isKnown()) {
      return "These results are in a format that this page cannot draw.";
    }
    if (capacity.isEmpty()) {
      List<Idle> idle = results.soundIdle();
      Optional<Point> other =
          results.points().stream().filter(point -> !point.sound().isEmpty()).findFirst();
      return other
          .map(point -> Sentences.ratios(point, point.ranked().stream().findFirst().orElse("")))
          .orElse(idle.isEmpty() ? "No row of this run has figures." : Sentences.memory(idle));
    }
    Point point = capacity.get();
    String over = Sentences.connections(point.connections());
    List<String> ranked = point.ranked();
    if (ranked.size() < 2) {
      Row row = point.sound().getFirst();
      return "%s served %s requests a second over %s."
          .formatted(row.server(), Numbers.significant(Sentences.rate(row)), over);
    }
    List<String> first = Sentences.first(point);
    String names = Numbers.names(first);
    if (first.size() == ranked.size()) {
      return resolution(point) < TOO_COARSE
          ? "No difference was found over %s; one of a factor of %s or more would have shown: %s served %s requests a second."
              .formatted(over, Numbers.ratio(resolution(point)), names, range(point, first))
          : "No difference between %s was found over %s.".formatted(names, over);
    }
    String second =
        ranked.stream().filter(server -> !first.contains(server)).findFirst().orElseThrow();
    double share = point.ratio(second, first.getFirst()).map(Ratio::value).orElse(0.0);
    return "%s served the most over %s, %s requests a second; %s reached %s of that."
        .formatted(names, over, range(point, first), second, Numbers.percent(share));
  }

  /** How large a difference must be to show, if it must be large. */
  private static String deck(Optional<Point> capacity) {
    if (capacity.isEmpty() || capacity.get().ranked().size() < 2) {
      return "";
    }
    double resolution = resolution(capacity.get());
    if (resolution < TOO_COARSE) {
      return "";
    }
    return Double.isInfinite(resolution)
        ? "Each server was started once: this run cannot show any difference."
        : "A difference below a factor of %s would not have been found."
            .formatted(Numbers.ratio(resolution));
  }

  private static String range(Point point, List<String> servers) {
    List<Double> rates =
        servers.stream()
            .flatMap(server -> point.row(server).stream())
            .map(Sentences::rate)
            .sorted()
            .toList();
    String low = Numbers.significant(rates.getFirst());
    String high = Numbers.significant(rates.getLast());
    return low.equals(high) ? low : low + " to " + high;
  }

  /** The factor that the widest interval of a ratio to the best server would have excluded. */
  private static double resolution(Point point) {
    String best = point.ranked().getFirst();
    return point.ranked().stream()
        .flatMap(server -> point.ratio(server, best).stream())
        .mapToDouble(ratio ->
            ratio.low().isPresent() && ratio.high().isPresent()
                ? Math.sqrt(ratio.high().getAsDouble() / ratio.low().getAsDouble())
                : Double.POSITIVE_INFINITY)
        .max()
        .orElse(1);
  }

  private static Optional<Answer> quickness(Results results) {
    List<Point> open = results.points("OpenLoop");
    if (open.isEmpty()) {
      return Optional.empty();
    }
    Optional<Point> sound = open.stream().filter(point -> !point.sound().isEmpty()).findFirst();
    return Optional.of(
        new Answer(
            "How quickly?",
            sound
                .map(point ->
                    "At %s: %s".formatted(point.name(), lowered(Sentences.latencies(point))))
                .orElseGet(() -> "Not known: all rows of OpenLoop failed. " + failures(open)),
            Charts.LATENCY));
  }

  private static String failures(List<Point> points) {
    return points.stream()
        .flatMap(point -> point.rows().stream())
        .flatMap(row -> row.failure().map(reason -> row.server() + ": " + reason + ".").stream())
        .distinct()
        .collect(joining(" "));
  }

  private static String limits(Point point, Results results) {
    Map<String, List<String>> limits =
        point.sound().stream()
            .collect(
                groupingBy(
                    row -> row.figures().map(Figures::limitedBy).orElse(""),
                    LinkedHashMap::new,
                    mapping(Row::server, toList())));
    var parts = new ArrayList<String>();
    limits.forEach(
        (limit, servers) -> parts.add("\"%s\" (%s)".formatted(limit, Numbers.names(servers))));
    List<String> bound =
        point.sound().stream()
            .filter(row -> row.figures().map(Figures::clientBound).orElse(false))
            .map(Row::server)
            .toList();
    Double ceiling = results.ceilings().get(point.rows().getFirst().load()); // null: not known
    String client =
        bound.isEmpty()
            ? ""
            : " %s may be faster than shown: the load engine may have been the limit%s."
                .formatted(Numbers.names(bound), ceiling == null ? "" : ceiling(ceiling, point));
    return "What limited the rates over %s: %s.%s"
        .formatted(Sentences.connections(point.connections()), String.join("; ", parts), client);
  }

  /** The machine may be slower when the ceiling is measured: then a server is beyond it. */
  private static String ceiling(double ceiling, Point point) {
    boolean isExceeded =
        point.sound().stream()
            .flatMap(row -> row.figures().stream())
            .anyMatch(figures -> figures.medianRate() > ceiling);
    return (isExceeded
            ? ", which was no faster against a server that does not parse (%s)"
            : ", which reaches %s against a server that does not parse")
        .formatted(Numbers.rate(ceiling));
  }
}
