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
import hexline.claims.trial.Burn;
import hexline.claims.trial.Child;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Lets a thread of the highest priority and one of the lowest compute on one processor. */
public final class ThreadPriority {

  private static final Figure RATIO =
      new Figure(
          "ratio", Unit.TIMES, "work of a thread of priority 10 compared with one of priority 1");

  /** The claim. */
  public static final Claim CLAIM =
      new Claim(
          "thread-priority",
          Said.inArticle("Threads", "threaded"),
          "A program has little or no control over the scheduler of threads.",
          new Prediction(
              ClaimVerdict.HOLDS, "On Linux the JVM ignores the priority of a thread by default."),
          Rule.of(RATIO.above(0.8).and(RATIO.atMost(1.25)), RATIO.above(1.5)),
          List.of(),
          "Of two threads that computed on one processor, the one of priority 10 did {ratio} as"
              + " much as the one of priority 1.",
          """
          Thread.setPriority is the only word that Java has for the scheduler. On Linux it does
          nothing unless the JVM runs with -XX:ThreadPriorityPolicy=1, which needs a privilege. The
          operating system can do more from outside: nice(2) for each thread, processors by
          taskset(1), shares by control groups.
          """,
          Duration.ofSeconds(5),
          ThreadPriority::run);

  private static final int BLOCKS = 9;
  private static final long STEPS = 20_000;
  private static final Duration SLICE = Duration.ofMillis(300);

  private static volatile boolean ends;

  private ThreadPriority() {}

  private static void run(Evidence evidence) throws IOException, NotTested {
    evidence.addAll(RATIO, Child.javaOnOneProcessor(Inside.class, List.of()).values("ratio"));
  }

  /** The program of the JVM with the two threads. */
  @SuppressWarnings("ThreadPriorityCheck") // that is the question
  static final class Inside {
    public static void main(String[] args) throws InterruptedException {
      Burn.steps(20_000_000); // to be compiled
      for (int block = 0; block < BLOCKS; block++) {
        ends = false;
        long[] done = new long[2];
        Thread[] threads = new Thread[2];
        for (int i = 0; i < 2; i++) {
          int own = (i + block) % 2; // the high one is started first in every other block
          threads[own] = Thread.ofPlatform().unstarted(() -> done[own] = count());
          threads[own].setPriority(own == 0 ? Thread.MAX_PRIORITY : Thread.MIN_PRIORITY);
          threads[own].start();
        }
        TimeUnit.MILLISECONDS.sleep(SLICE.toMillis());
        ends = true;
        for (Thread thread : threads) {
          thread.join();
        }
        Child.print("ratio", (double) done[0] / Math.max(1, done[1]));
      }
    }

    private static long count() {
      long count = 0;
      while (!ends) {
        Burn.steps(STEPS);
        count++;
      }
      return count;
    }
  }
}
