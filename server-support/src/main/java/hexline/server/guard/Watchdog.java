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
 * The thread that closes connections whose deadline has passed (R12, R13), and that ends all of
 * them when the server drains (R14). A thread that waits in {@code read}, and a completion that
 * does not come, cannot do this for themselves. The event loop of chapter 3 can, and has no
 * watchdog. Thread-safe.
 */
public final class Watchdog {

  /** How often {@link #close} looks at all connections, in nanoseconds. */
  private static final long SWEEP = TimeUnit.MILLISECONDS.toNanos(1);

  /** How soon a connection is looked at again that is a {@link WatchedConnection.Look#SUSPECT}. */
  private static final long SECOND_LOOK = TimeUnit.MILLISECONDS.toNanos(2);

  /**
   * A wait that ends this much too late was a pause of the process (SIGSTOP, a frozen container).
   */
  private static final long PAUSE = TimeUnit.MILLISECONDS.toNanos(250);

  /** After a pause the serving threads have this time to read and write before deadlines count. */
  private static final long GRACE = TimeUnit.MILLISECONDS.toNanos(500);

  private final Logger log;
  private final long tick;
  private final Admission admission;
  private final DrainClock drain;
  private final Set<WatchedConnection> live = ConcurrentHashMap.newKeySet();
  private final Set<WatchedConnection> lingering = ConcurrentHashMap.newKeySet();
  private final Object sweeping = new Object();
  private final Thread thread;
  private volatile boolean closed;
  private boolean suspects; // of the last sweep over the connections; for the thread that sweeps
  private volatile long graceUntil; // no idle or write timeout counts before

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
    if (closed) { // since, and close() may have missed it
      leave(connection);
      return false;
    }
    return true;
  }

  /**
   * Watches a connection that was sent FIN, or is about to be, until it ends or its {@link
   * LingerTime} is over. It no longer counts as a client.
   */
  public void linger(WatchedConnection connection) {
    leave(connection);
    if (closed || (!drain.isDraining() && lingering.size() >= Admission.MAX_LINGERING)) {
      connection.abort();
    } else {
      lingering.add(connection);
      if (closed) { // since, and close() may have missed it
        connection.abort();
      }
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
            suspects ? SECOND_LOOK : lingering.isEmpty() ? tick : Math.min(tick, LingerTime.LOOK);
        sweep(park(pause));
        boolean _ = Thread.interrupted(); // with the interrupt status set, park would not wait
      } catch (Throwable e) {
        survive(e);
      }
    }
  }

  /** Waits, and notes whether the process was paused meanwhile; returns the time. */
  private long park(long nanos) {
    long before = System.nanoTime();
    LockSupport.parkNanos(nanos);
    long now = System.nanoTime();
    if (now - before > nanos + PAUSE) {
      graceUntil = now + GRACE;
    }
    return now;
  }

  /** The watchdog must survive any failure, including OutOfMemoryError while it logs one. */
  private void survive(Throwable failure) {
    try {
      log.log(Level.WARNING, "the watchdog failed: " + failure);
    } catch (Throwable e) {
      // The next sweep comes soon.
    }
  }

  /**
   * One thread at a time: when the drain begins, the watchdog may not have ended its last sweep.
   */
  private void sweep(long now) {
    synchronized (sweeping) {
      suspects = false;
      boolean inGrace = now - graceUntil < 0;
      live.forEach(connection -> expire(connection, now, inGrace));
      lingering.forEach(connection -> expire(connection, now, inGrace));
    }
  }

  private void expire(WatchedConnection connection, long now, boolean inGrace) {
    switch (connection.look(now, inGrace)) {
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
   * timeout at the latest, by force. Further callers wait for the first one. An interrupt does not
   * shorten the drain, and stays set.
   *
   * @param stopAccepting is called again and again; it may fail while there are no descriptors
   * @param accepts whether clients may still come out of the backlog
   */
  public synchronized void close(Runnable stopAccepting, BooleanSupplier accepts) {
    drain.start();
    LockSupport.unpark(thread);
    long now = System.nanoTime();
    graceUntil = now + GRACE; // the signal may have come in a pause
    boolean interrupted = Thread.interrupted();
    while ((accepts.getAsBoolean() || !live.isEmpty() || !lingering.isEmpty()) && !drain.isOver()) {
      try {
        stopAccepting.run();
        live.forEach(WatchedConnection::drain);
        sweep(now);
      } catch (Throwable e) {
        survive(e);
      }
      now = park(SWEEP);
      interrupted |= Thread.interrupted(); // else the next park would not wait
      drain.tick();
    }
    closed = true;
    live.forEach(WatchedConnection::abort);
    lingering.forEach(WatchedConnection::abort);
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /** Whether the server has ended: a client that connects now is too late. */
  public boolean isClosed() {
    return closed;
  }
}
