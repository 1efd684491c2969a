package hexline.claims.virtual;

import hexline.bench.server.JavaCommand;
import hexline.claims.Claim;
import hexline.claims.ClaimVerdict;
import hexline.claims.Evidence;
import hexline.claims.Figure;
import hexline.claims.Prediction;
import hexline.claims.Rule;
import hexline.claims.Said;
import hexline.claims.Unit;
import hexline.claims.trial.Child;
import hexline.process.ChildProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;

/** Looks for the names of threads in the output of jstack and of jcmd. */
public final class JstackShowsAll {

  private static final int THREADS = 5;

  private static final Figure JSTACK_VIRTUAL =
      new Figure("jstack-virtual", Unit.COUNT, "virtual threads of 5 that jstack shows");
  private static final Figure JSTACK_PLATFORM =
      new Figure("jstack-platform", Unit.COUNT, "platform threads of 5 that jstack shows");
  private static final Figure DUMP_VIRTUAL =
      new Figure("dump-virtual", Unit.COUNT, "virtual threads of 5 that Thread.dump_to_file shows");

  /** The claim. */
  public static final Claim CLAIM =
      new Claim(
          "jstack-shows-all",
          Said.ofVirtualThreads("a habit from platform threads"),
          "`jstack` shows all threads.",
          new Prediction(ClaimVerdict.FAILS, "It asks the JVM for its platform threads."),
          Rule.of(
              JSTACK_VIRTUAL.above(THREADS - 0.5).and(JSTACK_PLATFORM.above(THREADS - 0.5)),
              JSTACK_VIRTUAL.atMost(0)),
          List.of(DUMP_VIRTUAL),
          "Of 5 platform threads and 5 virtual ones that waited, jstack showed {jstack-platform}"
              + " and {jstack-virtual}; jcmd Thread.dump_to_file showed {dump-virtual} of the"
              + " virtual ones.",
          """
          A thread dump that shows nothing but idle carriers and a poller does not mean that nothing
          waits. `jcmd PID Thread.dump_to_file -format=json FILE` lists virtual threads with their
          stacks, grouped by the executor that started them.
          """,
          Duration.ofSeconds(6),
          JstackShowsAll::run);

  private static final int TRIALS = 3;

  private JstackShowsAll() {}

  private static void run(Evidence evidence) throws IOException, InterruptedException {
    Path folder = Files.createTempDirectory("hexline-claims");
    Path dump = folder.resolve("threads.json");
    try (ChildProcess child = Child.start(Child.javaCommand(Inside.class, List.of()))) {
      Child.firstLine(child);
      for (int i = 0; i < TRIALS; i++) {
        String stacks = String.join("\n", jdkTool("jstack", "" + child.pid()).lines());
        evidence.add(JSTACK_PLATFORM, count(stacks, "on-platform-"));
        evidence.add(JSTACK_VIRTUAL, count(stacks, "on-virtual-"));
        jdkTool(
            "jcmd",
            "" + child.pid(),
            "Thread.dump_to_file",
            "-overwrite",
            "-format=json",
            dump.toString());
        evidence.add(DUMP_VIRTUAL, count(Files.readString(dump), "on-virtual-"));
      }
    } finally {
      Files.deleteIfExists(dump);
      Files.delete(folder);
    }
  }

  private static Child.Report jdkTool(String name, String... arguments) throws IOException {
    var command = new ArrayList<>(List.of(JavaCommand.tool(name)));
    command.addAll(List.of(arguments));
    return Child.run(command);
  }

  private static int count(String text, String prefix) {
    int count = 0;
    for (int i = 0; i < THREADS; i++) {
      count += text.contains('"' + prefix + i + '"') ? 1 : 0;
    }
    return count;
  }

  /** The program of the JVM whose threads wait. */
  static final class Inside {
    public static void main(String[] args) throws InterruptedException {
      var started = new CountDownLatch(2 * THREADS);
      for (int i = 0; i < THREADS; i++) {
        start(Thread.ofPlatform().name("on-platform-" + i), started);
        start(Thread.ofVirtual().name("on-virtual-" + i), started);
      }
      started.await();
      System.out.println("ready");
      sleepForever();
    }

    private static void start(Thread.Builder kind, CountDownLatch started) {
      var _ =
          kind.start(() -> {
            started.countDown();
            sleepForever();
          });
    }

    private static void sleepForever() {
      while (true) {
        LockSupport.park();
      }
    }
  }
}
