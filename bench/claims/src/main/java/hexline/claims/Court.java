package hexline.claims;

import hexline.cli.Failures;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** Runs the experiment of a claim within a limit of time. */
final class Court {

  private static final Duration ENDING = Duration.ofSeconds(15); // to end its processes

  private final Duration limit;

  /**
   * A court with a limit.
   *
   * @param limit longest time of an experiment
   */
  Court(Duration limit) {
    this.limit = limit;
  }

  /**
   * Runs an experiment on a thread of its own, and judges what it has found. An experiment that
   * fails or takes too long leaves the claim untested.
   *
   * @throws InterruptedException if this thread is interrupted; then the experiment is, too
   */
  Finding hear(Claim claim) throws InterruptedException {
    var evidence = new Evidence();
    long began = System.nanoTime();
    var task =
        new FutureTask<>(() -> {
          claim.experiment().run(evidence);
          return evidence;
        });
    Thread thread = Thread.ofPlatform().name("experiment-" + claim.id()).daemon().start(task);
    try {
      task.get(limit.toNanos(), TimeUnit.NANOSECONDS);
      return finding(claim, claim.rule().judge(evidence), evidence, false, began);
    } catch (ExecutionException e) {
      return e.getCause() instanceof NotTested skipped
          ? finding(claim, notTested(skipped.reason()), evidence, false, began)
          : finding(claim, notTested(failure(e.getCause())), evidence, true, began);
    } catch (TimeoutException e) {
      String reason = "the experiment had not ended after " + limit.toSeconds() + " s";
      return finding(claim, notTested(reason), evidence, true, began);
    } finally {
      thread.interrupt();
      thread.join(ENDING);
    }
  }

  private static Judgement notTested(String reason) {
    return new Judgement(ClaimVerdict.NOT_TESTED, reason);
  }

  private static String failure(@Nullable Throwable cause) {
    String reason = cause instanceof IOException e ? Failures.reason(e) : String.valueOf(cause);
    return "the experiment failed: " + reason;
  }

  private static Finding finding(
      Claim claim, Judgement judgement, Evidence evidence, boolean failed, long began) {
    Duration took = Duration.ofNanos(System.nanoTime() - began);
    return new Finding(claim, judgement, evidence, failed, took);
  }
}
