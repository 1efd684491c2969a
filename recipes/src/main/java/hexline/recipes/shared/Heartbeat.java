package hexline.recipes.shared;

import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * A task that runs on an event loop every millisecond and keeps the longest time between two runs.
 * For recipes that show what stalls a loop. Its methods may be called from any thread.
 */
public final class Heartbeat {

  private final ScheduledExecutorService loop;
  private final Future<?> beats;
  private long last = System.nanoTime(); // all below: on the loop only
  private long longest;

  /** Starts the task on a loop that runs on one thread. */
  public Heartbeat(ScheduledExecutorService loop) {
    this.loop = loop;
    this.beats = loop.scheduleAtFixedRate(this::beat, 0, 1, TimeUnit.MILLISECONDS);
  }

  private void beat() {
    long now = System.nanoTime();
    longest = Math.max(longest, now - last);
    last = now;
  }

  /** Stops the task; returns the longest pause of the loop in milliseconds. */
  public long stop() throws InterruptedException, ExecutionException {
    return loop.submit(
            () -> {
              beats.cancel(false);
              beat();
              return longest / 1_000_000;
            })
        .get();
  }
}
