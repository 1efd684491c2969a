package hexline.bench.page;

import hexline.bench.experiment.Experiments;
import hexline.bench.page.Results.Figures;
import hexline.bench.page.Results.Row;
import hexline.bench.report.Findings;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/** What a reader must know before the figures: above all, what is missing. */
final class Notices {

  private static final double MUCH = 0.05; // share of disturbed slices

  private Notices() {}

  /** One sentence or two for each; empty if nothing is missing. */
  static List<String> of(Results results) {
    var notices = new ArrayList<String>();
    if (!results.isKnown()) {
      notices.add(format(results));
      return notices;
    }
    if (results.isInterrupted()) {
      List<String> missing = missing(results);
      notices.add(
          "The run was interrupted before its end. "
              + (missing.isEmpty()
                  ? "Each point has at least one start; later starts are missing, which makes the intervals wider."
                  : "Without any row: " + Numbers.names(missing) + "."));
    }
    List<Row> rows = results.points().stream().flatMap(point -> point.rows().stream()).toList();
    long failed =
        rows.stream().filter(row -> row.failure().isPresent()).count()
            + results.idle().size()
            - results.soundIdle().size();
    if (failed > 0) {
      notices.add(
          "%d of %d rows failed an audit and have no figures; they are listed under \"Failed rows\"."
              .formatted(failed, rows.size() + results.idle().size()));
    }
    if (rows.isEmpty() && results.idle().isEmpty()) {
      notices.add("Nothing was measured: there are no rows.");
    }
    oneServer(results, rows, notices);
    List<Row> sound = rows.stream().filter(row -> row.figures().isPresent()).toList();
    if (!sound.isEmpty() && sound.stream().allMatch(row -> row.processes().size() == 1)) {
      notices.add(
          "Each server was started once, so there are no intervals and nothing is told apart.");
    }
    disturbed(rows, notices);
    notices.addAll(results.texts("errors").stream().map(error -> "Error: " + error).toList());
    notices.addAll(Results.texts(results.environment(), "warnings"));
    return notices;
  }

  private static String format(Results results) {
    String found =
        results.format().map("the format \"%s\""::formatted).orElse("no mark of its format");
    String fields = String.join(", ", results.root().propertyNames());
    return "%s has %s; this page draws \"%s\". So charts, bets, guide and audits are missing. The file holds %s, and all of it is in this page: see \"The figures as JSON\". A bench of the same version as the file can draw it."
        .formatted(
            results.name(),
            found,
            Results.FORMAT,
            fields.isEmpty() ? "no fields" : "the fields " + fields);
  }

  private static void oneServer(Results results, List<Row> rows, List<String> notices) {
    List<String> servers =
        Stream.concat(
                rows.stream().map(Row::server), results.idle().stream().map(Results.Idle::server))
            .distinct()
            .toList();
    if (servers.size() == 1) {
      notices.add(
          "Only %s was measured. Ratios need a second server, so the comparisons, the bets and the ranking of the guide are missing."
              .formatted(servers.getFirst()));
    }
  }

  private static void disturbed(List<Row> rows, List<String> notices) {
    long slices =
        rows.stream().filter(row -> row.figures().isPresent()).mapToLong(Row::slices).sum();
    long disturbed =
        rows.stream()
            .flatMap(row -> row.figures().stream())
            .mapToLong(Figures::disturbedSlices)
            .sum();
    if (slices > 0 && disturbed > MUCH * slices) {
      notices.add(
          "%d of %d slices were disturbed, which makes the intervals wider. %s."
              .formatted(disturbed, slices, Findings.DISTURBANCE));
    }
  }

  /** Loads and experiments of the profile that no row has. */
  private static List<String> missing(Results results) {
    var missing = new LinkedHashSet<String>();
    JsonNode profile = results.profile();
    Predicate<String> isPlanned = planned(results);
    for (JsonNode load : profile.path("keepAlive")) {
      int connections = load.path("connections").asInt(0);
      int depth = load.path("depth").asInt(0);
      if (isPlanned.test("KeepAlive")
          && results.points("KeepAlive").stream()
              .noneMatch(point -> point.connections() == connections && point.depth() == depth)) {
        missing.add("KeepAlive %d x %d".formatted(connections, depth));
      }
    }
    Experiments.labels().stream()
        .filter(label -> !label.equals("KeepAlive")) // whose loads are named
        .filter(isPlanned)
        .filter(label -> !isMeasured(results, label))
        .forEach(missing::add);
    return List.copyOf(missing);
  }

  private static boolean isMeasured(Results results, String label) {
    return label.equals("IdleConnections")
        ? !results.idle().isEmpty()
        : !results.points(label).isEmpty();
  }

  /** Which experiments were to run; all where the file does not say it. */
  private static Predicate<String> planned(Results results) {
    List<String> labels = Results.texts(results.plan(), "experiments");
    return label -> labels.isEmpty() || labels.contains(label);
  }
}
