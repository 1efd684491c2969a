package hexline.claims.virtual;

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
import hexline.claims.trial.OneCarrier;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/** One thread computes; how long does another one wait until it runs for the first time? */
public final class VirtualTimeSlices {

  private static final Figure VIRTUAL =
      new Figure(
          "virtual", Unit.PERCENT, "wait of a virtual thread, as a share of the computation");
  private static final Figure PLATFORM =
      new Figure(
          "platform", Unit.PERCENT, "wait of a platform thread, as a share of the computation");

  /** The claim. */
  public static final Claim CLAIM =
      new Claim(
          "virtual-time-slices",
          Said.ofVirtualThreads("an expectation from platform threads"),
          "Virtual threads that compute share the processors by time slices.",
          new Prediction(
              ClaimVerdict.FAILS,
              "The JDK's scheduler takes a carrier from nobody: a thread has to wait."),
          Rule.of(VIRTUAL.atMost(20), VIRTUAL.above(80)),
          List.of(PLATFORM),
          "On one processor, a virtual thread that was started while another one computed waited"
              + " for {virtual} of the computation before it ran; a platform thread for"
              + " {platform}.",
          """
          As many computing virtual threads as there are carriers keep all others from running, the
          clients of a server included. The kernel shares processors among platform threads by time
          slices, whatever they do. So long computations belong on a pool of platform threads.
          """,
          Duration.ofSeconds(8),
          VirtualTimeSlices::run);

  private static final int TRIALS = 6;
  private static final long STEPS = 300_000_000;

  private VirtualTimeSlices() {}

  private static void run(Evidence evidence) throws IOException, NotTested {
    Child.Report report = Child.javaOnOneProcessor(Inside.class, OneCarrier.FLAGS);
    evidence.addAll(VIRTUAL, report.values("virtual"));
    evidence.addAll(PLATFORM, report.values("platform"));
  }

  /** The program of the JVM on one processor. */
  static final class Inside {
    public static void main(String[] args) throws InterruptedException, ExecutionException {
      Burn.steps(20_000_000); // to be compiled
      for (int i = 0; i < TRIALS; i++) {
        Child.print("virtual", waitsPercent(Thread.ofVirtual()));
        Child.print("platform", waitsPercent(Thread.ofPlatform()));
      }
    }

    private static double waitsPercent(Thread.Builder kind)
        throws InterruptedException, ExecutionException {
      var computes = new CountDownLatch(1);
      var computation =
          new FutureTask<>(() -> {
            computes.countDown();
            Burn.steps(STEPS);
            return System.nanoTime();
          });
      var _ = kind.start(computation);
      computes.await();
      long began = System.nanoTime();
      var arrival = new FutureTask<>(System::nanoTime);
      var _ = kind.start(arrival);
      long ran = arrival.get();
      long ended = computation.get();
      return 100.0 * (ran - began) / (ended - began);
    }
  }
}
