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
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;

/** Many virtual threads and one lock that all of them want, of both kinds. */
public final class SynchronizedLikeLock {

  private static final Figure RATIO =
      new Figure("ratio", Unit.TIMES, "time with synchronized compared with ReentrantLock");
  private static final Figure PLATFORM =
      new Figure("platform", Unit.TIMES, "the same ratio on platform threads");

  /** The claim. */
  public static final Claim CLAIM =
      new Claim(
          "synchronized-like-lock",
          Said.ofVirtualThreads("summaries of JEP 491"),
          "On virtual threads, `synchronized` is as fast as `ReentrantLock`.",
          new Prediction(
              ClaimVerdict.FAILS,
              "A virtual thread that waits for a monitor is resumed by a thread of its own in the"
                  + " JVM; a lock resumes it directly."),
          Rule.of(RATIO.atMost(1.5), RATIO.above(1.5)),
          List.of(PLATFORM),
          "64 virtual threads that all wanted one lock, 500 times each, took {ratio} as long with"
              + " synchronized as with ReentrantLock; 64 platform threads {platform}.",
          """
          A hot lock with an empty body: nothing but the lock is measured, at its worst. Where a
          lock is free most of the time, as it should be, both cost some nanoseconds and the
          difference is gone. "As fast" means here: at most half as slow again.
          """,
          Duration.ofSeconds(10),
          SynchronizedLikeLock::run);

  private static final int BLOCKS = 10;
  private static final int THREADS = 64;
  private static final int ROUNDS = 500;

  private SynchronizedLikeLock() {}

  private static void run(Evidence evidence) throws IOException {
    Child.Report report = Child.java(Inside.class, List.of());
    evidence.addAll(RATIO, report.values("virtual"));
    evidence.addAll(PLATFORM, report.values("platform"));
  }

  /** The program of the JVM whose threads want the lock. */
  static final class Inside {
    private static final Object MONITOR = new Object();
    private static final ReentrantLock LOCK = new ReentrantLock();
    private static long entered; // guarded by one of the two, in turn

    public static void main(String[] args) throws InterruptedException {
      Thread.Builder virtual = Thread.ofVirtual();
      Thread.Builder platform = Thread.ofPlatform();
      for (int i = 0; i < 5; i++) { // to be compiled
        ratio(virtual, 0);
        ratio(platform, 0);
      }
      for (int block = 0; block < BLOCKS; block++) {
        Child.print("virtual", ratio(virtual, block));
        Child.print("platform", ratio(platform, block));
      }
    }

    private static double ratio(Thread.Builder kind, int block) throws InterruptedException {
      double monitor = 0;
      double lock = 0;
      for (int i = 0; i < 2; i++) {
        if ((i + block) % 2 == 0) {
          monitor = nanos(kind, Inside::underMonitor);
        } else {
          lock = nanos(kind, Inside::underLock);
        }
      }
      return monitor / lock;
    }

    private static double nanos(Thread.Builder kind, Runnable task) throws InterruptedException {
      Thread[] threads = new Thread[THREADS];
      entered = 0;
      long began = System.nanoTime();
      for (int i = 0; i < THREADS; i++) {
        threads[i] = kind.start(task);
      }
      for (Thread thread : threads) {
        thread.join();
      }
      double nanos = System.nanoTime() - began;
      if (entered != (long) THREADS * ROUNDS) {
        throw new IllegalStateException("entered " + entered + " times");
      }
      return nanos;
    }

    private static void underMonitor() {
      for (int i = 0; i < ROUNDS; i++) {
        synchronized (MONITOR) {
          entered++;
        }
      }
    }

    private static void underLock() {
      for (int i = 0; i < ROUNDS; i++) {
        LOCK.lock();
        try {
          entered++;
        } finally {
          LOCK.unlock();
        }
      }
    }
  }
}
