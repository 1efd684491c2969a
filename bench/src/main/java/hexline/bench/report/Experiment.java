package hexline.bench.report;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** The questions that are asked of every server; named like their JMH benchmarks. */
public enum Experiment {
  /** How many requests a second, and at what price? Clients keep their connections. */
  KEEP_ALIVE("KeepAlive", true),
  /** The same with a connection for each request: the only load that is fair to one at a time. */
  CONNECT("ConnectPerRequest", true),
  /** How long does a request take when the server is not saturated? */
  OPEN_LOOP("OpenLoop", true),
  /** Each request waits for something, as for a database: who lets the others wait too? */
  BLOCKING("BlockingWork", false),
  /** Each request burns the processor, and one client never stops asking: who starves? */
  CPU("CpuWork", false),
  /** What does a client cost that says nothing? */
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

  /** Whether a client without an answer is a failure, or what the experiment is to show. */
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
