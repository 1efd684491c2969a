package hexline.claims.article;

import hexline.claims.Claim;
import hexline.claims.ClaimVerdict;
import hexline.claims.Evidence;
import hexline.claims.Figure;
import hexline.claims.Prediction;
import hexline.claims.Rule;
import hexline.claims.Said;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/** Waits for the first of three tasks and looks what the other two do. */
public final class WaitFirst {

  private static final Figure PENDING =
      Figure.yesNo("pending", "the other tasks still run when the first one has ended");
  private static final Figure FINISHED =
      Figure.yesNo("finished", "the other tasks run to their end afterwards");

  /** The claim. */
  public static final Claim CLAIM =
      new Claim(
          "wait-first",
          Said.inArticle("asyncio.wait", "recipes"),
          "A wait for the first of several tasks leaves the others running.",
          new Prediction(ClaimVerdict.HOLDS, "anyOf only looks at its futures."),
          Rule.of(PENDING.always().and(FINISHED.always()), PENDING.never().or(FINISHED.never())),
          List.of(),
          "When CompletableFuture.anyOf returned, the other tasks still ran in {pending} trials,"
              + " and afterwards they came to their end in {finished}.",
          """
          asyncio.wait returns the finished tasks and the pending ones, and cancels none.
          CompletableFuture.anyOf is the same. ExecutorService.invokeAny and structured concurrency
          do otherwise: they cancel the others, which is mostly what one wants.
          """,
          Duration.ofSeconds(1),
          WaitFirst::run);

  private static final int TRIALS = 10;

  private WaitFirst() {}

  private static void run(Evidence evidence) throws Exception {
    try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int trial = 0; trial < TRIALS; trial++) {
        var release = new CountDownLatch(1);
        var others = new ArrayList<CompletableFuture<Boolean>>();
        for (int i = 0; i < 2; i++) {
          others.add(CompletableFuture.supplyAsync(() -> await(release), executor));
        }
        var first = CompletableFuture.supplyAsync(() -> true, executor);
        try {
          CompletableFuture.anyOf(first, others.get(0), others.get(1)).get(5, TimeUnit.SECONDS);
          evidence.add(PENDING, others.stream().noneMatch(CompletableFuture::isDone));
        } finally {
          release.countDown();
        }
        boolean finished = true;
        for (CompletableFuture<Boolean> other : others) {
          finished &= other.get(5, TimeUnit.SECONDS);
        }
        evidence.add(FINISHED, finished);
      }
    }
  }

  private static boolean await(CountDownLatch release) {
    try {
      return release.await(10, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      return false; // it was cancelled
    }
  }
}
