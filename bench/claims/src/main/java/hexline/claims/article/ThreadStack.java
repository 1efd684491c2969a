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
import hexline.claims.trial.Child;
import hexline.claims.trial.Linux;
import hexline.process.ChildProcess;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** Starts thousands of threads that sleep, and reads the memory of the process. */
public final class ThreadStack {

  private static final int FEW = 100;
  private static final int MANY = 2100;

  private static final Figure RESIDENT =
      new Figure("resident", Unit.KILOBYTES, "resident memory of a sleeping thread");
  private static final Figure RESERVED =
      new Figure("reserved", Unit.KILOBYTES, "address space of a thread");
  private static final Figure LARGE_RESIDENT =
      new Figure("large-resident", Unit.KILOBYTES, "resident memory of a thread with -Xss8m");
  private static final Figure LARGE_RESERVED =
      new Figure("large-reserved", Unit.KILOBYTES, "address space of a thread with -Xss8m");
  private static final Figure DEEP =
      new Figure("deep", Unit.KILOBYTES, "resident memory of a thread after deep calls");

  /** The claim. */
  public static final Claim CLAIM =
      new Claim(
          "thread-stack",
          Said.inArticle("Threads", "threaded"),
          "Each thread takes 1 to 10 MB of memory; a thousand threads take 5 GB.",
          new Prediction(
              ClaimVerdict.FAILS,
              "The kernel reserves addresses for the stack and gives memory page by page, when a"
                  + " page is first used."),
          Rule.of(RESIDENT.above(1000), RESIDENT.atMost(250)),
          List.of(RESERVED, LARGE_RESIDENT, LARGE_RESERVED, DEEP),
          "A sleeping thread took {resident} of memory and {reserved} of addresses; with -Xss8m"
              + " {large-resident} and {large-reserved}; after a recursion of 5,000 calls {deep}.",
          """
          The stack of a Java thread is 1 MB of addresses on Linux (-Xss says how many), and
          addresses cost no memory. Memory is what the thread has touched: little for one that waits
          in a server, more for one that has once called deeply, because the pages of its stack are
          not given back. Huge pages change this: with transparent_hugepage set to always, some JDKs
          made whole stacks resident.
          """,
          Duration.ofSeconds(12),
          ThreadStack::run);

  private static final int TRIALS = 3;
  private static final int DEPTH = 5000;

  private ThreadStack() {}

  private static void run(Evidence evidence) throws IOException, NotTested, InterruptedException {
    Linux.require();
    for (int i = 0; i < TRIALS; i++) {
      measure(List.of("-Xss1m"), 0, evidence, RESIDENT, RESERVED);
      measure(List.of("-Xss8m"), 0, evidence, LARGE_RESIDENT, LARGE_RESERVED);
      measure(List.of("-Xss1m"), DEPTH, evidence, DEEP, null);
    }
  }

  private static void measure(
      List<String> flags, int depth, Evidence evidence, Figure resident, @Nullable Figure reserved)
      throws IOException, InterruptedException {
    long[] few = look(flags, FEW, depth);
    long[] many = look(flags, MANY, depth);
    evidence.add(resident, (many[0] - few[0]) / (double) (MANY - FEW));
    if (reserved != null) {
      evidence.add(reserved, (many[1] - few[1]) / (double) (MANY - FEW));
    }
  }

  /** Resident memory and address space of a JVM with so many threads, in kilobytes. */
  private static long[] look(List<String> flags, int threads, int depth)
      throws IOException, InterruptedException {
    var all = new ArrayList<>(List.of("-Xms64m", "-Xmx64m", "-XX:+AlwaysPreTouch"));
    all.add("-Xint"); // so that no compiler allocates meanwhile
    all.addAll(flags);
    List<String> command = Child.javaCommand(Inside.class, all, "" + threads, "" + depth);
    try (ChildProcess child = Child.start(command)) {
      Child.firstLine(child);
      return new long[] {
        Linux.residentKilobytes(child.pid()), Linux.statusKilobytes(child.pid(), "VmSize")
      };
    }
  }

  /** The program of the JVM whose threads sleep. */
  static final class Inside {
    public static void main(String[] args) throws InterruptedException {
      int threads = Integer.parseInt(args[0]);
      int depth = Integer.parseInt(args[1]);
      var started = new CountDownLatch(threads);
      for (int i = 0; i < threads; i++) {
        Thread.ofPlatform()
            .daemon()
            .start(() -> {
              descend(depth);
              started.countDown();
              sleepForever();
            });
      }
      started.await();
      System.out.println("ready");
      sleepForever();
    }

    private static int descend(int depth) {
      return depth == 0 ? 0 : 1 + descend(depth - 1);
    }

    private static void sleepForever() {
      while (true) {
        LockSupport.park();
      }
    }
  }
}
