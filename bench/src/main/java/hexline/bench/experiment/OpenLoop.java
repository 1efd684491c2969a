package hexline.bench.experiment;

import hexline.bench.load.Arrivals;
import hexline.bench.load.Load;
import hexline.bench.server.ServerSpec;
import hexline.bench.statistics.Ratio;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** How long does a request take when the server is not saturated? */
final class OpenLoop implements Experiment {

  private static final double UNNOTICED = 2; // times as long: milliseconds at most

  @Override
  public String label() {
    return "OpenLoop";
  }

  @Override
  public String question() {
    return "How long does a request take while the server is *not* saturated?";
  }

  @Override
  public String load() {
    return "open loop: requests start by a schedule (Poisson), at a share of the capacity that"
        + " `KeepAlive` has just found for this process. So each server has a rate of its own";
  }

  @Override
  public Figure judgedBy() {
    return Figure.TAIL;
  }

  @Override
  public void plan(Planner planner) {
    int connections = Point.CAPACITY.connections();
    List<ServerSpec> servers =
        planner.servers().stream().filter(server -> server.clientsAtOnce() >= connections).toList();
    for (double share : planner.profile().openShares()) {
      planner.measure(
          Point.ofCapacity(
              this,
              "%.0f %% of each server's own capacity at %s, Poisson arrivals"
                  .formatted(share * 100, Point.CAPACITY),
              servers,
              planner.profile().slice().multipliedBy(2), // a p99 needs a thousand samples
              capacity -> new Load.Open(connections, share * capacity, Arrivals.Kind.POISSON)));
    }
  }

  @Override
  public Optional<String> conclusion(Point point, List<Standing> standings) {
    if (standings.size() < 2 || !standings.stream().allMatch(Standing::isCompared)) {
      return Optional.empty();
    }
    Standing best = standings.getFirst();
    Optional<Standing> slowest =
        standings.stream()
            .filter(OpenLoop::isApart)
            .max(Comparator.comparingDouble(OpenLoop::times));
    if (slowest.isPresent()) {
      Standing other = slowest.get();
      return Optional.of(
          String.format(
              Locale.ROOT,
              "At a load that each can bear, a request takes %.2f times as long in %s as in %s (the"
                  + " ratio in the table). It matters only if that is near your latency goal.",
              times(other),
              other.server(),
              best.server()));
    }
    double most = standings.stream().mapToDouble(OpenLoop::most).max().orElse(1);
    return Optional.of(
        most < UNNOTICED
            ? "At a load that they can bear, users cannot tell these servers apart."
            : String.format(
                Locale.ROOT,
                "These servers are not told apart, but the intervals are wide: in one of them a"
                    + " request may take %.1f times as long as in another.",
                most));
  }

  private static boolean isApart(Standing standing) {
    return standing.ratio().map(Ratio::isDifference).orElse(false);
  }

  /** How many times as long as in the best server a request takes. */
  private static double times(Standing standing) {
    return standing.ratio().map(Ratio::value).orElse(1.0);
  }

  /** The largest factor between it and the best server, in either direction, that is likely. */
  private static double most(Standing standing) {
    return standing.ratio().map(ratio -> Math.max(ratio.high(), 1 / ratio.low())).orElse(1.0);
  }
}
