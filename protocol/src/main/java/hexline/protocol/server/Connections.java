package hexline.protocol.server;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import hexline.protocol.Handler;
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

  static final byte[] TOO_MANY = "Too many connections\n".getBytes(ISO_8859_1);

  /**
   * How long a connection that has sent its FIN may take to read it, in nanoseconds. Until then
   * its input is read away: closing with unread input sends a reset, which can overtake answers.
   */
  public static final long LINGER = TimeUnit.MILLISECONDS.toNanos(500);

  /** How often {@link #close} calls {@link Connection#drain}, in nanoseconds. */
  public static final long SWEEP = TimeUnit.MILLISECONDS.toNanos(1);

  private static final int MAX_LINGERING = 1000;

  private final Logger log;
  private final ServerConfig config;
  private final Handler handler;
  private final Set<Connection> live = ConcurrentHashMap.newKeySet();
  private final Set<Connection> refused = ConcurrentHashMap.newKeySet();
  private final Thread watchdog;
  private volatile boolean closing;
  private volatile long readUntil; // while closing: no client may go on for ever

  /** Starts the watchdog, a daemon thread. */
  public Connections(String server, ServerConfig config, Handler handler) {
    this.log = System.getLogger("hexline." + server);
    this.config = config;
    this.handler = handler;
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
  public Handler handler() {
    return handler;
  }

  /** Counts a client in, unless there are too many. */
  public boolean admit(Connection connection) {
    if (live.size() >= config.maxConnections()) {
      return false;
    }
    live.add(connection);
    if (closing) {
      connection.drain();
    }
    return true;
  }

  /** Watches a client that was told to go, until its time is over. */
  public void linger(Connection connection) {
    if (closing || refused.size() >= MAX_LINGERING) {
      connection.abort();
    } else {
      refused.add(connection);
      LockSupport.unpark(watchdog);
    }
  }

  /** Counts a client out. */
  public void forget(Connection connection) {
    live.remove(connection);
    refused.remove(connection);
  }

  private void watch() {
    long tick = Deadline.tick(config);
    while (!closing) {
      LockSupport.parkNanos(refused.isEmpty() ? tick : Math.min(tick, LINGER / 10));
      try {
        long now = System.nanoTime();
        expireLive(now);
        refused.forEach(connection -> expire(connection, now));
      } catch (Throwable e) { // without the watchdog no client would ever be given up
        log.log(Level.WARNING, "could not look at all clients: " + e);
      }
    }
  }

  private void expireLive(long now) {
    live.forEach(connection -> expire(connection, now));
  }

  private void expire(Connection connection, long now) {
    if (connection.hasTimedOut(now)) {
      log.log(Level.DEBUG, "closed a client whose time was over");
      connection.abort();
      forget(connection);
    }
  }

  /**
   * Ends a blocking server: its listener takes those who have connected already, its acceptor hands
   * them over, every connection answers what has arrived. Returns when all are closed, after the
   * drain timeout at the latest.
   */
  public void close(Listener listener, Thread acceptor) {
    listener.close();
    close(acceptor::isAlive);
    listener.abort();
    acceptor.interrupt();
  }

  /**
   * Lets every connection answer what has arrived, and returns when all are closed: after the drain
   * timeout at the latest.
   *
   * @param accepts whether clients may still come out of the backlog
   */
  public void close(BooleanSupplier accepts) {
    long start = System.nanoTime();
    long drain = config.drainTimeout().toNanos();
    readUntil = start + drain / 2;
    closing = true;
    LockSupport.unpark(watchdog);
    long now = start;
    while ((accepts.getAsBoolean() || !live.isEmpty()) && now - start < drain) {
      live.forEach(Connection::drain);
      expireLive(now);
      LockSupport.parkNanos(SWEEP);
      now = System.nanoTime();
    }
    live.forEach(Connection::abort);
    refused.forEach(Connection::abort);
  }

  /** Whether a client that never pauses has been heard long enough, in the middle of a drain. */
  public boolean isOverdue() {
    return closing && System.nanoTime() - readUntil >= 0;
  }
}
