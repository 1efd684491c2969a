package hexline.bench.experiment;

import java.util.List;
import java.util.Optional;

/** All experiments, in the order in which they run and are printed. */
public final class Experiments {

  /** Every experiment. */
  public static final List<Experiment> ALL =
      List.of(
          new KeepAlive(),
          new ConnectPerRequest(),
          new OpenLoop(),
          new BlockingWork(),
          new CpuWork(),
          new IdleConnections());

  private Experiments() {}

  /** The experiment of that name, in upper or lower case. */
  public static Optional<Experiment> byLabel(String label) {
    return ALL.stream().filter(each -> each.label().equalsIgnoreCase(label)).findFirst();
  }

  /** All names. */
  public static List<String> labels() {
    return ALL.stream().map(Experiment::label).toList();
  }
}
