package hexline.bench.page;

import hexline.bench.page.Results.Estimate;
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
import java.util.OptionalDouble;

/**
 * Captions: one sentence for each drawing, computed from the rows under which it stands. A sentence
 * ranks servers only where the results tell them apart.
 */
final class Sentences {

  private Sentences() {}

  /** What the ratios to a reference say. */
  static String ratios(Point point, String reference) {
    List<String> ranked = point.ranked();
    if (ranked.size() < 2) {
      return single(point);
    }
    var alike = new ArrayList<String>();
    var apart = new ArrayList<String>();
    boolean hasIntervals = false;
    for (String server : ranked) {
      Optional<Ratio> ratio = point.ratio(server, reference);
      if (server.equals(reference) || ratio.isEmpty()) {
        continue;
      }
      hasIntervals |= ratio.get().low().isPresent();
      if (ratio.get().toldApart()) {
        apart.add(server + " " + interval(ratio.get()));
      } else {
        alike.add(server);
      }
    }
    String of = figure(point);
    if (!hasIntervals) {
      return "Each server was started once, so that nothing is told apart: there are no intervals.";
    }
    String difference =
        apart.isEmpty() ? "" : "Of %s's %s: %s.".formatted(reference, of, Numbers.names(apart));
    if (alike.isEmpty()) {
      return difference;
    }
    String none =
        "No difference from %s was found in the %s of %s."
            .formatted(reference, of, Numbers.names(alike));
    String factor = resolution(point, reference, alike);
    if (!factor.equals(Numbers.ratio(1))) {
      none += " One below a factor of %s would not have been found.".formatted(factor);
    }
    return difference.isEmpty() ? none : difference + " " + none;
  }

  /** The smallest factor that the widest of the intervals would have excluded. */
  private static String resolution(Point point, String reference, List<String> alike) {
    double widest =
        alike.stream()
            .flatMap(server -> point.ratio(server, reference).stream())
            .filter(ratio -> ratio.low().isPresent() && ratio.high().isPresent())
            .mapToDouble(ratio -> Math.sqrt(ratio.high().getAsDouble() / ratio.low().getAsDouble()))
            .max()
            .orElse(1);
    return Numbers.ratio(widest);
  }

  static String interval(Ratio ratio) {
    return ratio.low().isEmpty() || ratio.high().isEmpty()
        ? Numbers.ratio(ratio.value())
        : "%s (%s to %s)"
            .formatted(
                Numbers.ratio(ratio.value()),
                Numbers.ratio(ratio.low().getAsDouble()),
                Numbers.ratio(ratio.high().getAsDouble()));
  }

  /** The figure of a point as a word in a sentence. */
  static String figure(Point point) {
    return switch (point.judgedBy()) {
      case Results.RATE -> "rate";
      case "p50" -> "median latency";
      case "p99" -> "99th percentile";
      case Results.CPU -> "processor time";
      default -> point.judgedBy();
    };
  }

  private static String single(Point point) {
    List<Row> sound = point.sound();
    if (sound.isEmpty()) {
      return "All rows of this point have failed.";
    }
    String only = Numbers.names(sound.stream().map(Row::server).toList());
    return only
        + (sound.size() == 1 ? " is the only server with figures here" : " cannot be compared here")
        + ": there is no ratio.";
  }

  /** What the rates over connections say: about the point with the most connections. */
  static String rates(List<Point> points) {
    Optional<Point> last =
        points.stream()
            .filter(point -> !point.sound().isEmpty())
            .max(Comparator.comparingInt(Point::connections));
    if (last.isEmpty()) {
      return "All rows have failed.";
    }
    Point at = last.get();
    String rates =
        at.sound().stream()
            .sorted(Comparator.comparingDouble((Row row) -> -rate(row)))
            .map(row -> row.server() + " " + Numbers.rate(rate(row)))
            .reduce((one, other) -> one + ", " + other)
            .orElse("");
    String alike = alike(at);
    return "%s x %d in flight: %s.%s"
        .formatted(connections(at.connections()), at.depth(), rates, alike);
  }

  private static String alike(Point point) {
    List<String> ranked = point.ranked();
    if (ranked.size() < 2) {
      return "";
    }
    List<String> first = first(point);
    return first.size() == 1
        ? " %s is told apart from all others.".formatted(first.getFirst())
        : " No difference was found between %s.".formatted(Numbers.names(first));
  }

  /** The best server of a point and all that are not told apart from it. */
  static List<String> first(Point point) {
    List<String> ranked = point.ranked();
    if (ranked.isEmpty()) {
      return List.of();
    }
    String best = ranked.getFirst();
    return ranked.stream()
        .filter(server -> server.equals(best) || !point.isApart(server, best))
        .toList();
  }

  static double rate(Row row) {
    return row.figures().map(Figures::medianRate).orElse(0.0);
  }

  static String connections(int connections) {
    return Numbers.count(connections) + (connections == 1 ? " connection" : " connections");
  }

  /** What the latency curves say: the median and the 99th percentile of each server. */
  static String latencies(Point point) {
    var parts = new ArrayList<String>();
    for (Row row : point.sound()) {
      Optional<Estimate> median = row.percentile("50");
      if (median.isEmpty()) {
        continue;
      }
      Optional<Estimate> tail = row.percentile("99");
      parts.add(
          "%s %s%s"
              .formatted(
                  row.server(),
                  Numbers.time(median.get().value()),
                  tail.map(found -> ", " + Numbers.time(found.value()))
                      .orElse(" (" + row.withoutP99() + ")")));
    }
    if (parts.isEmpty()) {
      return "No row has samples enough for a percentile.";
    }
    String hidden = hidden(point);
    return "Half of the requests and 99 of 100 are answered within: "
        + String.join("; ", parts)
        + "."
        + hidden;
  }

  /** How much a client without a schedule would have missed, where that is much. */
  private static String hidden(Point point) {
    double most = 1;
    String hidden = "";
    for (Row row : point.sound()) {
      OptionalDouble intended = percentile(row, false);
      OptionalDouble send = percentile(row, true);
      if (intended.isPresent() && send.isPresent() && send.getAsDouble() > 0) {
        double factor = intended.getAsDouble() / send.getAsDouble();
        if (factor > most) {
          most = factor;
          hidden =
              " Counted from the send, as a client without a schedule does, %s's p99 would be %s instead of %s."
                  .formatted(
                      row.server(),
                      Numbers.time(send.getAsDouble()),
                      Numbers.time(intended.getAsDouble()));
        }
      }
    }
    return most < MUCH ? "" : hidden;
  }

  private static final double MUCH = 1.2;

  private static OptionalDouble percentile(Row row, boolean fromSend) {
    Optional<Figures> figures = row.figures();
    return fromSend
        ? figures
            .flatMap(Figures::fromSend)
            .map(latency -> latency.percentile("99"))
            .orElseGet(OptionalDouble::empty)
        : figures.map(found -> found.latency().percentile("99")).orElseGet(OptionalDouble::empty);
  }

  /** What the processor times say. */
  static String processor(Point point) {
    Map<String, Estimate> cpu = cpu(point);
    if (cpu.isEmpty()) {
      return "No server used the processor for long enough to be charged per request.";
    }
    List<String> least = least(point, cpu);
    String all =
        cpu.entrySet().stream()
            .map(each -> each.getKey() + " " + micros(each.getValue().value()))
            .reduce((one, other) -> one + ", " + other)
            .orElse("");
    double kernel =
        point.sound().stream()
            .filter(row -> cpu.containsKey(row.server()))
            .mapToDouble(row -> row.figures().map(Figures::systemShare).orElse(0.0))
            .average()
            .orElse(0);
    String told =
        cpu.size() == 1
            ? ""
            : least.size() == 1
                ? " %s needs the least.".formatted(least.getFirst())
                : " No difference was found between %s%s."
                    .formatted(
                        Numbers.names(least),
                        least.size() == cpu.size() ? "" : ", which need the least");
    return "%s.%s On average %s of it is the kernel's."
        .formatted(all, told, Numbers.percent(kernel));
  }

  /** Processor time per request of the servers that have it, the least first. */
  static Map<String, Estimate> cpu(Point point) {
    var found = new LinkedHashMap<String, Estimate>();
    point.sound().stream()
        .filter(row -> row.cpu().isPresent())
        .sorted(Comparator.comparingDouble(row -> row.cpu().orElseThrow().value()))
        .forEach(row -> found.put(row.server(), row.cpu().orElseThrow()));
    return found;
  }

  /**
   * The server with the least processor time per request, and all that are not told apart from it:
   * by the ratio within blocks if one of the two is the reference of the file, and otherwise by the
   * intervals of their ratios to the reference, which must not overlap.
   */
  static List<String> least(Point point, Map<String, Estimate> cpu) {
    String first = cpu.keySet().iterator().next();
    return cpu.keySet().stream()
        .filter(server -> server.equals(first) || !isCpuApart(point, server, first))
        .toList();
  }

  /** Whether the processor times per request of two servers are told apart. */
  static boolean isCpuApart(Point point, String one, String other) {
    List<String> ranked = point.ranked();
    if (ranked.isEmpty()) {
      return false;
    }
    String best = ranked.getFirst();
    Optional<Ratio> first = cpuRatio(point, one);
    Optional<Ratio> second = cpuRatio(point, other);
    if (first.isEmpty() || second.isEmpty()) {
      return false;
    }
    if (one.equals(best)) {
      return second.get().toldApart();
    }
    return other.equals(best) ? first.get().toldApart() : first.get().isBeyond(second.get());
  }

  private static Optional<Ratio> cpuRatio(Point point, String server) {
    return point
        .row(server)
        .flatMap(Row::figures)
        .flatMap(figures -> Optional.ofNullable(figures.comparedWithBest().get(Results.CPU)));
  }

  static String micros(double micros) {
    return Numbers.time(micros * 1e3);
  }

  /** What the memory of idle connections says. */
  static String memory(List<Idle> sound) {
    if (sound.isEmpty()) {
      return "No server has figures here.";
    }
    List<Idle> sorted = byMemory(sound);
    String all =
        sorted.stream()
            .map(idle -> idle.server() + " " + Numbers.bytes(idle.bytes().value()))
            .reduce((one, other) -> one + ", " + other)
            .orElse("");
    Idle least = sorted.getFirst();
    Idle most = sorted.getLast();
    String total =
        sorted.size() == 1
            ? " 10,000 of them take %s.".formatted(tenThousand(least))
            : " 10,000 of them take %s in %s and %s in %s."
                .formatted(tenThousand(least), least.server(), tenThousand(most), most.server());
    List<String> leastOnes = leastMemory(sorted);
    String told =
        leastOnes.size() == 1
            ? ""
            : " No difference was found between %s.".formatted(Numbers.names(leastOnes));
    return "An idle connection takes: %s.%s%s".formatted(all, total, told);
  }

  /** How far the slopes are from each other. */
  static String slopes(List<Idle> sound) {
    List<Idle> sorted = byMemory(sound);
    Idle least = sorted.getFirst();
    Idle most = sorted.getLast();
    String lines = "The lines go from the least to the greatest slope between two of the points.";
    return sorted.size() == 1 || least.bytes().value() <= 0
        ? lines
        : "A connection of %s takes %s times as much as one of %s. %s"
            .formatted(
                most.server(),
                Numbers.significant(most.bytes().value() / least.bytes().value()),
                least.server(),
                lines);
  }

  static List<Idle> byMemory(List<Idle> sound) {
    return sound.stream().sorted(Comparator.comparingDouble(idle -> idle.bytes().value())).toList();
  }

  /** The server with the least memory, and all whose intervals overlap with its one. */
  static List<String> leastMemory(List<Idle> sorted) {
    Estimate least = sorted.getFirst().bytes();
    return sorted.stream().filter(idle -> idle.bytes().overlaps(least)).map(Idle::server).toList();
  }

  static String tenThousand(Idle idle) {
    return Numbers.bytes(Math.max(0, idle.bytes().value()) * 10_000);
  }

  /** What the clients see whose requests block: how many waits each server bears at a time. */
  static String blocking(Point point, double waitNanos) {
    var together = new ArrayList<String>();
    var oneByOne = new ArrayList<String>();
    var between = new ArrayList<String>();
    for (Row row : point.sound()) {
      double waits = rate(row) * waitNanos / 1e9;
      if (row.starved() > 0) {
        continue; // named below: the others wait for ever
      }
      if (waits >= TOGETHER * row.connections() * row.depth()) {
        together.add(row.server());
      } else if (waits < ONE_BY_ONE) {
        oneByOne.add(row.server());
      } else {
        between.add("%s in %s".formatted(Numbers.count(waits), row.server()));
      }
    }
    var parts = new ArrayList<String>();
    if (!together.isEmpty()) {
      parts.add("all block at the same time in " + Numbers.names(together));
    }
    if (!between.isEmpty()) {
      parts.add(Numbers.names(between) + " block at the same time");
    }
    if (!oneByOne.isEmpty()) {
      parts.add("one blocks after the other in " + Numbers.names(oneByOne));
    }
    String starved = unanswered(point);
    if (parts.isEmpty()) {
      return starved.isEmpty() ? "All rows of this point have failed." : starved.strip();
    }
    return "Of the requests of %s, %s.%s"
        .formatted(clients(point), String.join("; ", parts), starved);
  }

  private static final double TOGETHER = 0.9;
  private static final double ONE_BY_ONE = 1.5; // waits at a time

  private static String clients(Point point) {
    return Numbers.count(point.connections()) + (point.connections() == 1 ? " client" : " clients");
  }

  private static String unanswered(Point point) {
    List<String> parts =
        point.sound().stream()
            .filter(row -> row.starved() > 0)
            .map(row -> "%d of %d in %s".formatted(row.starved(), row.victims(), row.server()))
            .toList();
    return parts.isEmpty() ? "" : " No answer at all: " + Numbers.names(parts) + ".";
  }

  /** What the polite clients see while others flood the server. */
  static String flooded(Point point) {
    var parts = new ArrayList<String>();
    for (Row row : point.sound()) {
      row.percentile("50")
          .ifPresent(median -> parts.add(row.server() + " " + Numbers.time(median.value())));
    }
    String medians =
        parts.isEmpty()
            ? "No polite client was answered often enough for a median."
            : "Half of the polite clients' requests are answered within: "
                + String.join(", ", parts)
                + ".";
    String starved = unanswered(point);
    if (!starved.isEmpty()) {
      return medians + starved;
    }
    List<String> first = first(point);
    return first.size() < 2
        ? medians
        : medians + " No difference was found between " + Numbers.names(first) + ".";
  }
}
