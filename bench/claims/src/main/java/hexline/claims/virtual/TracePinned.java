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
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordingFile;

/** Pins a virtual thread and looks who reports it. */
public final class TracePinned {

  private static final Figure PRINTED =
      Figure.yesNo("printed", "the JVM prints anything about the pinned thread");
  private static final Figure RECORDED =
      Figure.yesNo("recorded", "the Flight Recorder has an event jdk.VirtualThreadPinned");

  /** The claim. */
  public static final Claim CLAIM =
      new Claim(
          "trace-pinned",
          Said.ofVirtualThreads("advice for JDK 21 to 23"),
          "`-Djdk.tracePinnedThreads` finds pinned virtual threads.",
          new Prediction(ClaimVerdict.FAILS, "The property was removed in JDK 24, with JEP 491."),
          Rule.of(PRINTED.always(), PRINTED.never()),
          List.of(RECORDED),
          "With the property, a JVM in which a virtual thread waited for 60 ms in a static"
              + " initialiser printed something about it in {printed} runs; a recording of the"
              + " Flight Recorder had an event of it in {recorded}.",
          """
          An unknown system property is no error, so the old advice fails in silence and looks like
          good news. The event jdk.VirtualThreadPinned is what to look for; by default only waits
          longer than 20 ms are recorded.
          """,
          Duration.ofSeconds(6),
          TracePinned::run);

  private static final int TRIALS = 3;
  private static final Duration PINNED = Duration.ofMillis(60);

  private TracePinned() {}

  private static void run(Evidence evidence) throws IOException {
    List<String> flags = List.of("-Djdk.tracePinnedThreads=full");
    for (int i = 0; i < TRIALS; i++) {
      Child.Report report = Child.java(Inside.class, flags);
      List<String> others = new ArrayList<>(report.lines());
      others.removeIf(line -> line.startsWith("recorded="));
      evidence.add(PRINTED, !others.isEmpty());
      evidence.addAll(RECORDED, report.values("recorded"));
    }
  }

  /** The program of the JVM in which a virtual thread is pinned. */
  static final class Inside {

    /** Its initialiser waits. */
    private static final class Slow {
      static final int VALUE = waitAWhile();

      private static int waitAWhile() {
        try {
          TimeUnit.MILLISECONDS.sleep(PINNED.toMillis());
        } catch (InterruptedException e) {
          throw new IllegalStateException(e);
        }
        return 1;
      }
    }

    public static void main(String[] args) throws IOException, InterruptedException {
      Path file = Files.createTempFile("hexline-claims", ".jfr");
      try (var recording = new Recording()) {
        recording.enable("jdk.VirtualThreadPinned");
        recording.start();
        var done = new CountDownLatch(1);
        Thread.ofVirtual()
            .start(() -> {
              if (Slow.VALUE == 1) {
                done.countDown();
              }
            });
        done.await();
        recording.stop();
        recording.dump(file);
        long events =
            RecordingFile.readAllEvents(file).stream()
                .filter(event -> event.getEventType().getName().equals("jdk.VirtualThreadPinned"))
                .count();
        Child.print("recorded", events > 0);
      } finally {
        Files.delete(file);
      }
    }
  }
}
