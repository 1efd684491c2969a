package hexline.bench.page;

import hexline.bench.page.Chart.Cell;
import hexline.bench.page.Chart.Table;
import hexline.bench.page.Results.Estimate;
import hexline.bench.page.Results.Idle;
import hexline.bench.page.Results.Point;
import hexline.bench.page.Results.Ratio;
import hexline.bench.page.Results.Row;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/**
 * What changed from one run to another. Rates and times of two runs cannot be compared, because the
 * speed of the machine drifts between them. What can be compared is the place of a server among the
 * others of its run: its ratio to a reference, measured in blocks. It has changed if the 95 %
 * intervals of the two ratios have no value in common, which by chance alone happens in less than
 * one of a hundred comparisons. Memory per connection does not drift and is compared as it is.
 *
 * @param before the earlier file
 * @param after the later file
 * @param summary one sentence
 * @param caution what the comparison cannot say
 * @param differences in environment and plan
 * @param changes beyond noise, the largest first; rows that fail in one run only come before
 * @param table everything that was compared
 * @param gaps what only one of the runs has
 */
record Compare(
    String before,
    String after,
    String summary,
    String caution,
    Table differences,
    List<Change> changes,
    Table table,
    List<String> gaps) {

  private static final String CAUTION =
      "Absolute rates and times of two runs are not compared: the speed of a machine drifts between"
          + " them. A ratio has changed if the 95 % intervals of both runs have no value in common."
          + " That a change is not found does not mean that there is none.";
  private static final int LEAST_TO_BLAME = 3; // servers at a point

  /**
   * A change.
   *
   * @param kind "failed", "recovered", "ratio" or "memory"
   * @param what the point, or the memory
   * @param figure which one it is, in words
   * @param unit of the figures: "ratio" or "bytes"
   * @param factor from before to after; absent if a row has failed
   * @param sentence what can be said about it
   */
  record Change(
      String kind,
      String what,
      String server,
      String figure,
      String unit,
      Optional<Estimate> before,
      Optional<Estimate> after,
      OptionalDouble factor,
      String sentence) {

    private double size() {
      return factor.isPresent() ? Math.abs(Math.log(factor.getAsDouble())) : Double.MAX_VALUE;
    }
  }

  static Compare of(Results before, Results after) {
    var changes = new ArrayList<Change>();
    var rows = new ArrayList<List<Cell>>();
    var gaps = new ArrayList<String>();
    Stream.of(before, after)
        .filter(results -> !results.isKnown())
        .forEach(results ->
            gaps.add(
                "%s has another format: nothing of it is compared.".formatted(results.name())));
    List<String> planned = after.servers().stream().map(Results.Server::label).toList();
    for (Point later : after.points()) {
      Optional<Point> earlier = find(before, later);
      if (earlier.isEmpty()) {
        gaps.add("%s is in %s only.".formatted(later.title(), after.name()));
      } else if (!earlier.get().judgedBy().equals(later.judgedBy())) {
        gaps.add(
            "%s was judged by %s before and by %s after."
                .formatted(later.title(), earlier.get().judgedBy(), later.judgedBy()));
        addFailures(earlier.get(), later, changes);
        addVanished(earlier.get(), later, planned, changes);
      } else {
        addFailures(earlier.get(), later, changes);
        addVanished(earlier.get(), later, planned, changes);
        addRatios(earlier.get(), later, changes, rows);
      }
    }
    for (Point earlier : before.points()) {
      if (find(after, earlier).isEmpty()) {
        gaps.add("%s is in %s only.".formatted(earlier.title(), before.name()));
      }
    }
    addMemory(before, after, planned, changes, rows);
    changes.sort(Comparator.comparingDouble(Change::size).reversed());
    return new Compare(
        before.name(),
        after.name(),
        summary(changes, rows.size()),
        CAUTION,
        differences(before, after),
        changes,
        new Table(
            "Everything that was compared",
            2,
            List.of(
                "Point",
                "Server",
                "Of",
                "Before",
                "95 % from",
                "to",
                "After",
                "95 % from",
                "to",
                "Changed"),
            rows),
        gaps);
  }

  private static Optional<Point> find(Results results, Point like) {
    return results.points(like.experiment()).stream()
        .filter(point -> point.name().equals(like.name()) && point.work().equals(like.work()))
        .findFirst();
  }

  private static String summary(List<Change> changes, int compared) {
    long failures = changes.stream().filter(change -> change.factor().isEmpty()).count();
    long ratios = changes.size() - failures;
    if (compared == 0 && failures == 0) {
      return "Nothing can be compared: the runs have no figure in common.";
    }
    String figures =
        ratios == 0
            ? "None of %d figures changed beyond noise".formatted(compared)
            : "%d of %d figures changed beyond noise".formatted(ratios, compared);
    return failures == 0
        ? figures + "."
        : "%s, and %d row%s in one of the runs only."
            .formatted(figures, failures, failures == 1 ? " failed" : "s failed");
  }

  private static void addFailures(Point before, Point after, List<Change> changes) {
    for (Row row : after.rows()) {
      Optional<Row> earlier = before.row(row.server());
      if (earlier.isEmpty() || earlier.get().failure().isPresent() == row.failure().isPresent()) {
        continue;
      }
      boolean fails = row.failure().isPresent();
      String reason = row.failure().or(earlier.get()::failure).orElse("");
      changes.add(
          new Change(
              fails ? "failed" : "recovered",
              after.title(),
              row.server(),
              "",
              "",
              Optional.empty(),
              Optional.empty(),
              OptionalDouble.empty(),
              fails
                  ? "%s has figures before, and fails now: %s".formatted(row.server(), reason)
                  : "%s failed before, and has figures now. It failed because: %s"
                      .formatted(row.server(), reason)));
    }
  }

  /** Servers that were to be measured and were given up have no row. */
  private static void addVanished(
      Point before, Point after, List<String> planned, List<Change> changes) {
    for (Row row : before.sound()) {
      if (planned.contains(row.server()) && after.row(row.server()).isEmpty()) {
        changes.add(vanished(after.title(), row.server(), "no row"));
      }
    }
  }

  private static Change vanished(String what, String server, String now) {
    return new Change(
        "failed",
        what,
        server,
        "",
        "",
        Optional.empty(),
        Optional.empty(),
        OptionalDouble.empty(),
        "%s has figures before, and %s now".formatted(server, now));
  }

  private static void addRatios(
      Point before, Point after, List<Change> changes, List<List<Cell>> rows) {
    List<String> common = after.ranked().stream().filter(before.ranked()::contains).toList();
    if (common.size() < 2) {
      return;
    }
    String reference = steadiest(before, after, common);
    for (String server : common) {
      Optional<Ratio> earlier = before.ratio(server, reference);
      Optional<Ratio> later = after.ratio(server, reference);
      if (earlier.isEmpty() || later.isEmpty()) {
        continue;
      }
      boolean changed = later.get().isBeyond(earlier.get());
      rows.add(
          cells(
              after.title(),
              server,
              "%s of %s".formatted(Sentences.figure(after), reference),
              estimate(earlier.get()),
              estimate(later.get()),
              changed,
              false));
      if (changed) {
        changes.add(
            new Change(
                "ratio",
                after.title(),
                server,
                "%s as a multiple of %s's".formatted(Sentences.figure(after), reference),
                "ratio",
                Optional.of(estimate(earlier.get())),
                Optional.of(estimate(later.get())),
                OptionalDouble.of(later.get().value() / earlier.get().value()),
                sentence(before, after, common, server, reference)));
      }
    }
  }

  private static Estimate estimate(Ratio ratio) {
    return new Estimate(ratio.value(), ratio.low(), ratio.high());
  }

  /** The server against which the fewest others changed; of several the best. */
  private static String steadiest(Point before, Point after, List<String> common) {
    return common.stream()
        .min(Comparator.comparingLong(server -> moved(before, after, common, server)))
        .orElseThrow();
  }

  /** Against how many others a server changed. */
  private static long moved(Point before, Point after, List<String> common, String server) {
    return common.stream()
        .filter(other -> !other.equals(server) && isMoved(before, after, server, other))
        .count();
  }

  private static boolean isMoved(Point before, Point after, String server, String other) {
    Optional<Ratio> earlier = before.ratio(server, other);
    Optional<Ratio> later = after.ratio(server, other);
    return earlier.isPresent() && later.isPresent() && later.get().isBeyond(earlier.get());
  }

  private static String sentence(
      Point before, Point after, List<String> common, String server, String reference) {
    Ratio earlier = before.ratio(server, reference).orElseThrow();
    Ratio later = after.ratio(server, reference).orElseThrow();
    boolean more = later.value() > earlier.value();
    String direction =
        more == after.moreIsBetter() ? "is better than before" : "is worse than before";
    String change =
        "%s's %s was %s of %s's and is %s now, which %s."
            .formatted(
                server,
                Sentences.figure(after),
                Sentences.interval(earlier),
                reference,
                Sentences.interval(later),
                direction);
    long all = moved(before, after, common, server);
    boolean othersSteady =
        common.stream()
            .filter(other -> !other.equals(server))
            .allMatch(other -> moved(before, after, without(common, server), other) == 0);
    String who =
        common.size() >= LEAST_TO_BLAME && all == common.size() - 1 && othersSteady
            ? " It changed against all others, and these did not change among each other, so %s's figure changed, and not theirs."
                .formatted(server)
            : " Which of the two changed, two runs cannot say.";
    return change + who;
  }

  private static List<String> without(List<String> servers, String server) {
    return servers.stream().filter(other -> !other.equals(server)).toList();
  }

  private static void addMemory(
      Results before,
      Results after,
      List<String> planned,
      List<Change> changes,
      List<List<Cell>> rows) {
    List<String> sound = after.soundIdle().stream().map(Idle::server).toList();
    if (!after.idle().isEmpty()) {
      before.soundIdle().stream()
          .map(Idle::server)
          .filter(server -> planned.contains(server) && !sound.contains(server))
          .forEach(server -> changes.add(vanished("IdleConnections", server, "none")));
    }
    for (Idle later : after.soundIdle()) {
      for (Idle earlier : before.soundIdle()) {
        if (!earlier.server().equals(later.server())) {
          continue;
        }
        Estimate was = earlier.bytes();
        Estimate is = later.bytes();
        boolean changed = was.low().isPresent() && is.low().isPresent() && !was.overlaps(is);
        rows.add(
            cells(
                "IdleConnections",
                later.server(),
                "memory per connection",
                was,
                is,
                changed,
                true));
        if (changed) {
          changes.add(
              new Change(
                  "memory",
                  "IdleConnections",
                  later.server(),
                  "memory of an idle connection",
                  "bytes",
                  Optional.of(was),
                  Optional.of(is),
                  was.value() > 0 && is.value() > 0
                      ? OptionalDouble.of(is.value() / was.value())
                      : OptionalDouble.of(is.value() > was.value() ? 2 : 0.5),
                  "An idle connection of %s took %s and takes %s now."
                      .formatted(
                          later.server(), Numbers.bytes(was.value()), Numbers.bytes(is.value()))));
        }
      }
    }
  }

  private static List<Cell> cells(
      String point,
      String server,
      String of,
      Estimate before,
      Estimate after,
      boolean changed,
      boolean bytes) {
    var cells = new ArrayList<>(List.of(Cell.of(point), Cell.of(server), Cell.of(of)));
    for (Estimate each : List.of(before, after)) {
      cells.add(cell(OptionalDouble.of(each.value()), bytes));
      cells.add(cell(each.low(), bytes));
      cells.add(cell(each.high(), bytes));
    }
    cells.add(Cell.of(changed ? "yes" : "no"));
    return cells;
  }

  private static Cell cell(OptionalDouble value, boolean bytes) {
    if (value.isEmpty()) {
      return Cell.NONE;
    }
    double number = value.getAsDouble();
    return Cell.of(bytes ? Numbers.bytes(number) : Numbers.ratio(number), number);
  }

  private static Table differences(Results before, Results after) {
    var rows = new ArrayList<List<Cell>>();
    for (String field :
        List.of(
            "date", "commit", "cpu", "processors", "memoryBytes", "system", "jdk", "serverFlags")) {
      addDifference(rows, field, before.environment().path(field), after.environment().path(field));
    }
    addDifference(rows, "profile", before.profile().path("name"), after.profile().path("name"));
    addDifference(rows, "seed", before.plan().path("seed"), after.plan().path("seed"));
    return new Table("What differs between the runs", 1, List.of("", "Before", "After"), rows);
  }

  private static void addDifference(
      List<List<Cell>> rows, String name, JsonNode before, JsonNode after) {
    if (!before.equals(after)) {
      rows.add(List.of(Cell.of(name), Cell.of(text(before)), Cell.of(text(after))));
    }
  }

  private static String text(JsonNode node) {
    if (node.isMissingNode() || node.isNull()) {
      return "-";
    }
    return node.isValueNode() ? node.asString("") : node.toString();
  }
}
