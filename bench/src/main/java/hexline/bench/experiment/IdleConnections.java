package hexline.bench.experiment;

/** How much memory does an idle connection cost? */
final class IdleConnections implements Experiment {

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
}
