package hexline.bench.report;

import hexline.bench.experiment.Figure;
import hexline.bench.experiment.Standing;
import hexline.bench.load.Load;
import hexline.bench.load.Percentiles;
import hexline.bench.server.IdleMemory;
import hexline.bench.statistics.Ratio;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The verdict: the table in sentences. Servers are ranked by ratios within blocks. Two of them are
 * told apart only if the 99 % interval of their ratio excludes 1.
 */
public final class Ranking {

  private Ranking() {}

  /** One sentence for each point at which two servers or more can be compared. */
  public static List<String> of(List<Standings> points, Collection<IdleMemory> memory) {
    var sentences = new ArrayList<String>();
    for (Standings at : points) {
      sentence(at)
          .ifPresent(words ->
              sentences.add(
                  at.point().experiment().label() + ", " + at.point().name() + ": " + words));
    }
    memory(memory).ifPresent(sentences::add);
    return sentences;
  }

  private static Optional<String> sentence(Standings at) {
    var parts = new ArrayList<String>();
    if (at.ranked().size() > 1) {
      parts.add(ranking(at));
    }
    if (at.rows().size() > 1) {
      at.rows().forEach(row -> starved(row).ifPresent(parts::add));
    }
    return parts.isEmpty() ? Optional.empty() : Optional.of(String.join("; ", parts) + ".");
  }

  private static String ranking(Standings at) {
    List<Standing> ranked = at.ranked();
    var text = new StringBuilder(lead(ranked.getFirst(), at));
    String separator = at.figure().moreIsBetter() ? "; of that, " : "; ";
    for (Standing other : ranked.subList(1, ranked.size())) {
      text.append(separator).append(other.server()).append(behind(other, at.figure()));
      separator = ", ";
    }
    List<String> alike = alike(at);
    if (!alike.isEmpty()) {
      text.append("; not told apart: ").append(String.join("; ", alike));
    }
    return text.toString();
  }

  /** The best server and its value; "leads" only if it is told apart from all others. */
  private static String lead(Standing first, Standings at) {
    boolean leads =
        at.ranked().stream()
            .skip(1)
            .allMatch(other -> other.ratio().map(Ratio::isDifference).orElse(false));
    String value =
        switch (at.figure()) {
          case RATE -> Format.count(first.value()) + " requests/s";
          case MEDIAN -> "p50 " + percentile(50, first.server(), at);
          case TAIL -> "p99 " + percentile(99, first.server(), at);
          case CPU -> Format.time(OptionalLong.of(Math.round(first.value()))) + " a request";
        };
    boolean hog = at.rows().getFirst().load() instanceof Load.Hog;
    String verb = leads ? (at.figure().moreIsBetter() ? " leads with " : " is quickest, ") : ": ";
    return first.server() + verb + (hog ? "polite clients wait " : "") + value;
  }

  private static String behind(Standing other, Figure figure) {
    String times = figure.moreIsBetter() ? "" : " times that";
    return other
        .ratio()
        .map(ratio ->
            " "
                + Format.ratio(ratio.value())
                + times
                + (ratio.hasInterval()
                    ? " (%s to %s)".formatted(Format.ratio(ratio.low()), Format.ratio(ratio.high()))
                    : ""))
        .orElse(" (not in the same blocks)");
  }

  /** Longest runs of servers in the order of which no two are told apart. */
  private static List<String> alike(Standings at) {
    List<String> servers = at.ranked().stream().map(Standing::server).toList();
    var groups = new ArrayList<String>();
    int ended = 0;
    for (int from = 0; from < servers.size(); from++) {
      int to = from + 1;
      while (to < servers.size() && isAlikeAll(at, servers, from, to)) {
        to++;
      }
      if (to - from > 1 && to > ended) {
        groups.add(names(servers.subList(from, to)));
        ended = to;
      }
    }
    return groups;
  }

  private static boolean isAlikeAll(Standings at, List<String> servers, int from, int next) {
    return servers.subList(from, next).stream()
        .allMatch(server ->
            at.ratio(at.figure(), server, servers.get(next))
                .map(ratio -> !ratio.isDifference())
                .orElse(true));
  }

  /** How many polite clients had no answer: they have no latency by which to rank the row. */
  private static Optional<String> starved(Row row) {
    if (!(row.load() instanceof Load.Hog)) {
      return Optional.empty();
    }
    if (row.starved() > 0) {
      return Optional.of(
          "%s starves %d of %d polite clients"
              .formatted(row.server(), row.starved(), row.victims()));
    }
    return row.median(Figure.MEDIAN).isPresent()
        ? Optional.empty()
        : Optional.of(row.server() + " answers polite clients too rarely for a percentile");
  }

  private static Optional<String> memory(Collection<IdleMemory> memory) {
    Map<String, Double> costs = new LinkedHashMap<>();
    memory.stream()
        .filter(idle -> idle.error() == null)
        .sorted(Comparator.comparingDouble(IdleMemory::bytesPerConnection))
        .forEach(idle -> costs.put(idle.server(), idle.bytesPerConnection() / 1024));
    if (costs.isEmpty()) {
      return Optional.empty();
    }
    var parts = new ArrayList<String>();
    costs.forEach((server, kB) -> parts.add(server + " " + Format.significant(kB) + " kB"));
    return Optional.of("IdleConnections, memory of each: " + String.join(", ", parts) + ".");
  }

  static String names(List<String> names) {
    return names.size() == 1
        ? names.getFirst()
        : String.join(", ", names.subList(0, names.size() - 1)) + " and " + names.getLast();
  }

  /** Of all latencies of the row, as the table has it. */
  private static String percentile(double percent, String server, Standings at) {
    Row row =
        at.rows().stream().filter(each -> each.server().equals(server)).findFirst().orElseThrow();
    return Format.time(Percentiles.of(row.latency(), percent, row.engineLateShare()));
  }
}
