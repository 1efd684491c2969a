package hexline.exercises.given;

import java.util.concurrent.TimeUnit;

/**
 * A computation as a server sees it: a call that uses a processor until it is done. It takes a
 * second, or as long as a check decides. Thread-safe.
 */
public final class Computation {

  private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

  private static volatile Runnable action = Computation::burn;

  private Computation() {}

  /** Computes. */
  public static void run() {
    action.run();
  }

  /** For checks: what computing does from now on. */
  public static void onRun(Runnable replacement) {
    action = replacement;
  }

  private static void burn() {
    long end = System.nanoTime() + SECOND;
    while (System.nanoTime() - end < 0) {
      Thread.onSpinWait();
    }
  }
}
