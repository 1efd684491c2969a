package hexline.recipes;

import static java.util.concurrent.TimeUnit.NANOSECONDS;

import hexline.recipes.shared.Booking;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeoutException;

/**
 * <b>asyncio:</b> {@code async with asyncio.timeout(1): return await pay(await reserve())}.
 *
 * <p><b>Java:</b> the whole chain on a virtual thread of its own. When the time is over, the thread
 * is interrupted in whichever call it waits, its {@code finally} blocks run, and then the caller
 * goes on. {@link FutureTimeouts} does the same for a chain of futures.
 *
 * <p><b>Use it</b> once for each request from outside, with the time that its sender waits.
 *
 * <p><b>What goes wrong:</b> a timeout for each call: three calls that each take just less than it
 * take three times as long together. A call that ignores interrupts makes its caller wait until it
 * ends.
 */
public final class Timeouts {

  private Timeouts() {}

  /**
   * Runs a chain of calls to its end or, when the time is over, interrupts it. In both cases the
   * chain and its cleanup have ended when this returns.
   */
  public static <T> T within(Duration time, Callable<T> chain)
      throws InterruptedException, ExecutionException, TimeoutException {
    // @start region=within
    try (var thread = Executors.newVirtualThreadPerTaskExecutor()) {
      var result = thread.submit(chain);
      try {
        return result.get(time.toNanos(), NANOSECONDS);
      } finally {
        result.cancel(true); // then close() waits for the cleanup
      }
    }
    // @end region=within
  }

  public static void main(String[] args) throws Exception {
    System.out.println("three calls of 400 ms, one after the other, and 1 s for all");
    var second = Duration.ofSeconds(1);
    Booking.show(
        "a virtual thread that is interrupted",
        () ->
            within(
                second,
                () -> Booking.call("reserve") + Booking.call("pay") + Booking.call("ship")));
    Booking.show(
        "a timeout of 1 s for each call",
        () ->
            within(second, () -> Booking.call("reserve"))
                + within(second, () -> Booking.call("pay"))
                + within(second, () -> Booking.call("ship")));
  }
}
