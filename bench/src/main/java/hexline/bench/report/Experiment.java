package hexline.bench.report;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** The experiments, each with its question; named like their JMH benchmarks. */
public enum Experiment {
  /** How many requests a second on kept connections, and at which cost? */
  KEEP_ALIVE("KeepAlive", true),
  /** How many requests a second with a connection for each? Fair also to one client at a time. */
  CONNECT("ConnectPerRequest", true),
  /** How long does a request take when the server is not saturated? */
  OPEN_LOOP("OpenLoop", true),
  /**
   * Each request blocks a thread, as a database call does: in which servers do others wait, too?
   */
  BLOCKING("BlockingWork", false),
  /** Each request uses processor time, and one client floods: do the polite clients starve? */
  CPU("CpuWork", false),
  /** How much memory does an idle connection cost? */
  IDLE("IdleConnections", true);

  private final String label;
  private final boolean allMustBeServed;

  Experiment(String label, boolean allMustBeServed) {
    this.label = label;
    this.allMustBeServed = allMustBeServed;
  }

  /** The name on the command line and in results. */
  public String label() {
    return label;
  }

  /** Whether a client without an answer fails a row; if not, the table shows how many there are. */
  public boolean allMustBeServed() {
    return allMustBeServed;
  }

  /** The experiment of that name. */
  public static Optional<Experiment> byLabel(String label) {
    return Arrays.stream(values()).filter(e -> e.label.equalsIgnoreCase(label)).findFirst();
  }

  /** All names. */
  public static List<String> labels() {
    return Arrays.stream(values()).map(Experiment::label).toList();
  }
}
