package hexline.server.guard;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;

/**
 * How an acceptor survives a process that is out of descriptors, threads or memory (R15): it pauses
 * 50 ms, doubling up to 1 s while failures go on, and logs the first failure and then at most one a
 * second, with their count. No method throws: an acceptor calls them where nothing would catch the
 * exception, and where there may be no memory for a log line. Thread-safe.
 */
public final class AcceptBackoff {

  private static final long FIRST = TimeUnit.MILLISECONDS.toNanos(50);
  private static final long LONGEST = TimeUnit.SECONDS.toNanos(1);

  private final Logger log;
  private final LongSupplier nanoTime;
  private final LongConsumer park;
  private long delay;
  private long failures;
  private long loggedAt;

  /** A back-off that logs to this logger. */
  public AcceptBackoff(Logger log) {
    this(log, System::nanoTime, LockSupport::parkNanos);
  }

  AcceptBackoff(Logger log, LongSupplier nanoTime, LongConsumer park) {
    this.log = log;
    this.nanoTime = nanoTime;
    this.park = park;
    this.loggedAt = nanoTime.getAsLong() - LONGEST;
  }

  /** Notes that a client was accepted: the next failure waits the shortest time again. */
  public synchronized void succeeded() {
    delay = 0;
  }

  /** Notes a failure; returns for how many nanoseconds the acceptor is not to accept. */
  public long failed(Throwable failure) {
    long pause = count();
    log(failure);
    return pause;
  }

  /** Notes a failure and waits; an interrupt ends the wait and stays set. */
  public void pause(Throwable failure) {
    long end = nanoTime.getAsLong() + count();
    for (long left = end - nanoTime.getAsLong();
        left > 0 && !Thread.currentThread().isInterrupted();
        left = end - nanoTime.getAsLong()) {
      park.accept(left);
    }
    log(failure); // after the pause: the memory for the line may have come back
  }

  private synchronized long count() {
    failures++;
    delay = delay == 0 ? FIRST : Math.min(2 * delay, LONGEST);
    return delay;
  }

  private synchronized void log(Throwable failure) {
    long now = nanoTime.getAsLong();
    if (now - loggedAt < LONGEST) {
      return;
    }
    try {
      log.log(Level.WARNING, "cannot take another client (failure " + failures + "): " + failure);
      loggedAt = now;
    } catch (Throwable e) {
      // The next failure says it, with the count.
    }
  }
}
