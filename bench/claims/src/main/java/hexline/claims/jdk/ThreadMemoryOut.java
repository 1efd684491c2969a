package hexline.claims.jdk;

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
import java.util.concurrent.locks.LockSupport;

/**
 * Starts threads in another JVM until that fails, and looks how much memory is left then. The limit
 * that it meets is set for that JVM alone: to meet one of the machine would keep all other programs
 * from starting.
 */
public final class ThreadMemoryOut {

  private static final Figure FREE =
      new Figure("free", Unit.PERCENT, "memory of the machine that is still available then");
  private static final Figure THREADS =
      new Figure("threads", Unit.COUNT, "threads that could be started");

  /** The claim. */
  public static final Claim CLAIM =
      new Claim(
          "thread-memory-out",
          Said.ofJdk("the error itself: OutOfMemoryError", "threaded"),
          "\"Unable to create native thread\" means that the memory is used up.",
          new Prediction(
              ClaimVerdict.FAILS,
              "The error comes from any limit of the system: of addresses, maps, threads or"
                  + " processes."),
          Rule.of(FREE.atMost(5), FREE.above(20)),
          List.of(THREADS),
          "With 8 GB of addresses (ulimit -v), a JVM could start {threads} threads with stacks of 8"
              + " MB before the error came, and {free} of the machine's memory was still"
              + " available.",
          """
          The message says "possibly out of memory or process/resource limits reached", and mostly
          it is a limit: vm.max_map_count, since each thread of Java has maps of its own for the
          stack and its guard pages; kernel.pid_max and kernel.threads-max, which the whole machine
          shares; ulimit -u; the pids of a control group, as in a container. A smaller stack (-Xss)
          helps against the limit of addresses only, and more memory against none of them.
          """,
          Duration.ofSeconds(4),
          ThreadMemoryOut::run);

  private static final int TRIALS = 3;
  private static final int MOST = 5000;
  private static final Duration LIMIT = Duration.ofSeconds(15);
  private static final List<String> FLAGS =
      List.of("-Xmx64m", "-Xss8m", "-XX:-CreateCoredumpOnCrash", "-XX:ErrorFile=/dev/null");

  /** A shell that limits the addresses of a process, in kilobytes, and becomes its command. */
  private static final List<String> LIMITED =
      List.of("sh", "-c", "ulimit -v 8388608 && exec \"$@\"", "limited");

  private ThreadMemoryOut() {}

  private static void run(Evidence evidence) throws IOException, NotTested, InterruptedException {
    Linux.require();
    for (int i = 0; i < TRIALS; i++) {
      trial(evidence);
    }
    String limits =
        "Here vm.max_map_count is %d, kernel.pid_max %d, kernel.threads-max %d"
            .formatted(
                Linux.setting("vm/max_map_count"),
                Linux.setting("kernel/pid_max"),
                Linux.setting("kernel/threads-max"));
    evidence.note(limits);
  }

  private static void trial(Evidence evidence) throws IOException, NotTested, InterruptedException {
    var command = new ArrayList<>(LIMITED);
    command.addAll(Child.javaCommand(Inside.class, FLAGS));
    double available = Linux.machineKilobytes("MemAvailable");
    try (ChildProcess child = Child.start(command)) {
      long end = System.nanoTime() + LIMIT.toNanos();
      String said = said(child);
      while (said.isEmpty() && System.nanoTime() - end < 0) {
        boolean ended = child.endsWithin(Duration.ofMillis(10));
        available = Math.min(available, (double) Linux.machineKilobytes("MemAvailable"));
        said = said(child);
        if (ended) {
          break;
        }
      }
      if (said.equals("none")) {
        throw new NotTested("this system does not keep the limit of addresses");
      }
      if (said.isEmpty()) {
        throw new IOException("the JVM ended or stood still before it could say how many threads");
      }
      evidence.add(THREADS, Double.parseDouble(said.substring("threads=".length())));
      evidence.add(FREE, 100 * available / Linux.machineKilobytes("MemTotal"));
    }
  }

  /** What the program has printed; the JVM prints warnings besides. */
  private static String said(ChildProcess child) {
    return child.output().lastLines(50).stream()
        .filter(line -> line.startsWith("threads=") || line.equals("none"))
        .findFirst()
        .orElse("");
  }

  /** The program of the JVM that starts threads. */
  static final class Inside {
    public static void main(String[] args) {
      int started = 0;
      try {
        while (started < MOST) {
          Thread.ofPlatform().daemon().start(LockSupport::park);
          started++;
        }
        System.out.println("none");
      } catch (OutOfMemoryError e) {
        System.out.println("threads=" + started);
      }
      while (true) {
        LockSupport.park();
      }
    }
  }
}
