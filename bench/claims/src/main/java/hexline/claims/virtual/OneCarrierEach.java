package hexline.claims.virtual;

import hexline.bench.server.Processors;
import hexline.claims.Claim;
import hexline.claims.ClaimVerdict;
import hexline.claims.Evidence;
import hexline.claims.Figure;
import hexline.claims.NotTested;
import hexline.claims.Prediction;
import hexline.claims.Rule;
import hexline.claims.Said;
import hexline.claims.Unit;
import hexline.claims.trial.Child;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/** Asks virtual threads after each wait on which carrier they run. */
public final class OneCarrierEach {

  private static final Figure CARRIERS =
      new Figure("carriers", Unit.COUNT, "carriers on which a virtual thread has run");

  /** The claim. */
  public static final Claim CLAIM =
      new Claim(
          "one-carrier",
          Said.ofVirtualThreads("a thought from platform threads"),
          "A virtual thread stays on its carrier.",
          new Prediction(
              ClaimVerdict.FAILS,
              "After a wait it runs on whichever carrier takes it from a queue."),
          Rule.of(CARRIERS.atMost(1), CARRIERS.above(1)),
          List.of(),
          "In a JVM with two carriers, a virtual thread that slept 200 times had run on {carriers}"
              + " of them (20 threads).",
          """
          So what belongs to the thread of the operating system does not belong to the virtual
          thread: native libraries that keep something for each thread, the processor's caches,
          affinity. Java's own ThreadLocal is kept with the virtual thread and moves with it.
          """,
          Duration.ofSeconds(2),
          OneCarrierEach::run);

  private static final int THREADS = 20;
  private static final int WAITS = 200;

  private OneCarrierEach() {}

  private static void run(Evidence evidence) throws IOException, NotTested {
    if (Processors.atStart().count() < 2) {
      throw new NotTested("it needs two processors");
    }
    List<String> flags = List.of("-Djdk.virtualThreadScheduler.parallelism=2");
    evidence.addAll(CARRIERS, Child.java(Inside.class, flags).values("carriers"));
  }

  /** The program of the JVM with two carriers. */
  static final class Inside {
    public static void main(String[] args) throws InterruptedException, ExecutionException {
      try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
        var counts = new ArrayList<Future<Integer>>();
        for (int i = 0; i < THREADS; i++) {
          counts.add(executor.submit(Inside::carriers));
        }
        for (Future<Integer> count : counts) {
          Child.print("carriers", count.get());
        }
      }
    }

    private static int carriers() throws InterruptedException {
      Set<String> seen = new HashSet<>();
      for (int i = 0; i < WAITS; i++) {
        TimeUnit.MICROSECONDS.sleep(200);
        String self = Thread.currentThread().toString(); // VirtualThread[#1]/runnable@CARRIER
        seen.add(self.substring(self.indexOf('@') + 1));
      }
      return seen.size();
    }
  }
}
