package hexline.claims.article;

import hexline.claims.Claim;
import hexline.claims.ClaimVerdict;
import hexline.claims.Evidence;
import hexline.claims.Figure;
import hexline.claims.Prediction;
import hexline.claims.Rule;
import hexline.claims.Said;
import hexline.claims.Unit;
import hexline.claims.trial.Child;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/** Starts two tasks thousands of times and counts which one ran first. */
public final class WhoFirst {

  private static final Figure THREADS =
      new Figure("threads", Unit.PERCENT, "races of two virtual threads that the later one wins");
  private static final Figure LOOP =
      new Figure("loop", Unit.PERCENT, "races of two tasks of one thread that the later one wins");

  /** The claim. */
  public static final Claim CLAIM =
      new Claim(
          "who-first",
          Said.inArticle("Locks", "recipes"),
          "Of two tasks that are started together nobody knows which runs first.",
          new Prediction(
              ClaimVerdict.DEPENDS,
              "A loop takes its tasks in the order in which they were given to it."),
          Rule.of(THREADS.above(0).and(LOOP.above(0)), THREADS.atMost(0).and(LOOP.atMost(0)))
              .orDepends(
                  "whether the tasks have several threads to run on",
                  THREADS.above(0).and(LOOP.atMost(0))),
          List.of(),
          "Of two virtual threads the one that was started later ran first in {threads} of the"
              + " races; of two tasks on a loop with one thread, in {loop}.",
          """
          The article says this of two coroutines, and for their first steps it is not so: asyncio
          runs them in the order in which they were made into tasks. What nobody knows is the order
          after the first await, because that depends on the database that they wait for.
          """,
          Duration.ofSeconds(6),
          WhoFirst::run);

  private static final int RACES = 100_000;

  private WhoFirst() {}

  private static void run(Evidence evidence) throws IOException {
    Child.Report report = Child.java(Inside.class, List.of());
    evidence.addAll(THREADS, report.values("threads"));
    evidence.addAll(LOOP, report.values("loop"));
  }

  /** The program of the JVM in which the tasks race. */
  static final class Inside {
    public static void main(String[] args) throws InterruptedException {
      try (var threads = Executors.newVirtualThreadPerTaskExecutor();
          var loop = Executors.newSingleThreadExecutor()) {
        // One figure for all races: that it ever happens is what is asked for.
        Child.print("threads", laterWins(threads));
        Child.print("loop", laterWins(loop));
      }
    }

    private static double laterWins(Executor executor) throws InterruptedException {
      int later = 0;
      for (int race = 0; race < RACES; race++) {
        var winner = new AtomicInteger();
        var done = new CountDownLatch(2);
        for (int number = 1; number <= 2; number++) {
          int own = number;
          executor.execute(() -> {
            winner.compareAndSet(0, own);
            done.countDown();
          });
        }
        done.await();
        later += winner.get() == 2 ? 1 : 0;
      }
      return 100.0 * later / RACES;
    }
  }
}
