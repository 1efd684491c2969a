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

/** Compares the virtual server with the threaded one, with one client and with 64. */
public final class VirtualFaster {

  private static final Figure ONE =
      new Figure("one", Unit.TIMES, "rate of virtual compared with threaded, with 1 client");
  private static final Figure MANY =
      new Figure("many", Unit.TIMES, "rate of virtual compared with threaded, with 64 clients");

  /** The claim. */
  public static final Claim CLAIM =
      new Claim(
          "virtual-faster",
          Said.ofVirtualThreads("many introductions"),
          "Virtual threads are faster.",
          new Prediction(
              ClaimVerdict.DEPENDS,
              "With one client the way over poller and carrier is longer; with many clients the"
                  + " kernel has fewer switches to make."),
          Rule.of(ONE.above(1.1).and(MANY.above(1.1)), ONE.atMost(1.1).and(MANY.atMost(1.1)))
              .orDepends(
                  "the number of clients that ask without a pause",
                  ONE.atMost(1.1).and(MANY.above(1.1)).or(ONE.above(1.1).and(MANY.atMost(1.1)))),
          List.of(),
          "With one client the virtual server answered {one} as many requests per second as the"
              + " threaded one, with 64 clients {many}.",
          """
          "Faster" means here: a rate that is a tenth higher. A virtual thread runs the same machine
          code. What differs is the wait: a platform thread is woken by the kernel, a virtual one by
          the JDK's poller and its scheduler. JEP 444 promises scale, not speed.
          """,
          Duration.ofSeconds(26),
          VirtualFaster::run);

  private static final int BLOCKS = 9;
  private static final Duration SLICE = Duration.ofMillis(300);

  private VirtualFaster() {}

  private static void run(Evidence evidence) throws IOException {
    List<String> servers = List.of("virtual", "threaded");
    Race one = Race.run(servers, "none", new Load.Closed(1, 1), BLOCKS, SLICE);
    evidence.addAll(ONE, one.rateRatios("virtual", "threaded"));
    Race many = Race.run(servers, "none", new Load.Closed(64, 1), BLOCKS, SLICE);
    evidence.addAll(MANY, many.rateRatios("virtual", "threaded"));
  }
}
