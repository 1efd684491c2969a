package hexline.claims.article;

import hexline.bench.load.Load;
import hexline.bench.server.Observation;
import hexline.bench.server.Processors;
import hexline.claims.Claim;
import hexline.claims.ClaimVerdict;
import hexline.claims.Evidence;
import hexline.claims.Figure;
import hexline.claims.NotTested;
import hexline.claims.Prediction;
import hexline.claims.Rule;
import hexline.claims.Said;
import hexline.claims.Unit;
import hexline.claims.trial.Race;
import java.io.IOException;
import java.time.Duration;
import java.util.List;

/** Loads servers with requests that compute, and sees how many processors they use. */
public final class LoopOneCore {

  private static final Figure LOOP = new Figure("loop", Unit.CORES, "processors that nio uses");
  private static final Figure LOOPS =
      new Figure("loops", Unit.CORES, "processors that nio uses with two loops");
  private static final Figure THREADS =
      new Figure("threads", Unit.CORES, "processors that threaded uses");

  /** The claim. */
  public static final Claim CLAIM =
      new Claim(
          "loop-one-core",
          Said.inArticle("CPU-bound tasks", "nio"),
          "An event loop does not run in parallel.",
          new Prediction(
              ClaimVerdict.HOLDS, "It is one thread, and a thread runs on one processor."),
          Rule.of(LOOP.atMost(1.2).and(THREADS.above(1.4)), LOOP.above(1.4)),
          List.of(LOOPS),
          "Under 8 clients whose requests compute for 1 ms, the nio server used {loop}, with two"
              + " loops {loops}, and the threaded server {threads}.",
          """
          The requests of the eight clients would have work for eight processors. One loop does one
          request after the other. Two loops are two threads, each with a half of the clients: that
          is how Netty and others use more than one processor, and it balances only if the clients
          are alike.
          """,
          Duration.ofSeconds(22),
          LoopOneCore::run);

  private static final int BLOCKS = 6;
  private static final Duration SLICE = Duration.ofMillis(500);
  private static final String TWO_LOOPS = "nio --loops 2";

  private LoopOneCore() {}

  private static void run(Evidence evidence) throws IOException, NotTested {
    if (Processors.atStart().capacity() < 2) {
      throw new NotTested("it needs two processors");
    }
    List<String> servers = List.of("nio", TWO_LOOPS, "threaded");
    Race race = Race.run(servers, "cpu:1ms", new Load.Closed(8, 1), BLOCKS, SLICE);
    evidence.addAll(LOOP, race.values("nio", Observation::serverCores));
    evidence.addAll(LOOPS, race.values(TWO_LOOPS, Observation::serverCores));
    evidence.addAll(THREADS, race.values("threaded", Observation::serverCores));
  }
}
