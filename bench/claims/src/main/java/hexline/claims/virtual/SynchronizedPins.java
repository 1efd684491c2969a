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
import java.util.concurrent.locks.ReentrantLock;

/** Lets a virtual thread wait inside a monitor while the only carrier is wanted by another one. */
public final class SynchronizedPins {

  private static final Figure MONITOR =
      Figure.yesNo("monitor", "another thread runs on the carrier meanwhile");
  private static final Figure LOCK =
      Figure.yesNo("lock", "another thread runs while one waits under a ReentrantLock");

  /** The claim. */
  public static final Claim CLAIM =
      new Claim(
          "synchronized-pins",
          Said.ofVirtualThreads("advice for JDK 21 to 23"),
          "A virtual thread that waits inside `synchronized` holds its carrier.",
          new Prediction(
              ClaimVerdict.FAILS, "Since JDK 24 (JEP 491) a monitor belongs to the thread."),
          Rule.of(MONITOR.never(), MONITOR.always()),
          List.of(LOCK),
          "In a JVM with one carrier, a second virtual thread ran while the first one waited inside"
              + " synchronized in {monitor} trials, and under a ReentrantLock in {lock}.",
          """
          On JDK 21 to 23 the monitor was held by the carrier, so the thread could not leave it;
          much code was changed from synchronized to ReentrantLock for that reason. On 24 and newer
          that is not needed any more. What still holds a carrier: see pinning-over.
          """,
          Duration.ofSeconds(3),
          SynchronizedPins::run);

  private static final int TRIALS = 5;

  private SynchronizedPins() {}

  private static void run(Evidence evidence) throws IOException {
    Child.Report report = Child.java(Inside.class, OneCarrier.FLAGS);
    evidence.addAll(MONITOR, report.values("monitor"));
    evidence.addAll(LOCK, report.values("lock"));
  }

  /** The program of the JVM with one carrier. */
  static final class Inside {
    public static void main(String[] args) throws Exception {
      for (int i = 0; i < TRIALS; i++) {
        Child.print("monitor", withMonitor());
        Child.print("lock", withLock());
      }
    }

    private static boolean withMonitor() throws Exception {
      var monitor = new Object();
      var release = new CountDownLatch(1);
      return OneCarrier.secondRuns(
          entered -> {
            synchronized (monitor) {
              entered.countDown();
              release.await();
            }
          },
          release::countDown);
    }

    private static boolean withLock() throws Exception {
      var lock = new ReentrantLock();
      var release = new CountDownLatch(1);
      return OneCarrier.secondRuns(
          entered -> {
            lock.lock();
            try {
              entered.countDown();
              release.await();
            } finally {
              lock.unlock();
            }
          },
          release::countDown);
    }
  }
}
