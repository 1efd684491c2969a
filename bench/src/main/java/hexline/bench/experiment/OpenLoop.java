package hexline.bench.experiment;

import hexline.bench.load.Arrivals;
import hexline.bench.load.Load;
import hexline.bench.server.ServerSpec;
import java.util.List;
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
    int connections = KeepAlive.CAPACITY.connections();
    List<ServerSpec> servers =
        planner.servers().stream().filter(server -> server.clientsAtOnce() >= connections).toList();
    for (double share : planner.profile().openShares()) {
      planner.measure(
          Point.ofCapacity(
              this,
              "%.0f %% of each server's own capacity at %s, Poisson arrivals"
                  .formatted(share * 100, KeepAlive.CAPACITY),
              servers,
              planner.profile().slice().multipliedBy(2), // a p99 needs a thousand samples
              capacity -> new Load.Open(connections, share * capacity, Arrivals.Kind.POISSON)));
    }
  }

  @Override
  public Optional<String> conclusion(Point point, List<Standing> standings) {
    return standings.size() > 1 && standings.stream().allMatch(OpenLoop::isAlike)
        ? Optional.of("At a load that they can bear, users cannot tell these servers apart.")
        : Optional.empty();
  }

  /** Not told apart from the best server, and within a factor that users do not notice. */
  private static boolean isAlike(Standing standing) {
    return standing
        .ratio()
        .filter(ratio -> !ratio.isDifference())
        .filter(ratio -> ratio.low() > 1 / UNNOTICED && ratio.high() < UNNOTICED)
        .isPresent();
  }
}
