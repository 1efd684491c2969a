package hexline.claims.trial;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Asks whether a virtual thread that waits leaves its carrier, in a JVM that has only one. */
public final class OneCarrier {

  /** Flags of a JVM with one carrier. */
  public static final List<String> FLAGS = List.of("-Djdk.virtualThreadScheduler.parallelism=1");

  private static final Duration PATIENCE = Duration.ofSeconds(2);
  private static final Duration ENDING = Duration.ofSeconds(10);

  private OneCarrier() {}

  /** A wait of a virtual thread. */
  @FunctionalInterface
  public interface Waiting {
    /**
     * Counts {@code entered} down and waits until it is released.
     *
     * @throws Exception if the wait fails
     */
    void await(CountDownLatch entered) throws Exception;
  }

  /** Ends a wait. */
  @FunctionalInterface
  public interface Release {
    /**
     * Releases the waiting thread.
     *
     * @throws Exception if that fails
     */
    void run() throws Exception;
  }

  /**
   * Whether a second virtual thread runs while the first one waits. The second one is started when
   * the first one is about to wait, and can run only on the carrier that the first one has left.
   *
   * @param release ends the wait
   */
  public static boolean secondRuns(Waiting waiting, Release release) throws Exception {
    var entered = new CountDownLatch(1);
    Thread first =
        Thread.ofVirtual()
            .start(() -> {
              try {
                waiting.await(entered);
              } catch (Exception e) {
                throw new IllegalStateException(e);
              }
            });
    entered.await();
    var ran = new CountDownLatch(1);
    Thread second = Thread.ofVirtual().start(ran::countDown);
    boolean runs = ran.await(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    release.run();
    if (!first.join(ENDING) || !second.join(ENDING)) {
      throw new IllegalStateException("a virtual thread did not end");
    }
    return runs;
  }
}
