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

/** The same two tasks with a lock that is held across the wait. */
public final class LockCures {

  private static final Figure LOCKED =
      new Figure("locked", Unit.PERCENT, "pairs of tasks with a lock of which both insert");
  private static final Figure OPEN =
      new Figure("open", Unit.PERCENT, "pairs of tasks without a lock of which both insert");

  /** The claim. */
  public static final Claim CLAIM =
      new Claim(
          "lock-cures",
          Said.inArticle("Locks", "recipes"),
          "With a lock, only one of the two inserts.",
          new Prediction(
              ClaimVerdict.HOLDS, "The second task asks when the first one has inserted."),
          Rule.of(LOCKED.atMost(0).and(OPEN.above(0)), LOCKED.above(0)),
          List.of(),
          "With a lock both tasks inserted in {locked} of the pairs, without one in {open}.",
          """
          The lock must be one for tasks: a task that cannot have it gives the thread back. A lock
          that blocks the thread, held across a wait, would stop the loop that has to run the
          holder. On virtual threads an ordinary ReentrantLock does.
          """,
          Duration.ofSeconds(1),
          LockCures::run);

  private static final int BATCHES = 8;
  private static final int PAIRS = 250;

  private LockCures() {}

  private static void run(Evidence evidence) throws Exception {
    try (var race = new KeyRace()) {
      for (int i = 0; i < BATCHES; i++) {
        evidence.add(LOCKED, 100.0 * race.doubleInserts(PAIRS, true) / PAIRS);
        evidence.add(OPEN, 100.0 * race.doubleInserts(PAIRS, false) / PAIRS);
      }
    }
  }
}
