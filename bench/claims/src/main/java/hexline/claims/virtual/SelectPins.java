package hexline.claims.virtual;

import hexline.claims.Claim;
import hexline.claims.ClaimVerdict;
import hexline.claims.Evidence;
import hexline.claims.Figure;
import hexline.claims.Prediction;
import hexline.claims.Rule;
import hexline.claims.Said;
import hexline.claims.trial.Child;
import hexline.claims.trial.OneCarrier;
import java.io.IOException;
import java.nio.channels.Selector;
import java.time.Duration;
import java.util.List;

/** Lets a virtual thread wait in select, in a JVM with one carrier. */
public final class SelectPins {

  private static final Figure RAN =
      Figure.yesNo("ran", "another thread runs while one waits in select");

  /** The claim. */
  public static final Claim CLAIM =
      new Claim(
          "select-pins",
          Said.ofVirtualThreads("advice for JDK 21"),
          "A `select` on a virtual thread holds the carrier.",
          new Prediction(
              ClaimVerdict.FAILS,
              "On newer JDKs the selector's own descriptor is watched by the poller."),
          Rule.of(RAN.never(), RAN.always()),
          List.of(),
          "In a JVM with one carrier, a second virtual thread ran while the first one waited in"
              + " select in {ran} trials.",
          """
          An epoll instance is a descriptor and can be watched by another one. The JDK parks the
          virtual thread until its selector has something, and then asks without waiting.
          """,
          Duration.ofSeconds(4),
          SelectPins::run);

  private static final int TRIALS = 5;

  private SelectPins() {}

  private static void run(Evidence evidence) throws IOException {
    evidence.addAll(RAN, Child.java(Inside.class, OneCarrier.FLAGS).values("ran"));
  }

  /** The program of the JVM with one carrier. */
  static final class Inside {
    public static void main(String[] args) throws Exception {
      for (int i = 0; i < TRIALS; i++) {
        try (Selector selector = Selector.open()) {
          Child.print(
              "ran",
              OneCarrier.secondRuns(
                  entered -> {
                    entered.countDown();
                    selector.select();
                  },
                  selector::wakeup));
        }
      }
    }
  }
}
