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

/** Requests that block for 200 ms, on the loop and on threads beside it. */
public final class ThreadsForBlocking {

  private static final double BLOCK = 0.2; // seconds
  private static final String WORK = "block:200ms";

  private static final Figure NONE =
      new Figure("none", Unit.TIMES, "time for 8 blocking requests on the loop, in waits");
  private static final Figure ENOUGH =
      new Figure("enough", Unit.TIMES, "time for 8 blocking requests with 8 threads, in waits");
  private static final Figure FEW =
      new Figure("few", Unit.TIMES, "time for 32 blocking requests with 8 threads, in waits");

  /** The claim. */
  public static final Claim CLAIM =
      new Claim(
          "threads-for-blocking",
          Said.inArticle("Blocking IO", "nio"),
          "Threads will do for blocking calls beside an event loop.",
          new Prediction(
              ClaimVerdict.DEPENDS,
              "They do as long as there is a thread for each call that blocks."),
          Rule.of(ENOUGH.atMost(2).and(FEW.atMost(2)), ENOUGH.above(2))
              .orDepends(
                  "whether there is a thread for each call that blocks",
                  ENOUGH.atMost(2).and(FEW.above(2))),
          List.of(NONE),
          "8 requests that block for 200 ms took {none} that long on the loop of the nio server,"
              + " and {enough} with 8 worker threads; 32 such requests with 8 threads {few}.",
          """
          A blocked thread costs memory and no processor, so there may be many of them: a pool for
          blocking calls is sized by the calls that wait at the same time, not by processors. What
          comes beyond its size waits in its queue. asyncio.to_thread has min(32, processors + 4)
          threads; an executor of virtual threads has no such limit.
          """,
          Duration.ofSeconds(16),
          ThreadsForBlocking::run);

  private static final int TRIALS = 4;
  private static final int CLIENTS = 8;
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private ThreadsForBlocking() {}

  private static void run(Evidence evidence) throws IOException {
    try (MeasuredServer loop = Servers.start("nio", WORK);
        MeasuredServer workers = Servers.start("nio --workers " + CLIENTS, WORK);
        var onLoop = new Crowd(loop.address(), CLIENTS, PATIENCE);
        var onWorkers = new Crowd(workers.address(), CLIENTS, PATIENCE);
        var tooMany = new Crowd(workers.address(), 4 * CLIENTS, PATIENCE)) {
      onWorkers.secondsToServeAll(); // code is loaded, threads are started
      for (int i = 0; i < TRIALS; i++) {
        evidence.add(NONE, onLoop.secondsToServeAll() / BLOCK);
        evidence.add(ENOUGH, onWorkers.secondsToServeAll() / BLOCK);
        evidence.add(FEW, tooMany.secondsToServeAll() / BLOCK);
      }
    }
  }
}
