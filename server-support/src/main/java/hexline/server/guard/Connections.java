package hexline.server.guard;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import hexline.protocol.Work;
import hexline.server.ServerConfig;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/**
 * The clients of a server whose threads wait in reads and writes: counts them (R11), gives up those
 * whose time is over (R12, R13), and drains them (R14). One watchdog thread does what the waiting
 * threads cannot do for themselves. Thread-safe.
 */
public final class Connections {

  public static final byte[] TOO_MANY = "Too many connections\n".getBytes(ISO_8859_1);

  /**
   * How long a connection that has sent its FIN may take to read it, in nanoseconds. Until then
   * its input is read away: closing with unread input sends a reset, which can overtake answers.
   */
  public static final long LINGER = TimeUnit.MILLISECONDS.toNanos(500);

  /** How often {@link #close} calls {@link Connection#drain}, in nanoseconds. */
  public static final long SWEEP = TimeUnit.MILLISECONDS.toNanos(1);

  /** More of them are reset: a flood of clients over the limit must not hold descriptors. */
  private static final int MAX_LINGERING = 1000;

  private final Logger log;
  private final ServerConfig config;
  private final Work work;
  private final Set<Connection> live = ConcurrentHashMap.newKeySet();
  private final Set<Connection> lingering = ConcurrentHashMap.newKeySet();
  private final Thread watchdog;
  private volatile boolean closing;
  private volatile boolean closed;
  private volatile long readUntil; // while closing: no client may go on for ever

  /** Starts the watchdog, a daemon thread. */
  public Connections(String server, ServerConfig config, Work work) {
    this.log = System.getLogger("hexline." + server);
    this.config = config;
    this.work = work;
    this.watchdog = Thread.ofPlatform().name(server + "-watchdog").daemon().unstarted(this::watch);
    watchdog.start();
  }

  /** What a client over the limit is told (R11). */
  public static ByteBuffer tooMany() {
    return ByteBuffer.wrap(TOO_MANY).asReadOnlyBuffer();
  }

  /** The limits. */
  public ServerConfig config() {
    return config;
  }

  /** What is done for each request. */
  public Work work() {
    return work;
  }

  /** Counts a client in, unless there are too many or it comes too late: {@link #isClosed}. */
  public boolean admit(Connection connection) {
    if (closed || live.size() >= config.maxConnections()) {
      return false;
    }
    live.add(connection);
    return true;
  }

  /** Watches a client that was sent FIN, or will be at once, until it has gone or its time is over. */
  public void linger(Connection connection) {
    live.remove(connection);
    if (closed || (!closing && lingering.size() >= MAX_LINGERING)) {
      connection.abort();
    } else {
      lingering.add(connection);
      LockSupport.unpark(watchdog);
    }
  }

  /** Counts a client out. */
  public void forget(Connection connection) {
    live.remove(connection);
    lingering.remove(connection);
  }

  private void watch() {
    long tick = Deadline.tick(config);
    while (!closing) {
      LockSupport.parkNanos(lingering.isEmpty() ? tick : Math.min(tick, LINGER / 10));
      try {
        expireAll(System.nanoTime());
      } catch (Throwable e) {
        goOn(e);
      }
    }
  }

  /** Without the watchdog no client would ever be given up; there may be no memory for the line. */
  private void goOn(Throwable failure) {
    try {
      log.log(Level.WARNING, "could not look at all clients: " + failure);
    } catch (Throwable e) {
      // The next look comes soon.
    }
  }

  private void expireAll(long now) {
    live.forEach(connection -> expire(connection, now));
    lingering.forEach(connection -> expire(connection, now));
  }

  private void expire(Connection connection, long now) {
    if (connection.hasTimedOut(now)) {
      log.log(Level.DEBUG, "closed a client that timed out");
      connection.abort();
      forget(connection);
    }
  }

  /**
   * Lets every connection answer what has arrived, and returns when all are closed: after the drain
   * timeout at the latest, by force. Those who call it meanwhile wait.
   *
   * @param stopAccepting is called again and again; it may fail while there are no descriptors
   * @param accepts whether clients may still come out of the backlog
   */
  public synchronized void close(Runnable stopAccepting, BooleanSupplier accepts) {
    long start = System.nanoTime();
    long drain = config.drainTimeout().toNanos();
    if (!closing) {
      readUntil = start + drain / 2;
      closing = true;
    }
    LockSupport.unpark(watchdog);
    long now = start;
    while ((accepts.getAsBoolean() || !live.isEmpty() || !lingering.isEmpty())
        && now - start < drain) {
      try {
        stopAccepting.run();
        live.forEach(Connection::drain);
        expireAll(now);
      } catch (Throwable e) {
        goOn(e);
      }
      LockSupport.parkNanos(SWEEP);
      now = System.nanoTime();
    }
    closed = true;
    live.forEach(Connection::abort);
    lingering.forEach(Connection::abort);
  }

  /** Whether the server has ended: a client that comes now comes too late. */
  public boolean isClosed() {
    return closed;
  }

  /** Whether the server drains. */
  public boolean isClosing() {
    return closing;
  }

  /** Whether a client that never pauses has been heard long enough, in the middle of a drain. */
  public boolean isOverdue() {
    return closing && System.nanoTime() - readUntil >= 0;
  }
}
