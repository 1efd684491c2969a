package hexline.recipes.structured;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.StructuredTaskScope;
import java.util.concurrent.StructuredTaskScope.FailedException;
import java.util.concurrent.StructuredTaskScope.Joiner;
import java.util.concurrent.StructuredTaskScope.Subtask;
import java.util.concurrent.StructuredTaskScope.TimeoutException;

/**
 * <b>asyncio:</b> {@code async with asyncio.TaskGroup() as group}, for {@code gather} and for
 * {@code wait}.
 *
 * <p><b>Java:</b> {@code StructuredTaskScope}, a preview in JDK 25. When the block of a scope
 * has ended, every subtask that was forked in it has ended. A joiner decides what to wait for and
 * what to return. The joiner, a timeout or an interrupt of the owner cancels the scope, which
 * interrupts the subtasks that still run. Subtasks inherit the owner's scoped values.
 *
 * <p><b>Use it</b> when the API is final. Until then it needs {@code --enable-preview}, which
 * binds the class files to one release of the JDK, and the API may change with the next, as it did
 * in 25. The recipes {@code Gather} and {@code WaitFirst} do the same with final APIs.
 *
 * <p><b>What goes wrong:</b> the wrong joiner. {@code awaitAll} neither throws nor cancels, so a
 * failure is seen only when the slowest subtask has ended. And while a subtask ignores its
 * interrupt, the block of the scope does not end.
 */
public final class Structured {

  private Structured() {}

  // @start region=gather
  /** All results in the order of the calls. The first failure is thrown and cancels the rest. */
  public static <T> List<T> gather(List<Callable<T>> calls) throws InterruptedException {
    try (var scope = StructuredTaskScope.open(Joiner.<T>allSuccessfulOrThrow())) {
      calls.forEach(scope::fork);
      return scope.join().map(Subtask::get).toList();
    }
  }

  // @end region=gather

  /** The first result, and cancels the rest. Throws only if all calls fail. */
  public static <T> T race(List<Callable<T>> calls) throws InterruptedException {
    try (var scope = StructuredTaskScope.open(Joiner.<T>anySuccessfulResultOrThrow())) {
      calls.forEach(scope::fork);
      return scope.join();
    }
  }

  /**
   * All calls, as soon as one is done by success or failure. The others are cancelled; their state
   * is unavailable. Throws if none is done in time.
   */
  public static <T> List<Subtask<T>> waitFirst(List<Callable<T>> calls, Duration atMost)
      throws InterruptedException, TimeoutException {
    try (var scope =
        StructuredTaskScope.open(
            Joiner.<T>allUntil(_ -> true), config -> config.withTimeout(atMost))) {
      calls.forEach(scope::fork);
      return scope.join().toList();
    }
  }

  private static final ScopedValue<String> USER = ScopedValue.newInstance();

  private static String slow(String result, int millis) throws InterruptedException {
    try {
      Thread.sleep(Duration.ofMillis(millis));
      return result;
    } catch (InterruptedException e) {
      System.out.println("    " + result + " was interrupted");
      throw e;
    }
  }

  public static void main(String[] args) throws Exception {
    List<Callable<String>> calls =
        List.of(() -> slow("a", 300), () -> slow("b", 200), () -> slow("c", 100));
    System.out.println("three calls of 300, 200 and 100 ms:");
    System.out.println("  gather: " + gather(calls));
    System.out.println("  race:");
    System.out.println("    " + race(calls) + " wins");
    System.out.println("  the first, in 50 ms:");
    try {
      var _ = waitFirst(calls, Duration.ofMillis(50));
    } catch (TimeoutException e) {
      System.out.println("    none: " + e.getClass().getSimpleName());
    }

    System.out.println("one of 60 s beside one that fails after 100 ms:");
    try {
      gather(
          List.of(
              () -> slow("a", 60_000),
              () -> {
                throw new IllegalStateException(slow("no route to b", 100));
              }));
    } catch (FailedException e) {
      System.out.println("  " + e.getCause());
    }

    System.out.println("the owner's scoped value in two subtasks:");
    Callable<String> whoAmI = () -> USER.orElse("nobody");
    List<String> users = ScopedValue.where(USER, "ann").call(() -> gather(List.of(whoAmI, whoAmI)));
    System.out.println("  " + users);
  }
}
