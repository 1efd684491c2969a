package hexline.claims.article;

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
import hexline.claims.trial.Burn;
import hexline.claims.trial.Child;
import hexline.claims.trial.Linux;
import java.io.IOException;
import java.time.Duration;
import java.util.List;

/** Computes the same twice: one after the other, and by two threads at the same time. */
public final class ThreadsNoCpu {

  private static final Figure JAVA =
      new Figure("java", Unit.TIMES, "speed of two threads compared with one on the JVM");
  private static final Figure PYTHON =
      new Figure("python", Unit.TIMES, "speed of two threads compared with one in Python");

  /** The claim. */
  public static final Claim CLAIM =
      new Claim(
          "threads-no-cpu",
          Said.inArticle("Threads", "threaded"),
          "Threads cannot run computing work in parallel.",
          new Prediction(
              ClaimVerdict.DEPENDS,
              "CPython has a lock that one thread holds while it computes; the JVM has none."),
          Rule.of(JAVA.atMost(1.2), JAVA.above(1.5))
              .orDepends(
                  "the runtime: CPython with its global lock, or the JVM",
                  JAVA.above(1.5).and(PYTHON.atMost(1.25))),
          List.of(),
          "Two threads on the JVM did the work of one {java} as fast; in Python {python}.",
          """
          The article speaks of CPython, whose global interpreter lock lets one thread at a time
          run Python code. Java's threads run on as many processors as there are. A processor that
          is in fact half of a core, as in many rented machines, gives less than twice the speed.
          """,
          Duration.ofSeconds(8),
          ThreadsNoCpu::run);

  private static final int BLOCKS = 9;
  private static final long STEPS = 20_000_000;

  private static final String PYTHON_PROGRAM =
      """
      import threading, time
      def work():
          x = 1
          for i in range(400000): x = (x * 31 + i) & 0xffffff
      def both():
          threads = [threading.Thread(target=work) for _ in range(2)]
          for t in threads: t.start()
          for t in threads: t.join()
      def one():
          work(); work()
      for block in range(9):
          times = {}
          for f in (one, both) if block % 2 else (both, one):
              began = time.perf_counter(); f(); times[f] = time.perf_counter() - began
          print("speed=%f" % (times[one] / times[both]))
      """;

  private ThreadsNoCpu() {}

  private static void run(Evidence evidence) throws IOException, NotTested {
    if (Processors.atStart().count() < 2) {
      throw new NotTested("it needs two processors");
    }
    evidence.addAll(JAVA, Child.java(Inside.class, List.of()).values("speed"));
    try {
      Linux.requireProgram("python3");
      evidence.addAll(PYTHON, Child.run(List.of("python3", "-c", PYTHON_PROGRAM)).values("speed"));
    } catch (NotTested e) {
      evidence.note("There is no python3 here");
    }
  }

  /** The program of the JVM that computes. */
  static final class Inside {
    public static void main(String[] args) throws InterruptedException {
      Burn.steps(STEPS); // to be compiled
      for (int block = 0; block < BLOCKS; block++) {
        double one = 0;
        double two = 0;
        for (int i = 0; i < 2; i++) {
          if ((i + block) % 2 == 0) {
            one = one();
          } else {
            two = two();
          }
        }
        Child.print("speed", one / two);
      }
    }

    private static double one() {
      long began = System.nanoTime();
      Burn.steps(STEPS);
      Burn.steps(STEPS);
      return System.nanoTime() - (double) began;
    }

    private static double two() throws InterruptedException {
      long began = System.nanoTime();
      Thread other = Thread.ofPlatform().start(() -> Burn.steps(STEPS));
      Burn.steps(STEPS);
      other.join();
      return System.nanoTime() - (double) began;
    }
  }
}
