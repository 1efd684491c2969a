package hexline.claims.jdk;

import hexline.bench.load.Arrivals;
import hexline.bench.load.Load;
import hexline.bench.load.LoadEngine;
import hexline.bench.load.Measurement;
import hexline.bench.load.Percentiles;
import hexline.bench.load.RequestTable;
import hexline.bench.server.MeasuredServer;
import hexline.claims.Claim;
import hexline.claims.ClaimVerdict;
import hexline.claims.Evidence;
import hexline.claims.Figure;
import hexline.claims.NotTested;
import hexline.claims.Prediction;
import hexline.claims.Rule;
import hexline.claims.Said;
import hexline.claims.Unit;
import hexline.claims.trial.Linux;
import hexline.claims.trial.Servers;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;

/** Stops a server for half a second under a closed loop and under an open one. */
public final class ClosedLoopP99 {

  private static final Figure FACTOR =
      new Figure("factor", Unit.TIMES, "99th percentile of the open loop compared with the closed");
  private static final Figure CLOSED =
      new Figure("closed", Unit.MILLIS, "99th percentile of the closed loop");
  private static final Figure OPEN =
      new Figure("open", Unit.MILLIS, "99th percentile of the open loop");

  /** The claim. */
  public static final Claim CLAIM =
      new Claim(
          "closed-loop-p99",
          Said.ofJdk("reports of load tests", "bench"),
          "The 99th percentile of a closed loop is that of the users.",
          new Prediction(
              ClaimVerdict.FAILS,
              "A client of a closed loop sends nothing while it waits, so a pause hits one request"
                  + " of each client and no more."),
          Rule.of(FACTOR.atMost(1.5), FACTOR.above(5)),
          List.of(CLOSED, OPEN),
          "A server that stood still for 0.5 s of 2.5 s had a 99th percentile of {closed} in a"
              + " closed loop of 4 clients, and of {open} in an open loop with the same clients:"
              + " {factor} as much.",
          """
          Users do not wait for each other: those who come during a pause are there, whether or not
          a load generator sends them. An open loop sends by a schedule and counts the latency from
          the intended start. A closed loop leaves the bad time out of its sample, which is called
          coordinated omission. It is right for finding the most that a server can do.
          """,
          Duration.ofSeconds(22),
          ClosedLoopP99::run);

  private static final int TRIALS = 3;
  private static final int CLIENTS = 4;
  private static final double RATE = 2000; // per second
  private static final Duration RUN = Duration.ofMillis(2500);
  private static final Duration UNTIL_STOP = Duration.ofMillis(800);
  private static final Duration STOP = Duration.ofMillis(500);
  private static final RequestTable TABLE = RequestTable.mixed(1);

  private ClosedLoopP99() {}

  private static void run(Evidence evidence)
      throws IOException, NotTested, InterruptedException, ExecutionException {
    Linux.requireProgram("kill");
    try (MeasuredServer server = Servers.start("nio")) {
      for (int i = 0; i < TRIALS; i++) {
        double closed = p99(server, new Load.Closed(CLIENTS, 1));
        double open = p99(server, new Load.Open(CLIENTS, RATE, Arrivals.Kind.CONSTANT));
        evidence.add(CLOSED, closed);
        evidence.add(OPEN, open);
        evidence.add(FACTOR, open / closed);
      }
    }
  }

  /** In milliseconds. */
  private static double p99(MeasuredServer server, Load load)
      throws IOException, InterruptedException, ExecutionException {
    var pause = new FutureTask<>(() -> pause(server.pid().orElseThrow()));
    try (var engine = new LoadEngine(server.address(), load, TABLE, Duration.ofSeconds(5), 1)) {
      engine.connect();
      engine.start();
      engine.run(Duration.ofMillis(300));
      engine.drain();
      Thread.ofPlatform().name("stopper").start(pause);
      Measurement measurement = engine.measure(1, RUN, () -> {});
      pause.get();
      if (!measurement.errors().isEmpty()) {
        throw new IOException("nio: " + measurement.firstError());
      }
      return Percentiles.of(measurement.latency(), 99).orElseThrow() / 1e6;
    }
  }

  /** Stops the process for a while. Returns true. */
  private static boolean pause(long pid) throws IOException, InterruptedException {
    TimeUnit.MILLISECONDS.sleep(UNTIL_STOP.toMillis());
    try {
      signal("STOP", pid);
      TimeUnit.MILLISECONDS.sleep(STOP.toMillis());
    } finally {
      signal("CONT", pid);
    }
    return true;
  }

  private static void signal(String name, long pid) throws IOException, InterruptedException {
    Process kill = new ProcessBuilder("kill", "-" + name, "" + pid).start();
    if (!kill.waitFor(10, TimeUnit.SECONDS) || kill.exitValue() != 0) {
      throw new IOException("kill -" + name + " has failed");
    }
  }
}
