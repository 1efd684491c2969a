package hexline.claims.jdk;

import hexline.claims.Claim;
import hexline.claims.ClaimVerdict;
import hexline.claims.Evidence;
import hexline.claims.Figure;
import hexline.claims.Prediction;
import hexline.claims.Rule;
import hexline.claims.Said;
import hexline.claims.trial.Child;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.TimeUnit;

/** Fills the common pool with tasks that wait for one more task. */
public final class SupplyAsyncThreads {

  private static final Figure RAN =
      Figure.yesNo("ran", "one more task runs while the threads of the pool wait");

  /** The claim. */
  public static final Claim CLAIM =
      new Claim(
          "supply-async-threads",
          Said.ofJdk("a thought from asyncio.to_thread", "async"),
          "`supplyAsync` always has a thread for one more task.",
          new Prediction(
              ClaimVerdict.FAILS,
              "It runs on the common pool, which has about a thread per processor."),
          Rule.of(RAN.always(), RAN.never()),
          List.of(),
          "While as many tasks as the common pool has threads waited on a latch, one more task ran"
              + " within 700 ms in {ran} trials.",
          """
          The common pool is made for computing. Tasks that wait in it, for a latch, a socket or a
          database, take its threads away from everybody in the JVM, parallel streams included. Give
          supplyAsync an executor of virtual threads for tasks that wait.
          """,
          Duration.ofSeconds(4),
          SupplyAsyncThreads::run);

  private static final int TRIALS = 4;

  private SupplyAsyncThreads() {}

  private static void run(Evidence evidence) throws IOException {
    Child.Report report = Child.java(Inside.class, List.of());
    evidence.addAll(RAN, report.values("ran"));
    report.values("threads").stream()
        .findFirst()
        .ifPresent(threads -> evidence.note("Size of the pool here: %.0f".formatted(threads)));
  }

  /** The program of the JVM whose common pool is filled. */
  static final class Inside {
    public static void main(String[] args) throws InterruptedException {
      CompletableFuture.supplyAsync(() -> true).join(); // the pool is as large as it will be
      int threads = Math.max(1, ForkJoinPool.commonPool().getParallelism());
      Child.print("threads", threads);
      for (int i = 0; i < TRIALS; i++) {
        Child.print("ran", oneMoreRuns(threads));
      }
    }

    private static boolean oneMoreRuns(int threads) throws InterruptedException {
      var waiting = new CountDownLatch(threads);
      var release = new CountDownLatch(1);
      var all = new CompletableFuture<?>[threads];
      for (int i = 0; i < threads; i++) {
        all[i] =
            CompletableFuture.supplyAsync(() -> {
              waiting.countDown();
              return await(release);
            });
      }
      waiting.await();
      var ran = new CountDownLatch(1);
      CompletableFuture<Boolean> more =
          CompletableFuture.supplyAsync(() -> {
            ran.countDown();
            return true;
          });
      boolean runs = ran.await(700, TimeUnit.MILLISECONDS);
      release.countDown();
      CompletableFuture.allOf(all).join();
      more.join();
      return runs;
    }

    private static boolean await(CountDownLatch release) {
      try {
        release.await();
        return true;
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }
  }
}
