package hexline.protocol.server;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.concurrent.TimeUnit;

/**
 * How an acceptor survives a process that is out of descriptors, threads or memory (R15): it waits
 * 50 ms, doubling up to 1 s while failures go on, and logs the first one and then at most one a
 * second, with their count. Used by the acceptor's thread alone.
 */
public final class AcceptBackoff {

  private static final long FIRST = TimeUnit.MILLISECONDS.toNanos(50);
  private static final long LONGEST = TimeUnit.SECONDS.toNanos(1);

  private final Logger log;
  private long delay;
  private long failures;
  private long loggedAt = System.nanoTime() - LONGEST;

  public AcceptBackoff(Logger log) {
    this.log = log;
  }

  /** Notes that a client was accepted: the next failure waits the shortest time again. */
  public void succeeded() {
    delay = 0;
  }

  /** Notes a failure and returns how many nanoseconds not to accept. */
  public long failed(Throwable failure) {
    failures++;
    delay = delay == 0 ? FIRST : Math.min(2 * delay, LONGEST);
    long now = System.nanoTime();
    if (now - loggedAt >= LONGEST) {
      loggedAt = now;
      log.log(Level.WARNING, "cannot take another client (failure " + failures + "): " + failure);
    }
    return delay;
  }

  /** Notes a failure and waits; an interrupt ends the wait and stays set. */
  public void pause(Throwable failure) {
    try {
      TimeUnit.NANOSECONDS.sleep(failed(failure));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
