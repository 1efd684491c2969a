package hexline.claims.article;

import hexline.claims.Claim;
import hexline.claims.ClaimVerdict;
import hexline.claims.Evidence;
import hexline.claims.Figure;
import hexline.claims.NotTested;
import hexline.claims.Prediction;
import hexline.claims.Rule;
import hexline.claims.Said;
import hexline.claims.Unit;
import hexline.claims.trial.Child;
import hexline.claims.trial.Ring;
import java.io.IOException;
import java.time.Duration;
import java.util.List;

/** Passes a turn round a ring of two threads and round one of a thousand. */
public final class SwitchMany {

  private static final int MANY = 1000;

  private static final Figure RATIO =
      new Figure(
          "ratio", Unit.TIMES, "processor time of a switch among 1,000 threads compared with 2");
  private static final Figure FEW_MICROS =
      new Figure("few", Unit.MICROS, "processor time of a switch between 2 threads");
  private static final Figure MANY_MICROS =
      new Figure("many", Unit.MICROS, "processor time of a switch among 1,000 threads");

  /** The claim. */
  public static final Claim CLAIM =
      new Claim(
          "switch-many",
          Said.inArticle("Threads", "threaded"),
          "A context switch costs more when there are many threads.",
          new Prediction(
              ClaimVerdict.HOLDS,
              "The scheduler finds the next thread as fast, but the caches no longer hold the data"
                  + " of all threads."),
          Rule.of(RATIO.above(1.25), RATIO.atMost(1.25)),
          List.of(FEW_MICROS, MANY_MICROS),
          "On one processor a switch between 2 threads took {few}, among 1,000 threads {many}:"
              + " {ratio} as much.",
          """
          The threads of the ring wake each other in turn, so that only one of them can run at a
          time, and the number of sleeping threads is all that differs. The verdict is about the
          switch, not about a server: with many busy clients a server has fewer switches for each
          request, because its threads find more to do.
          """,
          Duration.ofSeconds(8),
          SwitchMany::run);

  private static final int BLOCKS = 9;
  private static final int TURNS = 40_000;

  private SwitchMany() {}

  private static void run(Evidence evidence) throws IOException, NotTested {
    Child.Report report = Child.javaOnOneProcessor(Inside.class, List.of());
    evidence.addAll(FEW_MICROS, report.values("few"));
    evidence.addAll(MANY_MICROS, report.values("many"));
    evidence.addAll(RATIO, report.values("ratio"));
  }

  /** The program of the JVM whose threads wake each other. */
  static final class Inside {
    public static void main(String[] args) throws InterruptedException {
      Ring.microsPerTurn(2, TURNS);
      Ring.microsPerTurn(MANY, TURNS);
      for (int block = 0; block < BLOCKS; block++) {
        double few = 0;
        double many = 0;
        for (int i = 0; i < 2; i++) {
          if ((i + block) % 2 == 0) {
            few = Ring.microsPerTurn(2, TURNS);
          } else {
            many = Ring.microsPerTurn(MANY, TURNS);
          }
        }
        Child.print("few", few);
        Child.print("many", many);
        Child.print("ratio", many / few);
      }
    }
  }
}
