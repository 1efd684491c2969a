package hexline.bench.experiment;

import hexline.bench.server.IdleMemory;
import java.util.List;
import java.util.Optional;

/**
 * One question to all servers: the load that asks it, the servers that are asked, the figure that
 * answers it, and what a reader may conclude. Immutable.
 *
 * <p>To add an experiment, write one class and add it to {@link Experiments#ALL}.
 */
public interface Experiment {

  /** Its name on the command line, in the table and in results; that of its JMH benchmark. */
  String label();

  /** The question in one sentence. */
  String question();

  /** The load in one sentence. */
  String load();

  /** Adds the points at which the servers are measured. */
  void plan(Planner planner);

  /** The figure by which servers are compared. */
  Figure judgedBy();

  /** Whether a client without an answer fails a row; if not, the table shows how many there are. */
  default boolean allMustBeServed() {
    return true;
  }

  /**
   * One sentence: what the result means, and for whom. Empty if it says nothing beyond the verdict.
   * Of several points of an experiment the last one with a sentence is printed.
   *
   * @param point one of its points
   * @param standings the servers whose rows pass their audit, the best first; those without the
   *     figure by which the point is judged come last, and have no ratio
   */
  default Optional<String> conclusion(Point point, List<Standing> standings) {
    return Optional.empty();
  }

  /**
   * The same of an experiment that has no points and measures memory.
   *
   * @param memory of the servers whose measurement did not fail, the least first
   */
  default Optional<String> conclusion(List<IdleMemory> memory) {
    return Optional.empty();
  }
}
