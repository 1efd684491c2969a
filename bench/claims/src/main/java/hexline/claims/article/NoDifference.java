package hexline.claims.article;

import hexline.bench.load.Load;
import hexline.bench.server.Observation;
import hexline.claims.Claim;
import hexline.claims.ClaimVerdict;
import hexline.claims.Condition;
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

/** Compares the rates of the nio server and of the threaded one, with one client and with 64. */
public final class NoDifference {

  private static final Figure ONE =
      new Figure("one", Unit.TIMES, "rate of nio compared with threaded, with 1 client");
  private static final Figure MANY =
      new Figure("many", Unit.TIMES, "rate of nio compared with threaded, with 64 clients");
  private static final Figure MICROS =
      new Figure("micros", Unit.MICROS, "processor time of threaded for a request of 64 clients");

  /** The claim. */
  public static final Claim CLAIM =
      new Claim(
          "no-difference",
          Said.inArticle("Threads", "choosing"),
          "For a simple server it makes no difference whether it uses threads or an event loop.",
          new Prediction(
              ClaimVerdict.DEPENDS,
              "With many clients at full speed the loop saves a switch for each request; with one"
                  + " client there is nothing to save."),
          Rule.of(same(ONE).and(same(MANY)), other(ONE).and(other(MANY)))
              .orDepends(
                  "the number of clients that ask without a pause",
                  same(ONE).and(other(MANY)).or(other(ONE).and(same(MANY)))),
          List.of(MICROS),
          "With one client the nio server answered {one} as many requests per second as the"
              + " threaded one, with 64 clients {many}. A request took {micros} of the threaded"
              + " server's processor time.",
          """
          "No difference" means here: a rate within a quarter. The clients send the next request as
          soon as they have the answer, and a request does nothing but convert a number. A service
          that asks a database for milliseconds, or whose clients pause, does not come near these
          rates, and there the choice cannot be seen in them at all.
          """,
          Duration.ofSeconds(26),
          NoDifference::run);

  private static final int BLOCKS = 9;
  private static final Duration SLICE = Duration.ofMillis(300);

  private NoDifference() {}

  private static Condition same(Figure ratio) {
    return ratio.above(0.8).and(ratio.atMost(1.25));
  }

  private static Condition other(Figure ratio) {
    return ratio.atMost(0.8).or(ratio.above(1.25));
  }

  private static void run(Evidence evidence) throws IOException {
    List<String> servers = List.of("nio", "threaded");
    Race one = Race.run(servers, "none", new Load.Closed(1, 1), BLOCKS, SLICE);
    evidence.addAll(ONE, one.rateRatios("nio", "threaded"));
    Race many = Race.run(servers, "none", new Load.Closed(64, 1), BLOCKS, SLICE);
    evidence.addAll(MANY, many.rateRatios("nio", "threaded"));
    evidence.addAll(MICROS, many.values("threaded", Observation::serverCpuMicros));
  }
}
