package hexline.bench.experiment;

import hexline.bench.server.ServerSpec;
import java.util.List;

/** Receives from the experiments what is to be measured. */
public interface Planner {

  /** How much the run measures. */
  Profile profile();

  /** The servers of the run. */
  List<ServerSpec> servers();

  /**
   * A further server of the suite, as {@link ServerSpec#parse} takes it, set up like the others of
   * the run.
   */
  ServerSpec parse(String text);

  /** Processors that a server may use. */
  int processors();

  /** Adds a point that is measured in blocks of slices. */
  void measure(Point point);

  /** Adds the memory of so many idle connections of each server. */
  void measureIdle(Experiment experiment, int connections);
}
