package hexline.bench.experiment;

import static java.util.function.Predicate.not;

import hexline.cli.Durations;
import java.time.Duration;
import java.util.List;
import java.util.function.Predicate;

/**
 * What a point with {@code --work block} shows of its servers: whether the other clients go on
 * while the request of one client waits. A server of which the figures do not show it is in no list.
 *
 * @param free servers in which they go on, at 90 % of the best server's rate or more
 * @param slower servers in which most of them go on, at what may be less than that
 * @param held servers in which one client's wait holds up most of the others
 */
public record Waits(List<String> free, List<String> slower, List<String> held) {

  private static final String BLOCK = "block:";
  private static final double LEAST = 0.5; // of the clients

  public Waits {
    free = List.copyOf(free);
    slower = List.copyOf(slower);
    held = List.copyOf(held);
  }

  /**
   * Compares the servers with the best one. All lists are empty if fewer than half of the clients'
   * waits overlapped even there: then all servers may hold up clients alike.
   *
   * @param standings the best first
   * @throws IllegalArgumentException if the point has other work
   */
  public static Waits of(Point point, List<Standing> standings) {
    if (!point.work().startsWith(BLOCK)) {
      throw new IllegalArgumentException("no wait in --work " + point.work());
    }
    Duration wait = Durations.parse(point.work().substring(BLOCK.length()));
    Predicate<Standing> most = each -> each.overlapping(wait) >= LEAST * each.clients();
    if (standings.isEmpty() || !most.test(standings.getFirst())) {
      return new Waits(List.of(), List.of(), List.of());
    }
    return new Waits(
        servers(standings, Standing::isNearTheBest),
        servers(standings, most.and(Standing::isCompared).and(not(Standing::isNearTheBest))),
        servers(standings, most.negate().and(Standing::isClearlyBelow)));
  }

  private static List<String> servers(List<Standing> standings, Predicate<Standing> wanted) {
    return standings.stream().filter(wanted).map(Standing::server).toList();
  }
}
