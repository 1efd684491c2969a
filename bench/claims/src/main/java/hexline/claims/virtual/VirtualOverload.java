package hexline.claims.virtual;

import hexline.bench.load.Arrivals;
import hexline.bench.load.Load;
import hexline.bench.load.LoadEngine;
import hexline.bench.load.Measurement;
import hexline.bench.load.RequestTable;
import hexline.bench.load.Window;
import hexline.bench.server.MeasuredServer;
import hexline.claims.Claim;
import hexline.claims.ClaimVerdict;
import hexline.claims.Evidence;
import hexline.claims.Figure;
import hexline.claims.Prediction;
import hexline.claims.Rule;
import hexline.claims.Said;
import hexline.claims.Unit;
import hexline.claims.trial.Servers;
import java.io.IOException;
import java.time.Duration;
import java.util.List;

/** Sends the virtual server twice as many requests as it can answer. */
public final class VirtualOverload {

  private static final Figure GROWTH =
      new Figure(
          "growth", Unit.TIMES, "latency after three seconds compared with the first half second");
  private static final Figure CALM =
      new Figure("calm", Unit.TIMES, "the same at half of what the server can do");
  private static final Figure LAST =
      new Figure("last", Unit.MILLIS, "median latency after three seconds of overload");

  /** The claim. */
  public static final Claim CLAIM =
      new Claim(
          "virtual-overload",
          Said.ofVirtualThreads("sales talk"),
          "A server with virtual threads cannot be overloaded.",
          new Prediction(
              ClaimVerdict.FAILS,
              "Threads without end are a queue without end; what comes in faster than it goes out"
                  + " waits longer and longer."),
          Rule.of(GROWTH.atMost(1.5), GROWTH.above(2)),
          List.of(CALM, LAST),
          "At twice the rate that it can answer, the median latency of the virtual server after"
              + " three seconds was {growth} that of the first half second, {last}; at half the"
              + " rate it was {calm}.",
          """
          A request that computes needs a processor, whatever thread it runs on. A pool has a bound,
          and what it cannot take waits in front of it or is refused. With a thread for each request
          nothing is refused, so a bound has to be written: a semaphore, a limit of connections, a
          deadline.
          """,
          Duration.ofSeconds(30),
          VirtualOverload::run);

  private static final String WORK = "cpu:2ms";
  private static final int CLIENTS = 2000;
  private static final int TRIALS = 3;
  private static final int WINDOWS = 6;
  private static final Duration WINDOW = Duration.ofMillis(500);
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final RequestTable TABLE = RequestTable.mixed(1);

  private VirtualOverload() {}

  private static void run(Evidence evidence) throws IOException {
    for (int i = 0; i < TRIALS; i++) {
      try (MeasuredServer server = Servers.start("virtual", WORK)) {
        double capacity = capacity(server);
        List<Window> calm = latencies(server, capacity / 2);
        evidence.add(CALM, growth(calm));
        List<Window> overload = latencies(server, capacity * 2);
        evidence.add(GROWTH, growth(overload));
        evidence.add(LAST, overload.getLast().median().orElseThrow() / 1e6);
      }
    }
  }

  /** Answers per second in a closed loop of 16 clients. */
  private static double capacity(MeasuredServer server) throws IOException {
    var load = new Load.Closed(16, 1);
    try (var engine = new LoadEngine(server.address(), load, TABLE, PATIENCE, 1)) {
      engine.connect();
      return sound(engine.measure(2, WINDOW, () -> {})).windows().getLast().rate();
    }
  }

  private static List<Window> latencies(MeasuredServer server, double rate) throws IOException {
    var load = new Load.Open(CLIENTS, rate, Arrivals.Kind.POISSON);
    try (var engine = new LoadEngine(server.address(), load, TABLE, PATIENCE, 1)) {
      engine.connect();
      return sound(engine.measure(WINDOWS, WINDOW, () -> {})).windows();
    }
  }

  private static Measurement sound(Measurement measurement) throws IOException {
    if (!measurement.errors().isEmpty()) {
      throw new IOException("virtual: " + measurement.firstError());
    }
    return measurement;
  }

  private static double growth(List<Window> windows) {
    double first = windows.getFirst().median().orElseThrow();
    return windows.getLast().median().orElseThrow() / first;
  }
}
