package hexline.claims.article;

import hexline.claims.Claim;
import hexline.claims.ClaimVerdict;
import hexline.claims.Evidence;
import hexline.claims.Figure;
import hexline.claims.NotTested;
import hexline.claims.Prediction;
import hexline.claims.Rule;
import hexline.claims.Said;
import hexline.claims.trial.Child;
import hexline.claims.trial.Linux;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Calls asynchronous functions and never waits for their results. */
public final class CallStartsNothing {

  private static final Figure FUTURE =
      Figure.yesNo("future", "the task of supplyAsync runs although nobody waits for it");
  private static final Figure PYTHON =
      Figure.yesNo("python", "the body of a Python coroutine runs although nobody awaits it");

  /** The claim. */
  public static final Claim CLAIM =
      new Claim(
          "call-starts-nothing",
          Said.inArticle("Asyncio", "async"),
          "A call of an asynchronous function starts nothing by itself.",
          new Prediction(
              ClaimVerdict.DEPENDS, "A coroutine of Python is lazy, a CompletableFuture is not."),
          Rule.of(FUTURE.never(), FUTURE.always())
              .orDepends(
                  "the language: a coroutine of Python waits to be driven, a task of"
                      + " CompletableFuture runs at once",
                  FUTURE.always().and(PYTHON.never())),
          List.of(),
          "A task that was given to CompletableFuture.supplyAsync and never waited for ran in"
              + " {future} trials; the body of a Python coroutine that was never awaited in"
              + " {python}.",
          """
          In asyncio a forgotten await is a bug that shows: nothing happens, and Python warns. In
          Java the work is done all the same, and what is lost is its exception: nobody asks the
          future for it.
          """,
          Duration.ofSeconds(2),
          CallStartsNothing::run);

  private static final int TRIALS = 5;

  private static final String PROGRAM =
      """
      ran = 0
      async def body():
          global ran
          ran = 1
      for _ in range(5):
          ran = 0
          coroutine = body()
          print("ran=%d" % ran)
          coroutine.close()
      """;

  private CallStartsNothing() {}

  private static void run(Evidence evidence) throws IOException, InterruptedException {
    for (int i = 0; i < TRIALS; i++) {
      var ran = new CountDownLatch(1);
      var _ =
          CompletableFuture.supplyAsync(() -> {
            ran.countDown();
            return true;
          });
      evidence.add(FUTURE, ran.await(5, TimeUnit.SECONDS));
    }
    try {
      Linux.requireProgram("python3");
      evidence.addAll(PYTHON, Child.run(List.of("python3", "-c", PROGRAM)).values("ran"));
    } catch (NotTested e) {
      evidence.note("There is no python3 here");
    }
  }
}
