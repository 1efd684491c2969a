package hexline.bench.experiment;

import hexline.bench.load.Load;
import hexline.bench.server.ServerSpec;
import hexline.bench.statistics.Ratio;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** Each request uses processor time, and some clients flood: do the polite clients starve? */
final class CpuWork implements Experiment {

  private static final String WORK = "cpu:1ms";
  private static final int POLITE = 16;
  private static final int DEPTH = 16;

  @Override
  public String label() {
    return "CpuWork";
  }

  @Override
  public String question() {
    return "Each request uses processor time, and hogs flood the server: as many clients as it has"
        + " processors, or carriers of virtual threads. Do the other clients starve?";
  }

  @Override
  public String load() {
    return "closed loop: each hog has many requests in flight, each polite client one; the server"
        + " runs with `--work cpu:TIME`";
  }

  @Override
  public Figure judgedBy() {
    return Figure.MEDIAN;
  }

  @Override
  public boolean allMustBeServed() {
    return false;
  }

  @Override
  public void plan(Planner planner) {
    List<ServerSpec> servers = planner.servers().stream().filter(ServerSpec::canWork).toList();
    int hogs =
        servers.stream().mapToInt(ServerSpec::carriers).reduce(planner.processors(), Math::max);
    Load load = new Load.Hog(hogs + POLITE, hogs, DEPTH);
    planner.measure(
        Point.of(this, load + ", " + WORK, WORK, servers, planner.profile().workSlice(), load));
  }

  @Override
  public Optional<String> conclusion(Point point, List<Standing> standings) {
    if (standings.isEmpty()) {
      return Optional.empty();
    }
    String starving =
        standings.stream()
            .filter(standing -> standing.served() < standing.clients())
            .map(Standing::server)
            .collect(Collectors.joining(", "));
    return Optional.of(
        "If some clients make the server compute, "
            + (starving.isEmpty()
                ? "the others starve in no server"
                : "others starve in " + starving)
            + waiting(standings));
  }

  /** In which servers polite clients wait longer than in the best one, and how much longer. */
  private static String waiting(List<Standing> standings) {
    List<String> longer =
        standings.stream()
            .filter(standing -> standing.ratio().map(Ratio::isDifference).orElse(false))
            .map(standing ->
                String.format(
                    Locale.ROOT,
                    "%.1f times as long in %s",
                    standing.ratio().orElseThrow().value(),
                    standing.server()))
            .toList();
    if (!longer.isEmpty()) {
      return "; compared with %s, they wait %s."
          .formatted(standings.getFirst().server(), String.join(", ", longer));
    }
    return standings.size() > 1 && standings.stream().allMatch(Standing::isCompared)
        ? ", and no difference between the servers was found."
        : ".";
  }
}
