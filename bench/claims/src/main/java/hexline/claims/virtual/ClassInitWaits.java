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
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/** Lets a virtual thread wait until another thread has initialised a class. */
public final class ClassInitWaits {

  private static final Figure RAN =
      Figure.yesNo("ran", "another thread runs while one waits for the class");

  /** The claim. */
  public static final Claim CLAIM =
      new Claim(
          "class-init-waits",
          Said.ofVirtualThreads("summaries of JEP 491"),
          "A virtual thread that waits for another thread's static initialiser gives its carrier"
              + " away.",
          new Prediction(
              ClaimVerdict.FAILS,
              "On JDK 25 it waits inside the JVM; JDK 26 changes the usual cases."),
          Rule.of(RAN.always(), RAN.never()),
          List.of(),
          "In a JVM with one carrier, a second virtual thread ran while the first one waited for a"
              + " class that a platform thread was initialising in {ran} trials.",
          """
          Many virtual threads that start at the same time and all need a class whose initialiser
          takes long can hold every carrier. If the initialiser itself waits for a virtual thread,
          nothing goes on any more. JDK-8369238, in JDK 26, lets them leave the carrier on the
          common paths.
          """,
          Duration.ofSeconds(9),
          ClassInitWaits::run);

  private static final int TRIALS = 3;

  private ClassInitWaits() {}

  private static void run(Evidence evidence) throws IOException {
    for (int i = 0; i < TRIALS; i++) { // a class is initialised once in a JVM
      evidence.addAll(RAN, Child.java(Inside.class, OneCarrier.FLAGS).values("ran"));
    }
  }

  /** The program of the JVM with one carrier. */
  static final class Inside {
    private static final CountDownLatch BEGUN = new CountDownLatch(1);
    private static final CountDownLatch RELEASE = new CountDownLatch(1);

    /** Its initialiser waits. */
    private static final class Slow {
      static final int VALUE = waitForRelease();

      private static int waitForRelease() {
        BEGUN.countDown();
        try {
          RELEASE.await();
        } catch (InterruptedException e) {
          throw new IllegalStateException(e);
        }
        return 1;
      }
    }

    public static void main(String[] args) throws Exception {
      Thread initialiser = Thread.ofPlatform().start(Inside::use);
      BEGUN.await();
      Child.print(
          "ran",
          OneCarrier.secondRuns(
              entered -> {
                entered.countDown();
                use();
              },
              RELEASE::countDown));
      initialiser.join();
    }

    private static void use() {
      if (Slow.VALUE != 1) {
        throw new IllegalStateException("not initialised");
      }
    }
  }
}
