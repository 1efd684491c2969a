package hexline.claims.jdk;

import hexline.claims.Claim;
import hexline.claims.ClaimVerdict;
import hexline.claims.Evidence;
import hexline.claims.Figure;
import hexline.claims.Prediction;
import hexline.claims.Rule;
import hexline.claims.Said;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/** Cancels futures of both kinds while their tasks wait. */
public final class CancelStops {

  private static final Figure COMPLETABLE =
      Figure.yesNo("completable", "cancel(true) of a CompletableFuture interrupts its task");
  private static final Figure FUTURE =
      Figure.yesNo("future", "cancel(true) of an executor's Future interrupts its task");

  /** The claim. */
  public static final Claim CLAIM =
      new Claim(
          "cancel-stops",
          Said.ofJdk("a habit from asyncio", "async"),
          "`cancel(true)` stops the work of a future.",
          new Prediction(
              ClaimVerdict.DEPENDS,
              "A CompletableFuture does not know its task; the Future of an executor interrupts"
                  + " it."),
          Rule.of(
                  COMPLETABLE.always().and(FUTURE.always()),
                  COMPLETABLE.never().and(FUTURE.never()))
              .orDepends(
                  "the kind of future: one of an executor, or a CompletableFuture",
                  COMPLETABLE.never().and(FUTURE.always())),
          List.of(),
          "cancel(true) interrupted the task of a CompletableFuture in {completable} trials, and"
              + " that of ExecutorService.submit in {future}.",
          """
          A CompletableFuture is a place for a result, and cancelling it puts an exception into that
          place. The task goes on and its result is dropped; the Javadoc says that the argument has
          no effect. A task that can be stopped needs submit, or structured concurrency.
          """,
          Duration.ofSeconds(4),
          CancelStops::run);

  private static final int TRIALS = 4;
  private static final Duration PATIENCE = Duration.ofMillis(500);

  private CancelStops() {}

  private static void run(Evidence evidence) throws InterruptedException {
    try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < TRIALS; i++) {
        var one = new Task();
        evidence.add(COMPLETABLE, one.isStoppedBy(CompletableFuture.runAsync(one::work, executor)));
        var other = new Task();
        evidence.add(FUTURE, other.isStoppedBy(executor.submit(other::work)));
      }
    }
  }

  /** A task that waits until it is interrupted or released. */
  private static final class Task {
    private final CountDownLatch started = new CountDownLatch(1);
    private final CountDownLatch release = new CountDownLatch(1);
    private final CountDownLatch interrupted = new CountDownLatch(1);

    void work() {
      started.countDown();
      try {
        release.await();
      } catch (InterruptedException e) {
        interrupted.countDown();
      }
    }

    boolean isStoppedBy(Future<?> future) throws InterruptedException {
      try {
        started.await();
        future.cancel(true);
        return interrupted.await(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
      } finally {
        release.countDown();
      }
    }
  }
}
