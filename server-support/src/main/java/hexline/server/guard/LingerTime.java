package hexline.server.guard;

import java.util.concurrent.TimeUnit;

/**
 * How long a connection that has sent FIN still waits for its client to end (R11, R14). Meanwhile
 * the server reads the client's input and discards it: closing a socket with unread input sends a
 * reset, and a reset destroys answers that the client has not received.
 *
 * <p>The time is counted in looks, and a look counts for {@value #MOST_MILLIS_PER_LOOK} ms at most,
 * however late it comes. So time in which the process was paused (SIGSTOP, a long collection, no
 * processor) does not count: after the pause the client has the rest of its time. A process that
 * runs looks every {@link #LOOK} nanoseconds or more often, so the time ends soon after
 * {@link #LENGTH}. Thread-safe.
 */
public final class LingerTime {

  /** How long a client may take, in nanoseconds, while the process runs. */
  public static final long LENGTH = TimeUnit.MILLISECONDS.toNanos(500);

  /** Longest time between two looks while connections linger, in nanoseconds. */
  public static final long LOOK = LENGTH / 10;

  private static final long MOST_MILLIS_PER_LOOK = 100; // twice LOOK: a look may come late
  private static final long MOST_PER_LOOK = TimeUnit.MILLISECONDS.toNanos(MOST_MILLIS_PER_LOOK);

  private long counted;
  private long lookedAt;

  /**
   * FIN is about to be sent: the time begins.
   *
   * @param now the time, of {@link System#nanoTime}
   */
  public synchronized void begin(long now) {
    counted = 0;
    lookedAt = now;
  }

  /**
   * Looks: counts the time since the last look.
   *
   * @param now the time, of {@link System#nanoTime}
   * @return whether the client's time is over
   */
  public synchronized boolean isOver(long now) {
    long sinceLastLook = now - lookedAt;
    if (sinceLastLook > 0) {
      counted += Math.min(sinceLastLook, MOST_PER_LOOK);
      lookedAt = now;
    }
    return counted >= LENGTH;
  }

  /**
   * Whether twice the client's time is over. Until then a connection stays open if it has input
   * that the server has not read; a client that sends without end is closed now.
   */
  public synchronized boolean isTwiceOver() {
    return counted >= 2 * LENGTH;
  }
}
