package hexline.server.guard;

import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * The time of a drain (R14). In its first half the server reads from every client; in its second
 * half a client that keeps sending is cut off, so that its last answers can still leave; at its end
 * the server closes what is left by force. Time in which the whole process was paused (SIGSTOP, a
 * frozen container) does not count: input that arrived before the pause is answered after it.
 *
 * <p>One thread starts the clock and calls {@link #tick} every few milliseconds; the other methods
 * are thread-safe.
 */
public final class DrainClock {

  /** A longer time between two ticks is a pause of the process. */
  private static final long PAUSE = TimeUnit.MILLISECONDS.toNanos(250);

  private final long length;
  private final LongSupplier nanoTime;
  private volatile long lastTick;
  private volatile boolean draining;
  private volatile long end;
  private volatile boolean over;

  /** A clock for {@link hexline.server.ServerConfig#drainTimeout}, in nanoseconds. */
  public DrainClock(long length) {
    this(length, System::nanoTime);
  }

  DrainClock(long length, LongSupplier nanoTime) {
    this.length = length;
    this.nanoTime = nanoTime;
  }

  /** Starts the clock; later calls change nothing. */
  public void start() {
    if (!draining) {
      lastTick = nanoTime.getAsLong();
      end = lastTick + length;
      draining = true;
    }
  }

  /** Notes that the process is running. */
  @SuppressWarnings("NonAtomicVolatileUpdate") // one thread ticks
  public void tick() {
    long now = nanoTime.getAsLong();
    long elapsed = now - lastTick;
    if (elapsed > PAUSE) {
      end += elapsed;
    }
    lastTick = now; // after the end: who reads this tick reads the end that belongs to it
  }

  /** Whether the drain has begun. */
  public boolean isDraining() {
    return draining;
  }

  /** Whether a client that keeps sending is to be cut off now. */
  public boolean isHalfOver() {
    return hasPassed(length / 2);
  }

  /** Whether the drain timeout has passed; once it has, this stays true. */
  public boolean isOver() {
    if (!over && hasPassed(0)) {
      over = true;
    }
    return over;
  }

  /**
   * Whether the end, or so many nanoseconds before it, has passed. Right after a pause the clock
   * alone does not count: the next tick takes the pause off. The tick is read before the end,
   * because a tick between the two would join the time of this tick with the end of the last one.
   */
  private boolean hasPassed(long beforeEnd) {
    if (!draining) {
      return false;
    }
    long now = nanoTime.getAsLong();
    long tickedAt = lastTick;
    return now - tickedAt <= PAUSE && now - (end - beforeEnd) >= 0;
  }
}
