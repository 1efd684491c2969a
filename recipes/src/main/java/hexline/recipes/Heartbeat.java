package hexline.recipes;

import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Beats on an event loop every millisecond and keeps the longest pause, for recipes that show who
 * stalls a loop.
 */
final class Heartbeat {

  private final ScheduledExecutorService loop;
  private final Future<?> beats;
  private long last = System.nanoTime(); // all below: on the loop only
  private long longest;

  /** Begins to beat. */
  Heartbeat(ScheduledExecutorService loop) {
    this.loop = loop;
    this.beats = loop.scheduleAtFixedRate(this::beat, 0, 1, TimeUnit.MILLISECONDS);
  }

  private void beat() {
    long now = System.nanoTime();
    longest = Math.max(longest, now - last);
    last = now;
  }

  /** Stops beating. Returns the longest time in which the loop did nothing for others, in ms. */
  long stop() throws InterruptedException, ExecutionException {
    return loop.submit(
            () -> {
              beats.cancel(false);
              beat();
              return longest / 1_000_000;
            })
        .get();
  }
}
