package hexline.claims.article;

import hexline.bench.server.MeasuredServer;
import hexline.claims.Claim;
import hexline.claims.ClaimVerdict;
import hexline.claims.Evidence;
import hexline.claims.Figure;
import hexline.claims.Prediction;
import hexline.claims.Rule;
import hexline.claims.Said;
import hexline.claims.Unit;
import hexline.claims.trial.Crowd;
import hexline.claims.trial.Servers;
import java.io.IOException;
import java.time.Duration;
import java.util.List;

/** Connects thousands of clients to the threaded server. */
public final class ThreadsServeAll {

  private static final int CLIENTS = 4000;
  private static final int POOL = 4;

  private static final Figure SERVED =
      new Figure("served", Unit.COUNT, "how many of 4,000 clients are served at the same time");
  private static final Figure POOLED =
      new Figure("pooled", Unit.COUNT, "how many of 4,000 clients a pool of 4 threads serves");

  /** The claim. */
  public static final Claim CLAIM =
      new Claim(
          "threads-serve-all",
          Said.inArticle("Threads", "threaded"),
          "With a thread per client, any number of clients is served at the same time.",
          new Prediction(
              ClaimVerdict.HOLDS,
              "4,000 threads that mostly sleep are no load for a current kernel."),
          Rule.of(SERVED.above(CLIENTS - 0.5), SERVED.atMost(CLIENTS - 1.0)),
          List.of(POOLED),
          "Of 4,000 clients that stayed connected, {served} were served by a thread each, and"
              + " {pooled} by a pool of 4 threads.",
          """
          "Any number" was tried up to 4,000. The end of it is a limit of the system: descriptors,
          threads, or memory maps; thread-memory-out shows where this machine ends. A fixed pool
          gives the idea up: each of its threads belongs to a client until the client leaves.
          """,
          Duration.ofSeconds(12),
          ThreadsServeAll::run);

  private static final int TRIALS = 3;
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private ThreadsServeAll() {}

  private static void run(Evidence evidence) throws IOException {
    try (MeasuredServer unbounded = Servers.start("threaded");
        MeasuredServer pool = Servers.start("threaded --threads " + POOL)) {
      for (int i = 0; i < TRIALS; i++) {
        evidence.add(SERVED, served(unbounded));
        evidence.add(POOLED, served(pool));
      }
    }
  }

  private static int served(MeasuredServer server) {
    try (var crowd = new Crowd(server.address(), CLIENTS, PATIENCE)) {
      return crowd.ask();
    }
  }
}
