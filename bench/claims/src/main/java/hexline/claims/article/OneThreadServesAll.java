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

/** Connects thousands of clients to the nio server and counts its threads. */
public final class OneThreadServesAll {

  private static final int FEW = 10;
  private static final int MANY = 4000;

  private static final Figure SERVED =
      new Figure("served", Unit.COUNT, "how many of 4,000 clients are served at the same time");
  private static final Figure MORE =
      new Figure("more", Unit.COUNT, "threads of nio that 4,000 clients add to those of 10");
  private static final Figure OTHER =
      new Figure("other", Unit.COUNT, "threads of threaded that 4,000 clients add to those of 10");

  /** The claim. */
  public static final Claim CLAIM =
      new Claim(
          "one-thread-serves-all",
          Said.inArticle("Asyncio", "nio"),
          "One thread serves many clients at the same time.",
          new Prediction(
              ClaimVerdict.HOLDS,
              "The loop waits for all clients in one call and never for a single one."),
          Rule.of(
              SERVED.above(MANY - 0.5).and(MORE.atMost(5)),
              SERVED.atMost(MANY - 1.0).or(MORE.above(100))),
          List.of(OTHER),
          "Of 4,000 connected clients {served} were served. They added {more} threads to the nio"
              + " server, and {other} to the threaded one.",
          """
          The JVM itself has some twenty threads, for compilers and the collector, and starts and
          ends them as it likes; so up to five more are taken for none.
          """,
          Duration.ofSeconds(9),
          OneThreadServesAll::run);

  private static final int TRIALS = 3;
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private OneThreadServesAll() {}

  private static void run(Evidence evidence) throws IOException {
    try (MeasuredServer nio = Servers.start("nio");
        MeasuredServer threaded = Servers.start("threaded")) {
      for (int i = 0; i < TRIALS; i++) {
        evidence.add(MORE, threads(nio, MANY, evidence, true) - threads(nio, FEW, evidence, false));
        evidence.add(
            OTHER,
            threads(threaded, MANY, evidence, false) - threads(threaded, FEW, evidence, false));
      }
    }
  }

  private static double threads(
      MeasuredServer server, int clients, Evidence evidence, boolean counts) throws IOException {
    try (var crowd = new Crowd(server.address(), clients, PATIENCE)) {
      int served = crowd.ask();
      if (counts) {
        evidence.add(SERVED, served);
      }
      return server.figures().orElseThrow().threads();
    }
  }
}
