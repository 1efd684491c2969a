package hexline.claims.article;

import hexline.bench.load.Load;
import hexline.claims.Claim;
import hexline.claims.ClaimVerdict;
import hexline.claims.Evidence;
import hexline.claims.Figure;
import hexline.claims.Prediction;
import hexline.claims.Rule;
import hexline.claims.Said;
import hexline.claims.Unit;
import hexline.claims.trial.IdleBytes;
import hexline.claims.trial.Race;
import java.io.IOException;
import java.time.Duration;
import java.util.List;

/** Compares threads and an event loop with 2,000 busy clients, and with as many idle ones. */
public final class Thousands {

  private static final Figure RATE =
      new Figure("rate", Unit.TIMES, "rate of nio compared with threaded, with 2,000 busy clients");
  private static final Figure MEMORY =
      new Figure("memory", Unit.TIMES, "memory of an idle client of threaded compared with nio");
  private static final Figure THREADED =
      new Figure("threaded", Unit.KILOBYTES, "memory of an idle client of threaded");
  private static final Figure NIO =
      new Figure("nio", Unit.KILOBYTES, "memory of an idle client of nio");

  /** The claim. */
  public static final Claim CLAIM =
      new Claim(
          "thousands",
          Said.inArticle("Threads", "choosing"),
          "With thousands of clients, threads are a problem that an event loop does not have.",
          new Prediction(
              ClaimVerdict.HOLDS,
              "A thread for each client costs memory, and switches under load."),
          Rule.of(RATE.above(1.25).and(MEMORY.above(4)), RATE.atMost(1.25).and(MEMORY.atMost(4)))
              .orDepends(
                  "what is scarce: processor time or memory",
                  RATE.above(1.25)
                      .and(MEMORY.atMost(4))
                      .or(RATE.atMost(1.25).and(MEMORY.above(4)))),
          List.of(THREADED, NIO),
          "With 2,000 busy clients the nio server answered {rate} as many requests as the threaded"
              + " one. An idle client took {threaded} of memory in the threaded server and {nio} in"
              + " the nio server: {memory} as much.",
          """
          Both servers serve thousands of clients: "a problem" means here that threads cost a
          quarter more processor time or four times as much memory. Whether that is a problem is a
          sum: a thousand times the memory of an idle client is little beside the heap of most
          services.
          """,
          Duration.ofSeconds(35),
          Thousands::run);

  private static final int BUSY = 2000;
  private static final int IDLE = 2000;
  private static final int BLOCKS = 9;
  private static final int STARTS = 2;
  private static final Duration SLICE = Duration.ofMillis(400);

  private Thousands() {}

  private static void run(Evidence evidence) throws IOException {
    Race race =
        Race.run(List.of("nio", "threaded"), "none", new Load.Closed(BUSY, 1), BLOCKS, SLICE);
    evidence.addAll(RATE, race.rateRatios("nio", "threaded"));
    for (int i = 0; i < STARTS; i++) {
      double threaded = IdleBytes.perClient("threaded", IDLE);
      double nio = IdleBytes.perClient("nio", IDLE);
      evidence.add(THREADED, threaded / 1024);
      evidence.add(NIO, nio / 1024);
      evidence.add(MEMORY, threaded / nio);
    }
  }
}
