package hexline.bench.report;

import static java.util.stream.Collectors.groupingBy;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;

/**
 * What the runs of a selftest have found, against the truth that is known: the JSON file and its
 * summary.
 *
 * @param format changes with every change that a reader of the file must know
 * @param environment of the runs
 * @param command that repeats them
 * @param busyLoops other programs that used a processor each
 * @param handicap share of the answers that were not counted of the server with the handicap
 * @param comparisons of all runs
 */
public record Evidence(
    String format,
    Environment environment,
    String command,
    int busyLoops,
    double handicap,
    List<Compared> comparisons) {

  /** Half-width of an interval that a quick run should reach at several connections. */
  private static final double TARGET = 0.07;

  /** The current format. */
  public static final String FORMAT = "hexline-selftest/1";

  /**
   * Two servers in one run.
   *
   * @param truth "same", "handicap" or "models"
   */
  public record Compared(
      int run,
      String truth,
      String load,
      String figure,
      String server,
      String reference,
      double ratio,
      double low95,
      double high95,
      boolean toldApart) {

    /** The same in a run whose number is so much greater. */
    public Compared later(int runs) {
      return new Compared(
          run + runs, truth, load, figure, server, reference, ratio, low95, high95, toldApart);
    }
  }

  public Evidence {
    comparisons = List.copyOf(comparisons);
  }

  /** As JSON. */
  public String json() {
    return Json.write(this);
  }

  /** The comparisons of a file, which {@link #summary} takes. */
  public static List<Compared> read(String json) {
    var all = new ArrayList<Compared>();
    for (JsonNode each : Json.read(json).get("comparisons")) {
      all.add(
          new Compared(
              each.get("run").asInt(),
              each.get("truth").asString(),
              each.get("load").asString(),
              each.get("figure").asString(),
              each.get("server").asString(),
              each.get("reference").asString(),
              each.get("ratio").asDouble(),
              each.get("low95").asDouble(),
              each.get("high95").asDouble(),
              each.get("toldApart").asBoolean()));
    }
    return all;
  }

  /** The result in a few lines, each a name and a value; as a table has them. */
  public static Map<String, String> summary(List<Compared> all) {
    var lines = new LinkedHashMap<String, String>();
    Map<String, List<Compared>> byTruth = all.stream().collect(groupingBy(Compared::truth));
    lines.put("runs", "" + all.stream().mapToInt(Compared::run).distinct().count());
    List<Compared> same = byTruth.getOrDefault("same", List.of());
    lines.put("the same server twice: false differences", share(same));
    List<Compared> tails = same.stream().filter(each -> each.figure().equals("tail")).toList();
    if (!tails.isEmpty()) {
      lines.put("of these, by the p99 of an open loop", share(tails));
    }
    List<Compared> handicapped = byTruth.getOrDefault("handicap", List.of());
    lines.put("a handicap of 10 %: differences found", share(handicapped));
    lines.put(
        "a handicap of 10 %: ratio", range(handicapped.stream().map(Compared::ratio).toList()));
    List<Compared> models = byTruth.getOrDefault("models", List.of());
    List<Compared> rates = new ArrayList<>(models);
    same.stream().filter(each -> each.figure().equals("rate")).forEach(rates::add);
    rates.stream()
        .collect(groupingBy(Compared::load, LinkedHashMap::new, Collectors.toList()))
        .forEach((load, at) -> {
          List<Double> halfWidths = at.stream().map(Evidence::halfWidth).toList();
          lines.put(
              "half-width of the 95 % interval of the rate's ratio, " + load, range(halfWidths));
          lines.put(
              "intervals of a half-width of at most %s, the target, %s".formatted(TARGET, load),
              "%d of %d"
                  .formatted(
                      halfWidths.stream().filter(width -> width <= TARGET).count(),
                      halfWidths.size()));
        });
    lines.put("pairs of models told apart in every run", ranking(models, true));
    lines.put("pairs of models told apart in opposite ways", ranking(models, false));
    return lines;
  }

  private static double halfWidth(Compared compared) {
    return Math.log(compared.high95() / compared.low95()) / 2;
  }

  private static String share(List<Compared> some) {
    return some.stream().filter(Compared::toldApart).count() + " of " + some.size();
  }

  /** The median, and the least and the greatest. */
  private static String range(List<Double> values) {
    if (values.isEmpty()) {
      return "-";
    }
    List<Double> sorted = values.stream().sorted().toList();
    return String.format(
        Locale.ROOT,
        "%.3f (%.3f to %.3f)",
        (sorted.get((sorted.size() - 1) / 2) + sorted.get(sorted.size() / 2)) / 2,
        sorted.getFirst(),
        sorted.getLast());
  }

  private static String ranking(List<Compared> models, boolean always) {
    Map<List<String>, List<Compared>> pairs =
        models.stream()
            .collect(groupingBy(each -> List.of(each.load(), each.server(), each.reference())));
    long count =
        pairs.values().stream()
            .filter(each -> always ? isAlwaysTold(each) : isContradictory(each))
            .count();
    return count + " of " + pairs.size();
  }

  private static boolean isAlwaysTold(List<Compared> pair) {
    return pair.stream().allMatch(Compared::toldApart) && !isContradictory(pair);
  }

  private static boolean isContradictory(List<Compared> pair) {
    return pair.stream()
            .filter(Compared::toldApart)
            .map(each -> each.ratio() > 1)
            .distinct()
            .count()
        > 1;
  }
}
