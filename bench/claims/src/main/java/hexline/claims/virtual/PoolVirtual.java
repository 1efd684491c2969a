package hexline.claims.virtual;

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
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** The same tasks on a pool of virtual threads, and on a new virtual thread for each. */
public final class PoolVirtual {

  private static final Figure SHORT =
      new Figure(
          "short", Unit.TIMES, "time without a pool compared with a pool, for tasks of 1 ms");
  private static final Figure LONG =
      new Figure(
          "long", Unit.TIMES, "time without a pool compared with a pool, for tasks of 20 ms");
  private static final Figure FREE =
      new Figure(
          "free", Unit.TIMES, "time without any limit compared with a pool, for tasks of 1 ms");

  /** The claim. */
  public static final Claim CLAIM =
      new Claim(
          "pool-virtual",
          Said.ofVirtualThreads("a habit from platform threads"),
          "Virtual threads should be pooled.",
          new Prediction(
              ClaimVerdict.FAILS, "A new one costs little, which is all that a pool can save."),
          Rule.of(
                  SHORT.above(1.25).and(LONG.above(1.25)),
                  SHORT.atMost(1.25).and(LONG.atMost(1.25)))
              .orDepends(
                  "how long the tasks wait: a hot semaphore costs more than a pool's queue",
                  SHORT.above(1.25).and(LONG.atMost(1.25))),
          List.of(FREE),
          "Tasks that wait for 1 ms, 200 at a time, took {short} as long with a new virtual thread"
              + " for each and a semaphore as with a pool of 200 virtual threads; tasks of 20 ms"
              + " {long} as long. Without any limit tasks of 1 ms took {free} as long.",
          """
          A pool of threads is two things: it keeps threads that are expensive to make, and it
          limits how many tasks run at a time. Virtual threads are cheap to make. The limit is worth
          having where a database has a hundred connections, and a semaphore says it in plain words.
          "Should" is taken to mean: without a pool it takes a quarter longer.
          """,
          Duration.ofSeconds(12),
          PoolVirtual::run);

  private static final int BLOCKS = 9;
  private static final int AT_A_TIME = 200;

  private PoolVirtual() {}

  private static void run(Evidence evidence) throws IOException {
    Child.Report report = Child.java(Inside.class, List.of());
    evidence.addAll(SHORT, report.values("short"));
    evidence.addAll(LONG, report.values("long"));
    evidence.addAll(FREE, report.values("free"));
  }

  /** The program of the JVM that runs the tasks. */
  static final class Inside {
    private static final Load SHORT_TASKS = new Load(4000, 1);
    private static final Load LONG_TASKS = new Load(2000, 20);

    /** So many tasks that each wait for so many milliseconds. */
    private record Load(int tasks, long millis) {

      void perform() {
        try {
          TimeUnit.MILLISECONDS.sleep(millis);
        } catch (InterruptedException e) {
          throw new IllegalStateException(e);
        }
      }
    }

    public static void main(String[] args) throws InterruptedException, ExecutionException {
      for (int block = -3; block < BLOCKS; block++) {
        double shortRatio = ratio(SHORT_TASKS, block);
        double free = free(SHORT_TASKS) / pooled(SHORT_TASKS);
        double longRatio = ratio(LONG_TASKS, block);
        if (block >= 0) { // the first three blocks warm up
          Child.print("short", shortRatio);
          Child.print("free", free);
          Child.print("long", longRatio);
        }
      }
    }

    private static double ratio(Load load, int block)
        throws InterruptedException, ExecutionException {
      double pool = 0;
      double each = 0;
      for (int i = 0; i < 2; i++) {
        if (Math.floorMod(i + block, 2) == 0) {
          pool = pooled(load);
        } else {
          each = withSemaphore(load);
        }
      }
      return each / pool;
    }

    private static double pooled(Load load) throws InterruptedException, ExecutionException {
      try (var executor = Executors.newFixedThreadPool(AT_A_TIME, Thread.ofVirtual().factory())) {
        return nanos(executor, load.tasks(), load::perform);
      }
    }

    private static double withSemaphore(Load load) throws InterruptedException, ExecutionException {
      var permits = new Semaphore(AT_A_TIME);
      try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
        return nanos(
            executor,
            load.tasks(),
            () -> {
              permits.acquireUninterruptibly();
              try {
                load.perform();
              } finally {
                permits.release();
              }
            });
      }
    }

    private static double free(Load load) throws InterruptedException, ExecutionException {
      try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
        return nanos(executor, load.tasks(), load::perform);
      }
    }

    private static double nanos(ExecutorService executor, int tasks, Runnable task)
        throws InterruptedException, ExecutionException {
      var futures = new ArrayList<Future<?>>();
      long began = System.nanoTime();
      for (int i = 0; i < tasks; i++) {
        futures.add(executor.submit(task));
      }
      for (Future<?> future : futures) {
        future.get();
      }
      return System.nanoTime() - (double) began;
    }
  }
}
