package hexline.server.guard;

import hexline.server.ServerConfig;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/**
 * The thread that closes connections whose deadline has passed (R12, R13), and that ends all of them
 * when the server drains (R14). A thread that waits in {@code read}, and a completion that does not
 * come, cannot do this for themselves. The event loop of chapter 3 can, and has no watchdog.
 * Thread-safe.
 */
public final class Watchdog {

  /** How often {@link #close} looks at all connections, in nanoseconds. */
  private static final long SWEEP = TimeUnit.MILLISECONDS.toNanos(1);

  /** How soon a connection is looked at again that is a {@link WatchedConnection.Look#SUSPECT}. */
  private static final long SECOND_LOOK = TimeUnit.MILLISECONDS.toNanos(2);

  /** A wait that ends this much too late was a pause of the process (SIGSTOP, a frozen container). */
  private static final long PAUSE = TimeUnit.MILLISECONDS.toNanos(250);

  /** After a pause the serving threads have this time to read and write before deadlines count. */
  private static final long GRACE = TimeUnit.MILLISECONDS.toNanos(500);

  private final Logger log;
  private final long tick;
  private final Admission admission;
  private final DrainClock drain;
  private final Set<WatchedConnection> live = ConcurrentHashMap.newKeySet();
  private final Set<WatchedConnection> lingering = ConcurrentHashMap.newKeySet();
  private final Thread thread;
  private volatile boolean closed;
  private boolean suspects; // of the last sweep over the connections; as the next field,
  private long graceUntil; // used by the thread that sweeps

  /** Starts the watchdog, a daemon thread. */
  public Watchdog(String server, ServerConfig config) {
    log = System.getLogger("hexline." + server);
    tick = Deadline.tick(config);
    admission = new Admission(config.maxConnections());
    drain = new DrainClock(config.drainTimeout().toNanos());
    graceUntil = System.nanoTime();
    thread = Thread.ofPlatform().name(server + "-watchdog").daemon().unstarted(this::watch);
    thread.start();
  }

  /** The time of the server's drain. */
  public DrainClock drain() {
    return drain;
  }

  /** How many connections it watches, clients and lingering ones. */
  public int count() {
    return live.size() + lingering.size();
  }

  /** Watches a client from now on; false if there are too many or if it is too late: isClosed. */
  public boolean admit(WatchedConnection connection) {
    if (closed || !admission.tryEnter()) {
      return false;
    }
    live.add(connection);
    return true;
  }

  /**
   * Watches a connection that was sent FIN, or is about to be, until it ends or {@link
   * Admission#LINGER} has passed. It no longer counts as a client.
   */
  public void linger(WatchedConnection connection) {
    leave(connection);
    if (closed || (!drain.isDraining() && lingering.size() >= Admission.MAX_LINGERING)) {
      connection.abort();
    } else {
      lingering.add(connection);
      LockSupport.unpark(thread);
    }
  }

  /** Stops watching a connection, because it is closed. */
  public void forget(WatchedConnection connection) {
    leave(connection);
    lingering.remove(connection);
  }

  private void leave(WatchedConnection connection) {
    if (live.remove(connection)) {
      admission.leave();
    }
  }

  private void watch() {
    while (!drain.isDraining()) {
      try {
        long pause =
            suspects
                ? SECOND_LOOK
                : lingering.isEmpty() ? tick : Math.min(tick, Admission.LINGER / 10);
        long before = System.nanoTime();
        LockSupport.parkNanos(pause);
        long now = System.nanoTime();
        if (now - before > pause + PAUSE) {
          graceUntil = now + GRACE;
        }
        sweep(now);
      } catch (Throwable e) {
        survive(e);
      }
    }
  }

  /** The watchdog must survive any failure, including OutOfMemoryError while it logs one. */
  private void survive(Throwable failure) {
    try {
      log.log(Level.WARNING, "the watchdog failed: " + failure);
    } catch (Throwable e) {
      // The next sweep comes soon.
    }
  }

  private void sweep(long now) {
    suspects = false;
    if (now - graceUntil >= 0) {
      live.forEach(connection -> expire(connection, now));
    }
    lingering.forEach(connection -> expire(connection, now));
  }

  private void expire(WatchedConnection connection, long now) {
    switch (connection.look(now)) {
      case FINE -> {}
      case SUSPECT -> suspects = true;
      case TIMED_OUT -> {
        connection.timedOut();
        connection.abort();
        forget(connection);
      }
    }
  }

  /**
   * Lets every connection answer what has arrived, and returns when all are closed: after the drain
   * timeout at the latest, by force. Further callers wait for the first one.
   *
   * @param stopAccepting is called again and again; it may fail while there are no descriptors
   * @param accepts whether clients may still come out of the backlog
   */
  public synchronized void close(Runnable stopAccepting, BooleanSupplier accepts) {
    drain.start();
    LockSupport.unpark(thread);
    while ((accepts.getAsBoolean() || !live.isEmpty() || !lingering.isEmpty()) && !drain.isOver()) {
      try {
        stopAccepting.run();
        live.forEach(WatchedConnection::drain);
        sweep(System.nanoTime());
      } catch (Throwable e) {
        survive(e);
      }
      LockSupport.parkNanos(SWEEP);
      drain.tick();
    }
    closed = true;
    live.forEach(WatchedConnection::abort);
    lingering.forEach(WatchedConnection::abort);
  }

  /** Whether the server has ended: a client that connects now is too late. */
  public boolean isClosed() {
    return closed;
  }
}
