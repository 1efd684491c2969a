package hexline.claims;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class CourtTest {

  private static final Figure RATIO = new Figure("ratio", Unit.TIMES, "ratio");

  private static Claim claim(Experiment experiment) {
    return new Claim(
        "water",
        Said.ofJdk("people", "bench"),
        "Water is wet.",
        new Prediction(ClaimVerdict.HOLDS, "It rains."),
        Rule.of(RATIO.above(2), RATIO.atMost(2)),
        List.of(),
        "It was {ratio}.",
        "Text.",
        Duration.ofSeconds(1),
        experiment);
  }

  @Test
  @DisplayName("the verdict and the summary come from the evidence")
  void judged() throws InterruptedException {
    Finding finding =
        new Court(Claim.LIMIT)
            .hear(
                claim(evidence -> {
                  evidence.addAll(RATIO, List.of(3.0, 4.0, 5.0));
                  evidence.note("Rain fell");
                }));
    assertEquals(ClaimVerdict.HOLDS, finding.judgement().verdict());
    assertTrue(finding.isAsPredicted());
    assertFalse(finding.failed());
    assertEquals("It was 4 (3 to 5) times. Rain fell.", finding.summary());
  }

  @Test
  @DisplayName("what cannot be tried here is not tested, and the run is sound")
  void skipped() throws InterruptedException {
    Finding finding =
        new Court(Claim.LIMIT)
            .hear(
                claim(_ -> {
                  throw new NotTested("there is no water");
                }));
    assertEquals("NOT TESTED: there is no water", finding.judgement().words());
    assertFalse(finding.failed());
    assertEquals("", finding.summary());
  }

  @Test
  @DisplayName("an experiment that fails leaves the claim untested, and the run is not sound")
  void failed() throws InterruptedException {
    Finding finding =
        new Court(Claim.LIMIT)
            .hear(
                claim(evidence -> {
                  evidence.add(RATIO, 3);
                  throw new IOException("the tap is broken");
                }));
    assertEquals(
        "NOT TESTED: the experiment failed: the tap is broken", finding.judgement().words());
    assertTrue(finding.failed());
  }

  @Test
  @DisplayName("an experiment that takes too long is interrupted")
  void tooLong() throws InterruptedException {
    var interrupted = new CountDownLatch(1);
    Finding finding =
        new Court(Duration.ofMillis(50))
            .hear(
                claim(_ -> {
                  try {
                    new CountDownLatch(1).await();
                  } finally {
                    interrupted.countDown();
                  }
                }));
    assertEquals(ClaimVerdict.NOT_TESTED, finding.judgement().verdict());
    assertTrue(finding.failed());
    assertTrue(interrupted.await(10, TimeUnit.SECONDS));
  }

  @Test
  @DisplayName("an interrupt of the caller interrupts the experiment")
  void callerInterrupted() throws InterruptedException {
    var started = new CountDownLatch(1);
    var interrupted = new CountDownLatch(1);
    Claim endless =
        claim(_ -> {
          started.countDown();
          try {
            new CountDownLatch(1).await();
          } finally {
            interrupted.countDown();
          }
        });
    Thread caller = Thread.currentThread();
    Thread.ofVirtual()
        .start(() -> {
          try {
            started.await();
          } catch (InterruptedException e) {
            return;
          }
          caller.interrupt();
        });
    assertThrows(InterruptedException.class, () -> new Court(Claim.LIMIT).hear(endless));
    assertTrue(interrupted.await(10, TimeUnit.SECONDS));
  }
}
