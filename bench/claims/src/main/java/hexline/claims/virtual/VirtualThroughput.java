package hexline.claims.virtual;

import hexline.bench.load.Load;
import hexline.claims.Claim;
import hexline.claims.ClaimVerdict;
import hexline.claims.Evidence;
import hexline.claims.Figure;
import hexline.claims.Prediction;
import hexline.claims.Rule;
import hexline.claims.Said;
import hexline.claims.Unit;
import hexline.claims.trial.Race;
import java.io.IOException;
import java.time.Duration;
import java.util.List;

/** Requests that wait 20 ms: virtual threads, a thread for each client, and a pool of 16. */
public final class VirtualThroughput {

  private static final String POOL = "threaded --threads 16";

  private static final Figure UNBOUNDED =
      new Figure(
          "unbounded", Unit.TIMES, "rate of virtual compared with a platform thread per client");
  private static final Figure POOLED =
      new Figure("pooled", Unit.TIMES, "rate of virtual compared with a pool of 16 threads");

  /** The claim. */
  public static final Claim CLAIM =
      new Claim(
          "virtual-throughput",
          Said.ofVirtualThreads("JEP 444, in short"),
          "Where requests wait, virtual threads raise the throughput.",
          new Prediction(
              ClaimVerdict.DEPENDS,
              "They remove the limit that a pool is; where there is no pool there is no limit."),
          Rule.of(UNBOUNDED.above(1.25), POOLED.atMost(1.25))
              .orDepends(
                  "whether there were fewer threads than waiting requests before",
                  UNBOUNDED.atMost(1.25).and(POOLED.above(1.25))),
          List.of(),
          "Under 64 clients whose requests wait 20 ms, the virtual server answered {unbounded} as"
              + " many requests as a thread for each client, and {pooled} as many as a pool of 16"
              + " threads.",
          """
          Little's law: requests in progress are rate times duration. A pool of 16 threads whose
          requests wait 20 ms cannot do more than 800 in a second, on any processor. Virtual threads
          are cheap enough not to be pooled, and that is the whole gain: the cap is gone, the wait
          is as long as before.
          """,
          Duration.ofSeconds(28),
          VirtualThroughput::run);

  private static final int BLOCKS = 6;
  private static final Duration SLICE = Duration.ofMillis(500);

  private VirtualThroughput() {}

  private static void run(Evidence evidence) throws IOException {
    List<String> servers = List.of("virtual", "threaded", POOL);
    Race race = Race.run(servers, "block:20ms", new Load.Closed(64, 1), BLOCKS, SLICE);
    evidence.addAll(UNBOUNDED, race.rateRatios("virtual", "threaded"));
    evidence.addAll(POOLED, race.rateRatios("virtual", POOL));
  }
}
