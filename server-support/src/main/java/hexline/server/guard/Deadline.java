package hexline.server.guard;

import hexline.server.ClientLog;
import hexline.server.ServerConfig;

/**
 * The moment at which a connection's idle timeout or write timeout passes (R12, R13). The serving
 * thread moves it; a watchdog may read it from any thread. Both cost one volatile access, so a
 * request needs no timer that would be set and cancelled.
 */
public final class Deadline {

  private static final long NEVER = Long.MAX_VALUE;

  /**
   * More reads than it takes to get the longest line out of the kernel, into the smallest buffer.
   */
  private static final int READS_OF_A_LINE = 8;

  private final long idleNanos;
  private final long writeNanos;
  private long linesAtLastWait = -1; // the first wait begins the time
  private long idleAt; // when the current wait for a complete line ends
  private int waitsSincePassed; // for input, since idleAt
  private boolean isForRoom; // the write timeout runs
  private volatile long at = NEVER; // written last and read first: it publishes the fields above

  /** The deadline of a connection that does not wait yet. */
  public Deadline(ServerConfig config) {
    idleNanos = config.idleTimeout().toNanos();
    writeNanos = config.writeTimeout().toNanos();
  }

  /**
   * The connection waits for input.
   *
   * @param now the time
   * @param lines how many lines of the client have come to their end so far: only another complete
   *     line moves the deadline (R12)
   */
  public void waitForLine(long now, long lines) {
    if (lines != linesAtLastWait) {
      linesAtLastWait = lines;
      idleAt = now + idleNanos;
      waitsSincePassed = 0;
    } else if (now - idleAt >= 0) {
      waitsSincePassed++;
    }
    isForRoom = false;
    at = idleAt;
  }

  /** The connection waits for the client to accept answers. To be called again when it has. */
  public void waitForWrite(long now) {
    waitsSincePassed = 0;
    isForRoom = true;
    at = now + writeNanos;
  }

  /** The server is busy with the connection: no deadline runs. */
  public void stop() {
    at = NEVER;
  }

  /** Whether the deadline has passed. */
  public boolean hasPassed(long now) {
    long end = at;
    return end != NEVER && now - end >= 0;
  }

  /**
   * Whether the client has certainly sent no complete line in time, although it sends bytes: since
   * the idle timeout has passed, the server has read so often that it has read all that was there
   * then. To be called after {@link #hasPassed}.
   */
  public boolean isLineCertainlyLate() {
    return waitsSincePassed > READS_OF_A_LINE;
  }

  /** Logs which timeout has passed. To be called after {@link #hasPassed}. */
  public void logPassed(ClientLog log) {
    if (isForRoom) {
      log.noRoomFor(writeNanos);
    } else {
      log.noLineFor(idleNanos);
    }
  }

  /**
   * How often to look, in nanoseconds: an eighth of the shorter timeout, at least 5 ms and at most
   * one second. So a connection ends within about 9/8 of its timeout.
   */
  public static long tick(ServerConfig config) {
    long shorter = Math.min(config.idleTimeout().toNanos(), config.writeTimeout().toNanos());
    return Math.clamp(shorter / 8, 5_000_000L, 1_000_000_000L);
  }
}
