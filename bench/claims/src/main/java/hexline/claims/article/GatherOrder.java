package hexline.claims.article;

import hexline.claims.Claim;
import hexline.claims.ClaimVerdict;
import hexline.claims.Evidence;
import hexline.claims.Figure;
import hexline.claims.Prediction;
import hexline.claims.Rule;
import hexline.claims.Said;
import hexline.claims.Unit;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

/** Collects the results of tasks that end in a random order. */
public final class GatherOrder {

  private static final Figure GIVEN =
      Figure.yesNo("given", "the results are in the order of the tasks");
  private static final Figure OTHER =
      new Figure("other", Unit.PERCENT, "trials in which the tasks ended in another order");

  /** The claim. */
  public static final Claim CLAIM =
      new Claim(
          "gather-order",
          Said.inArticle("asyncio.gather", "recipes"),
          "Results come in the order of the tasks, whichever ends first.",
          new Prediction(
              ClaimVerdict.HOLDS, "invokeAll returns a list of futures in the given order."),
          Rule.of(GIVEN.always().and(OTHER.above(20)), GIVEN.never()),
          List.of(),
          "invokeAll gave the results in the order of the tasks in {given} trials, of which the"
              + " tasks had ended in another order in {other}.",
          """
          What gather is in asyncio, ExecutorService.invokeAll is in Java: it waits for all, and the
          list has the order of the tasks. For the order in which they end there is
          ExecutorCompletionService.
          """,
          Duration.ofSeconds(1),
          GatherOrder::run);

  private static final int TRIALS = 40;
  private static final int TASKS = 6;

  private GatherOrder() {}

  private static void run(Evidence evidence) throws InterruptedException, ExecutionException {
    var random = new Random(1);
    int others = 0;
    List<Integer> order = IntStream.range(0, TASKS).boxed().toList();
    try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int trial = 0; trial < TRIALS; trial++) {
        var ended = Collections.synchronizedList(new ArrayList<Integer>());
        var tasks = new ArrayList<Callable<Integer>>();
        for (int task : order) {
          int millis = random.nextInt(6);
          tasks.add(() -> {
            TimeUnit.MILLISECONDS.sleep(millis);
            ended.add(task);
            return task;
          });
        }
        var results = new ArrayList<Integer>();
        for (Future<Integer> future : executor.invokeAll(tasks)) {
          results.add(future.get());
        }
        evidence.add(GIVEN, results.equals(order));
        others += ended.equals(order) ? 0 : 1;
      }
    }
    evidence.add(OTHER, 100.0 * others / TRIALS);
  }
}
