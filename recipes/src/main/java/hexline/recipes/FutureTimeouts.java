package hexline.recipes;

import static java.util.concurrent.TimeUnit.NANOSECONDS;
import static java.util.concurrent.TimeUnit.SECONDS;

import hexline.recipes.shared.Booking;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * <b>asyncio:</b> {@code asyncio.timeout} around code that is made of futures.
 *
 * <p><b>Java:</b> a chain of futures cannot be interrupted, so it asks before each call whether its
 * time is over; the call that runs at that moment is interrupted.
 *
 * <p><b>Use it</b> only behind an interface that hands out futures; {@link Timeouts} is shorter.
 *
 * <p><b>What goes wrong:</b> {@code orTimeout} ends the waiting and not the work: the next call of
 * the chain is still made, and the customer pays after the error.
 */
public final class FutureTimeouts {

  private FutureTimeouts() {}

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

  // @start region=within
  /** Within a time; the result completes when the last call that was made has ended. */
  public static <T> CompletableFuture<T> withinAsync(
      Duration time, Function<Chain, CompletableFuture<T>> calls) {
    var chain = new Chain();
    var work = calls.apply(chain);
    var inTime = work.copy().orTimeout(time.toNanos(), NANOSECONDS);
    var _ = inTime.whenComplete((_, _) -> chain.stop());
    return work.handle((_, _) -> true).thenCompose(_ -> inTime);
  }

  // @end region=within

  public static void main(String[] args) throws Exception {
    System.out.println("three calls of 400 ms, one after the other, and 1 s for all");
    Function<Chain, CompletableFuture<String>> calls =
        chain ->
            chain
                .call(() -> Booking.call("reserve"))
                .thenCompose(_ -> chain.call(() -> Booking.call("pay")))
                .thenCompose(_ -> chain.call(() -> Booking.call("ship")));
    Booking.show("futures that are stopped", () -> withinAsync(Duration.ofSeconds(1), calls).get());
    var work = calls.apply(new Chain());
    Booking.show("orTimeout", () -> work.copy().orTimeout(1, SECONDS).get());
    work.join();
  }
}
