package hexline.recipes;

import static java.util.concurrent.TimeUnit.NANOSECONDS;
import static java.util.concurrent.TimeUnit.SECONDS;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * <b>asyncio:</b> {@code async with asyncio.timeout(1): return await pay(await reserve())}.
 *
 * <p><b>Java:</b> the whole chain on a virtual thread of its own. When the time is over, the thread
 * is interrupted in whichever call it waits, its {@code finally} blocks run, and then the caller
 * goes on. A chain of futures cannot be interrupted: it has to ask before each call whether its
 * time is over.
 *
 * <p><b>Use it</b> once for each request from outside, with the time that its sender waits.
 *
 * <p><b>What goes wrong:</b> a timeout for each call: three calls that each take just less than it
 * take three times as long together. {@code orTimeout} ends the waiting and not the work: the next
 * call of the chain is still made, and the customer pays after the error. A call that ignores
 * interrupts makes its caller wait until it ends.
 */
public final class Timeouts {

  private Timeouts() {}

  // @start region=virtual
  /**
   * Runs a chain of calls to its end or, when the time is over, interrupts it. In both cases the
   * chain and its cleanup have ended when this returns.
   */
  public static <T> T within(Duration time, Callable<T> chain)
      throws InterruptedException, ExecutionException, TimeoutException {
    try (var thread = Executors.newVirtualThreadPerTaskExecutor()) {
      var result = thread.submit(chain);
      try {
        return result.get(time.toNanos(), NANOSECONDS);
      } finally {
        result.cancel(true); // then close() waits for the cleanup
      }
    }
  }

  // @end region=virtual

  // @start region=futures
  /** Makes the calls of one chain until it is stopped. Thread-safe. */
  public static final class Chain {
    private @Nullable Thread current;
    private boolean stopped;

    /** Makes a call on a virtual thread, unless the chain's time is over. */
    public synchronized <T> CompletableFuture<T> call(Callable<T> call) {
      if (stopped) {
        return CompletableFuture.failedFuture(new CancellationException("the chain was stopped"));
      }
      var result = new CompletableFuture<T>();
      current =
          Thread.startVirtualThread(() -> {
            try {
              T value = call.call();
              ended();
              result.complete(value);
            } catch (Throwable e) {
              ended();
              result.completeExceptionally(e);
            }
          });
      return result;
    }

    /** Stages that follow may run on this thread, too, and must not be interrupted. */
    private synchronized void ended() {
      current = null;
      var _ = Thread.interrupted();
    }

    private synchronized void stop() {
      stopped = true;
      if (current != null) {
        current.interrupt();
      }
    }
  }

  /** The same with futures: the result completes when the last call that was made has ended. */
  public static <T> CompletableFuture<T> withinAsync(
      Duration time, Function<Chain, CompletableFuture<T>> calls) {
    var chain = new Chain();
    var work = calls.apply(chain);
    var inTime = work.copy().orTimeout(time.toNanos(), NANOSECONDS);
    var _ = inTime.whenComplete((_, _) -> chain.stop());
    return work.handle((_, _) -> true).thenCompose(_ -> inTime);
  }

  // @end region=futures

  /** A call of 400 ms that prints how it ended. */
  private static String call(String name) throws InterruptedException {
    try {
      Thread.sleep(400);
      System.out.println("    " + name + " was made");
      return name;
    } catch (InterruptedException e) {
      System.out.println("    " + name + " was interrupted, and cleans up");
      throw e;
    }
  }

  public static void main(String[] args) throws Exception {
    System.out.println("three calls of 400 ms, one after the other, and 1 s for all");
    Callable<String> chain = () -> call("reserve") + ", " + call("pay") + ", " + call("ship");
    Function<Chain, CompletableFuture<String>> calls =
        c ->
            c.call(() -> call("reserve"))
                .thenCompose(_ -> c.call(() -> call("pay")))
                .thenCompose(_ -> c.call(() -> call("ship")));
    var second = Duration.ofSeconds(1);

    show("a virtual thread that is interrupted", () -> within(second, chain));
    show("futures that are stopped", () -> withinAsync(second, calls).get());
    show(
        "a timeout of 1 s for each call",
        () ->
            within(second, () -> call("reserve"))
                + within(second, () -> call("pay"))
                + within(second, () -> call("ship")));
    var work = calls.apply(new Chain());
    show("orTimeout", () -> work.copy().orTimeout(1, SECONDS).get());
    work.join();
  }

  private static void show(String how, Callable<String> program) throws Exception {
    System.out.println("  " + how + ":");
    long start = System.nanoTime();
    String outcome;
    try {
      program.call();
      outcome = "a result";
    } catch (TimeoutException | ExecutionException e) {
      outcome = "a timeout";
    }
    long millis = (System.nanoTime() - start) / 1_000_000;
    System.out.println("    the caller has " + outcome + " after " + millis + " ms");
  }
}
