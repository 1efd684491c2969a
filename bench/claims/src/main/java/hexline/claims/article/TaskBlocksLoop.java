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

/** A client wants to leave while the server computes for another client. */
public final class TaskBlocksLoop {

  private static final Figure LOOP =
      new Figure(
          "loop", Unit.PERCENT, "wait of the other client on nio, as a share of the computation");
  private static final Figure THREADS =
      new Figure("threads", Unit.PERCENT, "wait of the other client on threaded, as a share of it");

  /** The claim. */
  public static final Claim CLAIM =
      new Claim(
          "task-blocks-loop",
          Said.inArticle("CPU-bound tasks", "nio"),
          "A long task that never waits blocks all other clients of an event loop.",
          new Prediction(
              ClaimVerdict.HOLDS, "The loop cannot call select before the task returns."),
          Rule.of(LOOP.above(80), LOOP.atMost(20)),
          List.of(THREADS),
          "While one request computed for 400 ms, another client that only wanted to leave waited"
              + " for {loop} of that time on the nio server, and for {threads} on the threaded"
              + " one.",
          """
          The other client asks for nothing but the end of its connection, which takes microseconds.
          On the loop even that has to wait. Threads get slices of the processor from the kernel, so
          a long computation delays the others a little and never stops them.
          """,
          Duration.ofSeconds(10),
          TaskBlocksLoop::run);

  private static final int TRIALS = 6;

  private TaskBlocksLoop() {}

  private static void run(Evidence evidence) throws IOException, InterruptedException {
    try (MeasuredServer nio = Servers.start("nio", "cpu:400ms");
        MeasuredServer threaded = Servers.start("threaded", "cpu:400ms")) {
      Bystander.waitsPercent(nio); // code is loaded
      Bystander.waitsPercent(threaded);
      for (int i = 0; i < TRIALS; i++) {
        evidence.add(LOOP, Bystander.waitsPercent(nio));
        evidence.add(THREADS, Bystander.waitsPercent(threaded));
      }
    }
  }
}
