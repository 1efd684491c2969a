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

/** Drives a Python coroutine by hand, as the article does. */
public final class CoroutineSend {

  private static final Figure RUNS =
      Figure.yesNo("runs", "send(None) runs the coroutine and ends with StopIteration");

  /** The claim. */
  public static final Claim CLAIM =
      new Claim(
          "coroutine-send",
          Said.inArticle("How it works", "recipes"),
          "A coroutine can be run as if it were a generator.",
          new Prediction(ClaimVerdict.HOLDS, "Both are frames that can be suspended and resumed."),
          Rule.of(RUNS.always(), RUNS.never()),
          List.of(),
          "In {runs} trials python3 printed bar and None, as the article says.",
          """
          Java has no such object to send values to. Its continuations are inside virtual threads
          and are not for programs; the recipe Coroutine builds one from a virtual thread.
          """,
          Duration.ofSeconds(1),
          CoroutineSend::run);

  private static final int TRIALS = 3;

  private static final String PROGRAM =
      """
      async def foo():
          print('bar')
      coro = foo()
      try:
          coro.send(None)
      except StopIteration as e:
          print(e.value)
      """;

  private CoroutineSend() {}

  private static void run(Evidence evidence) throws IOException, NotTested {
    Linux.requireProgram("python3");
    for (int i = 0; i < TRIALS; i++) {
      List<String> lines = Child.run(List.of("python3", "-c", PROGRAM)).lines();
      evidence.add(RUNS, lines.equals(List.of("bar", "None")));
    }
  }
}
