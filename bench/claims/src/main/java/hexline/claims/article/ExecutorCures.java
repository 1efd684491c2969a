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
import hexline.claims.trial.Bystander;
import hexline.claims.trial.Servers;
import java.io.IOException;
import java.time.Duration;
import java.util.List;

/** The same computation on threads beside the loop. */
public final class ExecutorCures {

  private static final Figure WORKERS =
      new Figure(
          "workers", Unit.PERCENT, "wait of the other client, as a share of the computation");
  private static final Figure LOOP = new Figure("loop", Unit.PERCENT, "the same without workers");

  /** The claim. */
  public static final Claim CLAIM =
      new Claim(
          "executor-cures",
          Said.inArticle("CPU-bound tasks", "nio"),
          "Computing work that is handed to an executor does not block the event loop.",
          new Prediction(
              ClaimVerdict.HOLDS,
              "The loop is free; the kernel shares the processors among threads."),
          Rule.of(WORKERS.atMost(20), WORKERS.above(80)),
          List.of(LOOP),
          "While one request computed for 400 ms on one of two workers of the nio server, another"
              + " client that only wanted to leave waited for {workers} of that time; without"
              + " workers for {loop}.",
          """
          In Python the executor has to be a pool of processes, because threads share one
          interpreter lock (threads-no-cpu). On the JVM it is a pool of threads. More of them than
          processors gain nothing, and leave less for the loop.
          """,
          Duration.ofSeconds(10),
          ExecutorCures::run);

  private static final int TRIALS = 6;

  private ExecutorCures() {}

  private static void run(Evidence evidence) throws IOException, InterruptedException {
    try (MeasuredServer workers = Servers.start("nio --workers 2", "cpu:400ms");
        MeasuredServer loop = Servers.start("nio", "cpu:400ms")) {
      Bystander.waitsPercent(workers); // code is loaded
      Bystander.waitsPercent(loop);
      for (int i = 0; i < TRIALS; i++) {
        evidence.add(WORKERS, Bystander.waitsPercent(workers));
        evidence.add(LOOP, Bystander.waitsPercent(loop));
      }
    }
  }
}
