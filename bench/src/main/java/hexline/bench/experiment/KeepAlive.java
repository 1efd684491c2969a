package hexline.bench.experiment;

import hexline.bench.load.Load;
import hexline.bench.server.ServerSpec;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** How many requests a second on kept connections, and at which cost? */
final class KeepAlive implements Experiment {

  @Override
  public String label() {
    return "KeepAlive";
  }

  @Override
  public String question() {
    return "How many requests a second, and at which cost?";
  }

  @Override
  public String load() {
    return "closed loop: each connection always has the same number of requests in flight";
  }

  @Override
  public Figure judgedBy() {
    return Figure.RATE;
  }

  @Override
  public void plan(Planner planner) {
    for (Load.Closed load : planner.profile().keepAlive()) {
      List<ServerSpec> servers =
          planner.servers().stream()
              .filter(server -> server.clientsAtOnce() >= load.connections())
              .toList();
      planner.measure(
          Point.of(this, heading(load), Point.NO_WORK, servers, planner.profile().slice(), load));
    }
  }

  /** The load as a heading, as in "1 connection x 16 in flight". */
  static String heading(Load.Closed load) {
    return "%d connection%s x %d in flight"
        .formatted(load.connections(), load.connections() == 1 ? "" : "s", load.depth());
  }

  @Override
  public Optional<String> conclusion(Point point, List<Standing> standings) {
    boolean isUsual = point.fixedLoad().stream().allMatch(load -> load.depth() == 1);
    if (standings.size() < 2 || standings.getFirst().clients() < 2 || !isUsual) {
      return Optional.empty();
    }
    Standing slowest = Collections.min(standings, Comparator.comparingDouble(Standing::rate));
    return Optional.of(
        String.format(
            Locale.ROOT,
            "%s, the slowest, answers %,.0f/s if requests only convert. Below that rate the model"
                + " matters only if requests block or compute.",
            slowest.server(),
            slowest.rate()));
  }
}
