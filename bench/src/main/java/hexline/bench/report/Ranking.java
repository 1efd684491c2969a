package hexline.bench.report;

import hexline.bench.load.Load;
import hexline.bench.load.Percentiles;
import hexline.bench.load.Window;
import hexline.bench.server.IdleMemory;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;

/**
 * The verdict: the table in sentences. Servers are ranked only where their intervals do not
 * overlap; where they do, or where a row has too few windows for an interval, the sentence says so.
 */
public final class Ranking {

  private static final double MEDIAN = 50;
  private static final double TAIL = 99;

  private Ranking() {}

  /** A server and the value by which it is ranked. */
  private record Standing(String server, Interval value) {}

  /** One sentence for each point at which two servers or more can be compared. */
  public static List<String> of(List<Row> rows, Collection<IdleMemory> memory) {
    var points = new LinkedHashMap<String, List<Row>>();
    for (Row row : rows) {
      if (row.failure().isEmpty()) {
        points
            .computeIfAbsent(row.experiment().label() + ", " + row.point(), p -> new ArrayList<>())
            .add(row);
      }
    }
    var sentences = new ArrayList<String>();
    points.forEach((point, at) -> sentence(at).ifPresent(s -> sentences.add(point + ": " + s)));
    memory(memory).ifPresent(sentences::add);
    return sentences;
  }

  private static Optional<String> sentence(List<Row> rows) {
    Load load = rows.getFirst().load();
    boolean byTime = load instanceof Load.Open || load instanceof Load.Hog;
    var standings = new ArrayList<Standing>();
    var remarks = new ArrayList<String>();
    boolean tails = rows.stream().allMatch(row -> latency(row, TAIL, Window::p99).isPresent());
    for (Row row : rows) {
      Optional<Interval> value = value(row, tails);
      if (value.isPresent() && value.get().isSure()) {
        standings.add(new Standing(row.server(), value.get()));
      } else if (value.isPresent()) {
        remarks.add(row.server() + " has too few windows");
      }
      starved(row).ifPresent(remarks::add);
    }
    var parts = new ArrayList<String>();
    if (standings.size() > 1) {
      parts.add(ranking(standings, unit(load, tails), byTime));
    }
    if (rows.size() > 1) {
      parts.addAll(remarks);
    }
    return parts.isEmpty() ? Optional.empty() : Optional.of(String.join("; ", parts) + ".");
  }

  /** A format for the value of the best server. */
  private static String unit(Load load, boolean tails) {
    return switch (load) {
      case Load.Open _ -> tails ? "p99 %s" : "p50 %s";
      case Load.Hog _ -> "polite clients wait %s (p50)";
      case Load.Closed _, Load.Connect _ -> "%s requests/s";
    };
  }

  private static String ranking(List<Standing> standings, String unit, boolean byTime) {
    Comparator<Standing> order = Comparator.comparingDouble(s -> s.value().median());
    standings.sort(byTime ? order : order.reversed());
    List<List<Standing>> groups = groups(standings);
    double best = groups.getFirst().getFirst().value().median();
    var text = new StringBuilder(lead(groups.getFirst(), unit, byTime));
    for (List<Standing> group : groups.subList(1, groups.size())) {
      double ratio = group.getFirst().value().median() / best;
      double last = group.getLast().value().median() / best;
      boolean many = group.size() > 1;
      String verb = byTime ? (many ? " need " : " needs ") : many ? " reach " : " reaches ";
      text.append("; ").append(names(group)).append(verb);
      String from = byTime ? times(ratio) : Format.percent(ratio);
      String to = byTime ? times(last) : Format.percent(last);
      text.append(from.equals(to) ? from : from + " to " + to).append(byTime ? " times that" : "");
      text.append(many ? " (their intervals overlap)" : "");
    }
    return text.toString();
  }

  private static String lead(List<Standing> first, String unit, boolean byTime) {
    double best = first.getFirst().value().median();
    String value = unit.formatted(byTime ? time(best) : Format.count(best));
    return first.size() > 1
        ? "the intervals of %s overlap (%s)".formatted(names(first), value)
        : "%s %s, %s".formatted(names(first), byTime ? "is quickest" : "leads", value);
  }

  private static String times(double ratio) {
    return ratio < 9.95 ? String.format(Locale.ROOT, "%.1f", ratio) : Format.count(ratio);
  }

  /**
   * The value by which a row is ranked: the rate; with a hog p50 of the polite clients; in an open
   * loop p99, or p50 where a row has no p99.
   */
  private static Optional<Interval> value(Row row, boolean tails) {
    return switch (row.load()) {
      case Load.Closed _, Load.Connect _ -> Optional.of(row.rate());
      case Load.Open _ when tails -> latency(row, TAIL, Window::p99);
      case Load.Open _, Load.Hog _ -> latency(row, MEDIAN, Window::median);
    };
  }

  /** How many polite clients had no answer: they have no latency by which to rank the row. */
  private static Optional<String> starved(Row row) {
    if (!(row.load() instanceof Load.Hog hog)) {
      return Optional.empty();
    }
    int polite = hog.connections() - 1;
    int starved = Math.min(polite, hog.connections() - row.served());
    if (starved > 0) {
      return Optional.of(
          "%s starves %d of %d polite clients".formatted(row.server(), starved, polite));
    }
    return latency(row, MEDIAN, Window::median).isPresent()
        ? Optional.empty()
        : Optional.of(row.server() + " answers polite clients too rarely for a percentile");
  }

  private static Optional<Interval> latency(
      Row row, double percentile, Function<Window, OptionalLong> ofWindow) {
    List<OptionalLong> each = row.windows().map(ofWindow).toList();
    return each.stream().anyMatch(OptionalLong::isEmpty)
            || !Percentiles.isMeaningful(percentile, row.engineLateShare())
        ? Optional.empty()
        : Optional.of(Interval.of(each.stream().map(v -> (double) v.orElseThrow()).toList()));
  }

  /** Groups of servers; each overlaps another one in its group. */
  private static List<List<Standing>> groups(List<Standing> sorted) {
    var groups = new ArrayList<List<Standing>>();
    for (Standing standing : sorted) {
      List<Standing> last = groups.isEmpty() ? List.of() : groups.getLast();
      if (last.stream().anyMatch(other -> other.value().overlaps(standing.value()))) {
        last.add(standing);
      } else {
        groups.add(new ArrayList<>(List.of(standing)));
      }
    }
    return groups;
  }

  private static Optional<String> memory(Collection<IdleMemory> memory) {
    Map<String, Double> costs = new LinkedHashMap<>();
    memory.stream()
        .filter(idle -> idle.error() == null)
        .sorted(Comparator.comparingDouble(idle -> idle.residentSlope() + idle.heapSlope()))
        .forEach(
            idle -> costs.put(idle.server(), (idle.residentSlope() + idle.heapSlope()) / 1024));
    if (costs.isEmpty()) {
      return Optional.empty();
    }
    var parts = new ArrayList<String>();
    costs.forEach((server, kB) -> parts.add(server + " " + Format.significant(kB) + " kB"));
    return Optional.of("IdleConnections, memory of each: " + String.join(", ", parts) + ".");
  }

  private static String names(List<Standing> group) {
    List<String> names = group.stream().map(Standing::server).toList();
    return names.size() == 1
        ? names.getFirst()
        : String.join(", ", names.subList(0, names.size() - 1)) + " and " + names.getLast();
  }

  private static String time(double nanos) {
    return Format.time(OptionalLong.of(Math.round(nanos)));
  }
}
