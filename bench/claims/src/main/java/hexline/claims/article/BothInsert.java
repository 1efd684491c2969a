package hexline.claims.article;

import hexline.claims.Claim;
import hexline.claims.ClaimVerdict;
import hexline.claims.Evidence;
import hexline.claims.Figure;
import hexline.claims.Prediction;
import hexline.claims.Rule;
import hexline.claims.Said;
import hexline.claims.Unit;
import java.time.Duration;
import java.util.List;

/** Check, then act, with a wait between the two, on one thread. */
public final class BothInsert {

  private static final Figure BOTH =
      new Figure("both", Unit.PERCENT, "pairs of tasks of which both insert");

  /** The claim. */
  public static final Claim CLAIM =
      new Claim(
          "both-insert",
          Said.inArticle("Locks", "recipes"),
          "Without a lock, two tasks on one thread can both find a key missing and both insert it.",
          new Prediction(
              ClaimVerdict.HOLDS,
              "While one task waits for the answer, the loop runs the other one."),
          Rule.of(BOTH.above(0), BOTH.atMost(0)),
          List.of(),
          "On an event loop with one thread, both tasks inserted in {both} of the pairs.",
          """
          One thread makes each step safe, from one wait to the next, and not what lies on both
          sides of a wait. "Single-threaded code needs no locks" is true only of code that does not
          wait between its check and its act. In a database a unique key does the work of the lock.
          """,
          Duration.ofSeconds(1),
          BothInsert::run);

  private static final int BATCHES = 8;
  private static final int PAIRS = 250;

  private BothInsert() {}

  private static void run(Evidence evidence) throws Exception {
    try (var race = new KeyRace()) {
      for (int i = 0; i < BATCHES; i++) {
        evidence.add(BOTH, 100.0 * race.doubleInserts(PAIRS, false) / PAIRS);
      }
    }
  }
}
