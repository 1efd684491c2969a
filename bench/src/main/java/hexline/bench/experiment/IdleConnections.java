package hexline.bench.experiment;

import hexline.bench.server.IdleMemory;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** How much memory does an idle connection cost? */
final class IdleConnections implements Experiment {

  private static final int MANY = 10_000;
  private static final int FEW = 100;
  private static final double MEGABYTE = 1 << 20;

  @Override
  public String label() {
    return "IdleConnections";
  }

  @Override
  public String question() {
    return "How much memory does an idle connection cost?";
  }

  @Override
  public String load() {
    return "connections in four equal steps, one request on each";
  }

  @Override
  public Figure judgedBy() {
    return Figure.RATE; // has no slices: memory is compared by its slope
  }

  @Override
  public void plan(Planner planner) {
    planner.measureIdle(this, planner.profile().idleConnections());
  }

  @Override
  public Optional<String> conclusion(List<IdleMemory> memory) {
    if (memory.size() < 2) {
      return Optional.empty();
    }
    IdleMemory least = memory.getFirst();
    IdleMemory most = memory.getLast();
    double megabytes = (most.bytesPerConnection() - least.bytesPerConnection()) / MEGABYTE;
    return Optional.of(
        String.format(
            Locale.ROOT,
            "Whether memory decides depends on the number of idle clients: %s takes %,.0f MB more"
                + " than %s for %,d of them, and %.1f MB more for %d.",
            most.server(),
            MANY * megabytes,
            least.server(),
            MANY,
            FEW * megabytes,
            FEW));
  }
}
