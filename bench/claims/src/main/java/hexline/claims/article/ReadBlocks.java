package hexline.claims.article;

import hexline.bench.server.MeasuredServer;
import hexline.claims.Claim;
import hexline.claims.ClaimVerdict;
import hexline.claims.Evidence;
import hexline.claims.Figure;
import hexline.claims.NotTested;
import hexline.claims.Prediction;
import hexline.claims.Rule;
import hexline.claims.Said;
import hexline.claims.Unit;
import hexline.claims.trial.Client;
import hexline.claims.trial.Linux;
import hexline.claims.trial.Linux.OsThread;
import hexline.claims.trial.Servers;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Looks where the thread of a server stands while its client says nothing. */
public final class ReadBlocks {

  private static final Figure STANDS =
      Figure.yesNo("stands", "a thread sleeps in read(2) or recvfrom(2) of the client's socket");
  private static final Figure USED =
      new Figure("used", Unit.PERCENT, "processor time of that thread meanwhile");
  private static final Figure VIRTUAL =
      Figure.yesNo("virtual", "a thread of the virtual server sleeps in a read of the socket");

  /** The claim. */
  public static final Claim CLAIM =
      new Claim(
          "read-blocks",
          Said.inArticle("Synchronous code", "sync"),
          "A read without data is a system call in which the kernel stops the thread.",
          new Prediction(
              ClaimVerdict.HOLDS,
              "A blocking socket of the JDK is read by read(2) on the thread itself."),
          Rule.of(STANDS.always().and(USED.atMost(5)), STANDS.never()),
          List.of(VIRTUAL),
          "In {stands} looks the thread of the sync server slept in the system call, and used"
              + " {used} of a processor. In the virtual server a thread of the operating system"
              + " slept in such a call in {virtual} looks.",
          """
          /proc/PID/task/TID/syscall shows the system call in which a thread is, and its arguments:
          read, number 0 on x86-64, and the descriptor of the client's socket. A virtual thread that
          reads is unmounted, and no thread of the operating system waits for this one client: the
          JDK's poller waits for all of them in epoll_wait.
          """,
          Duration.ofSeconds(6),
          ReadBlocks::run);

  private static final int LOOKS = 6;
  private static final Duration BETWEEN = Duration.ofMillis(200);

  private ReadBlocks() {}

  private static void run(Evidence evidence) throws IOException, NotTested, InterruptedException {
    Linux.require();
    try (MeasuredServer sync = Servers.start("sync");
        Client client = Client.connect(sync.address())) {
      client.ask("1");
      look(sync.pid().orElseThrow(), evidence);
    }
    try (MeasuredServer virtual = Servers.start("virtual");
        Client client = Client.connect(virtual.address())) {
      client.ask("1");
      for (int i = 0; i < LOOKS; i++) {
        settle();
        evidence.add(VIRTUAL, reader(virtual.pid().orElseThrow()).isPresent());
      }
    }
  }

  private static void look(long pid, Evidence evidence)
      throws IOException, NotTested, InterruptedException {
    settle();
    for (int i = 0; i < LOOKS; i++) {
      Optional<OsThread> before = reader(pid);
      long began = System.nanoTime();
      settle();
      Optional<OsThread> after = reader(pid);
      double seconds = (System.nanoTime() - began) / 1e9;
      evidence.add(STANDS, before.isPresent() && after.isPresent());
      if (before.isPresent() && after.isPresent()) {
        evidence.add(USED, (after.get().ticks() - before.get().ticks()) / seconds);
      }
    }
  }

  private static void settle() throws InterruptedException {
    TimeUnit.MILLISECONDS.sleep(BETWEEN.toMillis());
  }

  /** The thread that sleeps in a read of a socket, if there is one. */
  private static Optional<OsThread> reader(long pid) throws IOException, NotTested {
    for (OsThread thread : Linux.threads(pid)) {
      boolean reads = thread.call().equals("read") || thread.call().equals("recvfrom");
      if (reads && thread.state() == 'S' && isSocket(pid, thread)) {
        return Optional.of(thread);
      }
    }
    return Optional.empty();
  }

  private static boolean isSocket(long pid, OsThread thread) {
    try {
      return thread.argument() >= 0
          && !thread.call().equals("futex")
          && Linux.descriptor(pid, thread.argument()).startsWith("socket:");
    } catch (IOException e) {
      return false; // the argument is no descriptor
    }
  }
}
