package hexline.bench.experiment;

import hexline.cli.Durations;
import java.time.Duration;
import java.util.List;
import java.util.function.Predicate;

/**
 * What a point with {@code --work block} shows of its servers: whether the other clients go on
 * while the request of one client waits. A server of which the figures do not show it is in neither
 * list.
 *
 * @param free servers in which they go on
 * @param held servers in which one client's wait holds up others
 */
public record Waits(List<String> free, List<String> held) {

  private static final String BLOCK = "block:";
  private static final double LEAST = 0.5; // of the clients

  public Waits {
    free = List.copyOf(free);
    held = List.copyOf(held);
  }

  /**
   * Compares the servers with the best one. Both lists are empty if fewer than half of the clients'
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
    if (standings.isEmpty()
        || standings.getFirst().overlapping(wait) < LEAST * standings.getFirst().clients()) {
      return new Waits(List.of(), List.of());
    }
    return new Waits(
        servers(standings, Standing::isNearTheBest), servers(standings, Standing::isClearlyBelow));
  }

  private static List<String> servers(List<Standing> standings, Predicate<Standing> wanted) {
    return standings.stream().filter(wanted).map(Standing::server).toList();
  }
}
