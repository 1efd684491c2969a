package hexline.claims.virtual;

import hexline.claims.Claim;
import hexline.claims.ClaimVerdict;
import hexline.claims.Evidence;
import hexline.claims.Figure;
import hexline.claims.Prediction;
import hexline.claims.Rule;
import hexline.claims.Said;
import hexline.claims.Unit;
import hexline.claims.trial.IdleBytes;
import java.io.IOException;
import java.time.Duration;
import java.util.List;

/** The memory of an idle client in three servers. */
public final class VirtualLessMemory {

  private static final Figure THAN_PLATFORM =
      new Figure(
          "than-platform", Unit.TIMES, "memory of a client of virtual compared with threaded");
  private static final Figure THAN_LOOP =
      new Figure("than-loop", Unit.TIMES, "memory of a client of virtual compared with nio");
  private static final Figure VIRTUAL =
      new Figure("virtual", Unit.KILOBYTES, "memory of an idle client of virtual");
  private static final Figure THREADED =
      new Figure("threaded", Unit.KILOBYTES, "memory of an idle client of threaded");
  private static final Figure NIO =
      new Figure("nio", Unit.KILOBYTES, "memory of an idle client of nio");

  /** The claim. */
  public static final Claim CLAIM =
      new Claim(
          "virtual-less-memory",
          Said.ofVirtualThreads("many introductions"),
          "Virtual threads use less memory.",
          new Prediction(
              ClaimVerdict.DEPENDS,
              "Less than a platform thread, whose stack is made of whole pages; more than an object"
                  + " in a table."),
          Rule.of(THAN_PLATFORM.atMost(0.8).and(THAN_LOOP.atMost(0.8)), THAN_PLATFORM.above(0.8))
              .orDepends(
                  "what they are compared with: platform threads or an event loop",
                  THAN_PLATFORM.atMost(0.8).and(THAN_LOOP.above(1.25))),
          List.of(VIRTUAL, THREADED, NIO),
          "An idle client took {virtual} in the virtual server, {than-platform} the {threaded} of"
              + " the threaded one and {than-loop} the {nio} of the nio server.",
          """
          The stack of a parked virtual thread lies in the heap and is as large as its frames. The
          figures are growth of resident memory and live heap for each of 2,000 clients. The
          kernel's memory of a socket is not in them; it is the same for all.
          """,
          Duration.ofSeconds(28),
          VirtualLessMemory::run);

  private static final int CLIENTS = 2000;
  private static final int STARTS = 2;

  private VirtualLessMemory() {}

  private static void run(Evidence evidence) throws IOException {
    for (int i = 0; i < STARTS; i++) {
      double virtual = IdleBytes.perClient("virtual", CLIENTS);
      double threaded = IdleBytes.perClient("threaded", CLIENTS);
      double nio = IdleBytes.perClient("nio", CLIENTS);
      evidence.add(VIRTUAL, virtual / 1024);
      evidence.add(THREADED, threaded / 1024);
      evidence.add(NIO, nio / 1024);
      evidence.add(THAN_PLATFORM, virtual / threaded);
      evidence.add(THAN_LOOP, virtual / nio);
    }
  }
}
