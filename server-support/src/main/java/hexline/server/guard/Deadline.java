package hexline.server.guard;

import hexline.server.ServerConfig;

/**
 * The moment at which a connection is given up (R12, R13). Whoever serves the connection moves it;
 * a watchdog may read it from any thread. Both cost one volatile access, so there is no timer to
 * set and cancel for every request.
 */
public final class Deadline {

  private static final long NEVER = Long.MAX_VALUE;

  private final long idleNanos;
  private final long writeNanos;
  private long idleAt; // of the serving thread: when the current wait for a line ends
  private volatile long at;

  /** Starts waiting for the first line. */
  public Deadline(ServerConfig config) {
    idleNanos = config.idleTimeout().toNanos();
    writeNanos = config.writeTimeout().toNanos();
    idleAt = System.nanoTime() + idleNanos;
    at = idleAt;
  }

  /**
   * The connection waits for input.
   *
   * @param now the time
   * @param afterLine whether a line was completed since the last wait; a mere byte earns no time
   */
  public void waitForLine(long now, boolean afterLine) {
    if (afterLine) {
      idleAt = now + idleNanos;
    }
    at = idleAt;
  }

  /** The connection waits for the client to accept a byte. To be called again after each one. */
  public void waitForWrite(long now) {
    at = now + writeNanos;
  }

  /** The connection waits until it is closed, for the given time at most. */
  public void waitForClose(long now, long nanos) {
    at = now + nanos;
  }

  /** The server is busy with the connection: no deadline runs. */
  public void stop() {
    at = NEVER;
  }

  /** Whether the moment has come. */
  public boolean hasPassed(long now) {
    long end = at;
    return end != NEVER && now - end >= 0;
  }

  /**
   * How often to look, in nanoseconds: an eighth of the shorter timeout, 5 ms at the least and one
   * second at the most. So a connection ends within 9/8 of its time, and looking at 10,000 of them
   * costs nothing that could be measured.
   */
  public static long tick(ServerConfig config) {
    long shorter = Math.min(config.idleTimeout().toNanos(), config.writeTimeout().toNanos());
    return Math.clamp(shorter / 8, 5_000_000L, 1_000_000_000L);
  }
}
