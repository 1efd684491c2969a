package hexline.bench.experiment;

import hexline.bench.load.Load;
import hexline.bench.server.ServerSpec;
import java.util.List;
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
    return "Each request uses processor time, and as many clients as the server has processors"
        + " (the hogs) flood it. Do the other clients starve?";
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
    int hogs = planner.processors();
    Load load = new Load.Hog(hogs + POLITE, hogs, DEPTH);
    planner.measure(
        Point.of(
            this,
            load + ", " + WORK,
            WORK,
            planner.servers().stream().filter(ServerSpec::canWork).toList(),
            planner.profile().workSlice(),
            load));
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
        starving.isEmpty()
            ? "With requests that compute, no server let a client starve: the processors are the"
                + " limit, not the model."
            : "If some clients make the server compute, others starve in %s.".formatted(starving));
  }
}
