package hexline.claims.virtual;

import hexline.claims.Claim;
import hexline.claims.ClaimVerdict;
import hexline.claims.Evidence;
import hexline.claims.Figure;
import hexline.claims.Prediction;
import hexline.claims.Rule;
import hexline.claims.Said;
import hexline.claims.trial.Child;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

/** Interrupts threads of both kinds that wait in a read from a socket. */
public final class InterruptRead {

  private static final Figure PLATFORM =
      Figure.yesNo("platform", "an interrupt ends the read of a platform thread");
  private static final Figure VIRTUAL =
      Figure.yesNo("virtual", "an interrupt ends the read of a virtual thread");

  /** The claim. */
  public static final Claim CLAIM =
      new Claim(
          "interrupt-read",
          Said.ofVirtualThreads("questions and answers about cancellation"),
          "An interrupt ends a read from a socket.",
          new Prediction(
              ClaimVerdict.DEPENDS,
              "Socket says so: a virtual thread's read ends and the socket is closed, a platform"
                  + " thread's goes on."),
          Rule.of(PLATFORM.always().and(VIRTUAL.always()), PLATFORM.never().and(VIRTUAL.never()))
              .orDepends(
                  "the kind of thread: virtual or platform",
                  PLATFORM.never().and(VIRTUAL.always())),
          List.of(),
          "After an interrupt the read had ended in {platform} trials on a platform thread, and in"
              + " {virtual} on a virtual thread.",
          """
          On a virtual thread the read throws a SocketException and the socket is closed: the
          connection is lost, not only the wait. On a platform thread only closing the socket, or a
          timeout, ends the read. A SocketChannel differs from both: it is closed by an interrupt on
          either kind of thread.
          """,
          Duration.ofSeconds(5),
          InterruptRead::run);

  private static final int TRIALS = 4;
  private static final Duration PATIENCE = Duration.ofMillis(500);

  private InterruptRead() {}

  private static void run(Evidence evidence) throws IOException {
    Child.Report report = Child.java(Inside.class, List.of());
    evidence.addAll(PLATFORM, report.values("platform"));
    evidence.addAll(VIRTUAL, report.values("virtual"));
  }

  /** The program of the JVM whose threads are interrupted. */
  static final class Inside {
    public static void main(String[] args) throws IOException, InterruptedException {
      for (int i = 0; i < TRIALS; i++) {
        Child.print("platform", ends(Thread.ofPlatform().daemon()));
        Child.print("virtual", ends(Thread.ofVirtual()));
      }
    }

    private static boolean ends(Thread.Builder kind) throws IOException, InterruptedException {
      try (var listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
          var client = new Socket(InetAddress.getLoopbackAddress(), listener.getLocalPort());
          var accepted = listener.accept()) {
        var reads = new CountDownLatch(1);
        var outcome = new AtomicReference<>("none");
        Thread reader =
            kind.start(() -> {
              reads.countDown();
              try {
                outcome.set("read " + client.getInputStream().read());
              } catch (IOException e) {
                outcome.set(e.getClass().getSimpleName());
              }
            });
        reads.await();
        awaitWaiting(reader, kind instanceof Thread.Builder.OfVirtual);
        reader.interrupt();
        boolean ended = reader.join(PATIENCE);
        accepted.shutdownOutput(); // which ends a read that goes on
        reader.join();
        return ended && outcome.get().endsWith("Exception");
      }
    }

    /** Until the thread waits in read. A platform thread in a system call counts as runnable. */
    private static void awaitWaiting(Thread reader, boolean virtual) throws InterruptedException {
      long end = System.nanoTime() + PATIENCE.toNanos();
      while (System.nanoTime() - end < 0) {
        StackTraceElement[] stack = reader.getStackTrace();
        boolean inRead =
            virtual
                ? reader.getState() == Thread.State.WAITING
                : stack.length > 0 && stack[0].isNativeMethod();
        if (inRead) {
          return;
        }
        TimeUnit.MILLISECONDS.sleep(1);
      }
    }
  }
}
