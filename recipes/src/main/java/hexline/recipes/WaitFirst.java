package hexline.recipes;

import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionService;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/**
 * <b>asyncio:</b> {@code done, pending = await asyncio.wait(tasks, timeout=t,
 * return_when=FIRST_COMPLETED)}.
 *
 * <p><b>Java:</b> a {@code CompletionService} is a queue of the tasks that are done; with futures,
 * {@code anyOf} completes with the first. Both only wait: the other tasks go on, and the caller may
 * wait again or cancel them. If only the first success is wanted, {@code invokeAny} returns it and
 * cancels the rest.
 *
 * <p><b>Use it</b> to show results as they come, to ask a second server when the first is slow, or
 * to stop waiting after a time and use the results that have come.
 *
 * <p><b>What goes wrong:</b> a task that failed is done, too: {@code anyOf} fails with it while
 * others may still succeed. Tasks that are not cancelled run to their end, and {@code close} of
 * their executor waits for them.
 */
@SuppressWarnings("UndefinedEquals") // futures have identity only, which is meant here
public final class WaitFirst {

  private WaitFirst() {}

  /** Tasks that are done, by success or failure, and those that go on. */
  public record Waited<F extends Future<?>>(Set<F> done, Set<F> pending) {}

  /**
   * Waits until one of the tasks is done or the time is over; in the latter case the set of done
   * tasks is empty. Each task is reported as done once, so pass the pending tasks of the last wait
   * to the next one.
   *
   * @param finished the service to which the tasks were submitted
   */
  public static <T> Waited<Future<T>> waitFirst(
      CompletionService<T> finished, Set<Future<T>> tasks, Duration atMost)
      throws InterruptedException {
    // @start region=wait-first
    var done = new LinkedHashSet<Future<T>>();
    var next = finished.poll(atMost.toNanos(), TimeUnit.NANOSECONDS);
    while (next != null) {
      done.add(next);
      next = finished.poll();
    }
    return new Waited<>(done, without(tasks, done));
    // @end region=wait-first
  }

  /** The same with futures; no thread waits. */
  public static <T> CompletableFuture<Waited<CompletableFuture<T>>> waitFirstAsync(
      Set<CompletableFuture<T>> tasks, Duration atMost) {
    return CompletableFuture.anyOf(tasks.toArray(CompletableFuture[]::new))
        .completeOnTimeout(tasks, atMost.toNanos(), TimeUnit.NANOSECONDS)
        .handle((_, _) -> {
          var done = new LinkedHashSet<>(tasks);
          done.removeIf(task -> !task.isDone());
          return new Waited<>(done, without(tasks, done));
        });
  }

  private static <F> Set<F> without(Set<F> all, Set<F> some) {
    var rest = new LinkedHashSet<>(all);
    rest.removeAll(some);
    return rest;
  }

  private static Callable<String> mirror(String name, int millis) {
    return () -> {
      Thread.sleep(Duration.ofMillis(millis));
      return name + " after " + millis + " ms";
    };
  }

  public static void main(String[] args) throws Exception {
    var mirrors =
        List.of(mirror("a", 400), mirror("b", 100), mirror("c", 250), mirror("d", 60_000));
    System.out.println("four mirrors, which need 400, 100, 250 and 60,000 ms:");
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var finished = new ExecutorCompletionService<String>(threads);
      Set<Future<String>> pending = new LinkedHashSet<>();
      mirrors.forEach(mirror -> pending.add(finished.submit(mirror)));
      print("not later than 50 ms", waitFirst(finished, pending, Duration.ofMillis(50)));
      while (pending.size() > 1) {
        var waited = waitFirst(finished, pending, Duration.ofSeconds(5));
        print("the first of " + pending.size(), waited);
        pending.removeAll(waited.done());
      }
      pending.forEach(task -> task.cancel(true));
      System.out.println("  the last, which takes a minute, is cancelled");

      System.out.println("  invokeAny, which cancels the rest: " + threads.invokeAny(mirrors));
    }
    var a = Tasks.start(mirror("a", 60_000));
    var b = Tasks.start(mirror("b", 100));
    print(
        "the first of 2, with futures", waitFirstAsync(Set.of(a, b), Duration.ofSeconds(5)).get());
    a.cancel(true);
  }

  private static void print(String title, Waited<? extends Future<String>> waited) {
    var results = waited.done().stream().map(Future::resultNow).toList();
    System.out.println("  " + title + ": done " + results + ", pending " + waited.pending().size());
  }
}
