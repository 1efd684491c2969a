package hexline.server.guard;

import java.util.concurrent.TimeUnit;

/**
 * The time of a drain (R14). In its first half the server reads from every client; in its second half
 * a client that keeps sending is cut off, so that its last answers can still leave; at its end the
 * server closes what is left by force. Time in which the whole process was paused (SIGSTOP, a frozen
 * container) does not count: input that arrived before the pause is answered after it.
 *
 * <p>One thread starts the clock and calls {@link #tick} every few milliseconds; the other methods
 * are thread-safe.
 */
public final class DrainClock {

  /** A longer time between two ticks is a pause of the process. */
  private static final long PAUSE = TimeUnit.MILLISECONDS.toNanos(250);

  private final long length;
  private volatile long lastTick;
  private volatile boolean draining;
  private volatile long end;
  private volatile boolean over;

  /** A clock for {@link hexline.server.ServerConfig#drainTimeout}, in nanoseconds. */
  public DrainClock(long length) {
    this.length = length;
  }

  /** Starts the clock; later calls change nothing. */
  public void start() {
    if (!draining) {
      lastTick = System.nanoTime();
      end = lastTick + length;
      draining = true;
    }
  }

  /** Notes that the process is running. */
  @SuppressWarnings("NonAtomicVolatileUpdate") // one thread ticks
  public void tick() {
    long now = System.nanoTime();
    long elapsed = now - lastTick;
    lastTick = now;
    if (elapsed > PAUSE) {
      end += elapsed;
    }
  }

  /** Whether the drain has begun. */
  public boolean isDraining() {
    return draining;
  }

  /** Whether a client that keeps sending is to be cut off now. */
  public boolean isHalfOver() {
    return hasPassed(end - length / 2);
  }

  /** Whether the drain timeout has passed; once it has, this stays true. */
  public boolean isOver() {
    if (!over && hasPassed(end)) {
      over = true;
    }
    return over;
  }

  /** Right after a pause the clock alone does not count: the next tick takes the pause off. */
  private boolean hasPassed(long time) {
    long now = System.nanoTime();
    return draining && now - time >= 0 && now - lastTick <= PAUSE;
  }
}
