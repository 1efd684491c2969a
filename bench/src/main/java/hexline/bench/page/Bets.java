package hexline.bench.page;

import hexline.bench.page.Results.Estimate;
import hexline.bench.page.Results.Idle;
import hexline.bench.page.Results.Point;
import hexline.bench.page.Results.Row;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Questions that a reader may answer before the charts open, and what was measured. */
final class Bets {

  private Bets() {}

  /**
   * A question.
   *
   * @param chart id of the chart that answers it, which stays closed until the bet is over
   * @param options what can be picked
   * @param right the options that the rows support: the best server and all that are not told apart
   *     from it
   * @param answer what was measured
   */
  record Bet(
      String id,
      String chart,
      String question,
      List<String> options,
      List<String> right,
      String answer) {
    Bet {
      options = List.copyOf(options);
      right = List.copyOf(right);
    }
  }

  /** The bets that the results can decide, each between two servers or more. */
  static List<Bet> of(Results results) {
    var bets = new ArrayList<Bet>();
    cpu(results).ifPresent(bets::add);
    memory(results).ifPresent(bets::add);
    blocking(results).ifPresent(bets::add);
    return bets;
  }

  private static Optional<Bet> memory(Results results) {
    List<Idle> sound = results.soundIdle();
    return sound.size() < 2
        ? Optional.empty()
        : Optional.of(
            new Bet(
                "bet-memory",
                Charts.MEMORY,
                "10,000 idle connections: which server needs the least memory?",
                inOrder(results, sound.stream().map(Idle::server).toList()),
                Sentences.leastMemory(Sentences.byMemory(sound)),
                Sentences.memory(sound)));
  }

  private static Optional<Bet> cpu(Results results) {
    Optional<Point> capacity = Headline.capacity(results);
    if (capacity.isEmpty()) {
      return Optional.empty();
    }
    Point point = capacity.get();
    Map<String, Estimate> cpu = Sentences.cpu(point);
    return cpu.size() < 2
        ? Optional.empty()
        : Optional.of(
            new Bet(
                "bet-cpu",
                Charts.CPU,
                "%s: which server spends the least processor time on a request?"
                    .formatted(Sentences.connections(point.connections())),
                inOrder(results, List.copyOf(cpu.keySet())),
                Sentences.least(point, cpu),
                Sentences.processor(point)));
  }

  private static Optional<Bet> blocking(Results results) {
    Optional<Point> blocking =
        Headline.blocking(results).filter(point -> point.ranked().size() > 1);
    if (blocking.isEmpty()) {
      return Optional.empty();
    }
    Point point = blocking.get();
    double wait = Charts.workNanos(point.work()).orElse(0.0);
    return Optional.of(
        new Bet(
            "bet-blocking",
            Charts.VICTIMS,
            "Each request waits %s for a database, and %s clients ask at once: which server answers the most?"
                .formatted(Numbers.roundTime(wait), Numbers.count(point.connections())),
            inOrder(results, point.sound().stream().map(Row::server).toList()),
            Sentences.first(point),
            Sentences.blocking(point, wait)));
  }

  /** In the order of the plan, which does not give the answer away. */
  private static List<String> inOrder(Results results, List<String> servers) {
    List<String> ordered =
        results.servers().stream().map(Results.Server::label).filter(servers::contains).toList();
    return ordered.size() == servers.size() ? ordered : servers.stream().sorted().toList();
  }
}
