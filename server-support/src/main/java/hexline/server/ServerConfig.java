package hexline.server;

import java.net.InetSocketAddress;
import java.time.Duration;

/**
 * The limits of a server (R8 to R14), the same for all models. A server's constructor takes them
 * and hands them to the guards that keep them: {@code Admission} counts clients, {@code Deadline}
 * has the two timeouts, {@code DrainClock} the drain. In a server's process {@link Launcher} makes
 * them from the command line, where each is an option of the same name; a test takes
 * {@link #onPort} and changes what it is about: {@code
 * ServerConfig.onPort(0).withIdleTimeout(Duration.ofSeconds(1))}. Immutable.
 *
 * @param bind where to listen; port 0 takes any free one
 * @param backlog connections that the kernel may queue before they are accepted
 * @param maxConnections clients served at a time; one more is told so and closed
 * @param idleTimeout longest time without a complete line before a connection is closed
 * @param writeTimeout longest time in which a client may accept no byte of a pending answer
 * @param drainTimeout longest time that {@link HexServer#close()} takes
 */
public record ServerConfig(
    InetSocketAddress bind,
    int backlog,
    int maxConnections,
    Duration idleTimeout,
    Duration writeTimeout,
    Duration drainTimeout) {

  /** Most bytes read from one connection, and most answer bytes held for it, per turn (R8, R10). */
  public static final int MAX_TURN = 64 * 1024;

  /**
   * Checks the limits.
   *
   * @throws IllegalArgumentException if a value is not positive, or a time is longer than a year
   */
  public ServerConfig {
    requirePositive("backlog", backlog);
    requirePositive("max-connections", maxConnections);
    requirePositive("idle-timeout", idleTimeout);
    requirePositive("write-timeout", writeTimeout);
    requirePositive("drain-timeout", drainTimeout);
  }

  /** The defaults, on a loopback port. */
  public static ServerConfig onPort(int port) {
    return new ServerConfig(
        new InetSocketAddress("127.0.0.1", port),
        1024,
        10_000,
        Duration.ofMinutes(5),
        Duration.ofSeconds(10),
        Duration.ofSeconds(5));
  }

  public ServerConfig withBind(InetSocketAddress address) {
    return new ServerConfig(
        address, backlog, maxConnections, idleTimeout, writeTimeout, drainTimeout);
  }

  public ServerConfig withBacklog(int connections) {
    return new ServerConfig(
        bind, connections, maxConnections, idleTimeout, writeTimeout, drainTimeout);
  }

  public ServerConfig withMaxConnections(int clients) {
    return new ServerConfig(bind, backlog, clients, idleTimeout, writeTimeout, drainTimeout);
  }

  public ServerConfig withIdleTimeout(Duration time) {
    return new ServerConfig(bind, backlog, maxConnections, time, writeTimeout, drainTimeout);
  }

  public ServerConfig withWriteTimeout(Duration time) {
    return new ServerConfig(bind, backlog, maxConnections, idleTimeout, time, drainTimeout);
  }

  public ServerConfig withDrainTimeout(Duration time) {
    return new ServerConfig(bind, backlog, maxConnections, idleTimeout, writeTimeout, time);
  }

  /** Where a server listens that was bound to {@link #bind}, once it has this port. */
  public InetSocketAddress boundTo(int port) {
    return new InetSocketAddress(bind.getAddress(), port);
  }

  private static void requirePositive(String name, int count) {
    if (count <= 0) {
      throw new IllegalArgumentException(name + " must be positive: " + count);
    }
  }

  private static void requirePositive(String name, Duration time) {
    if (time.compareTo(Duration.ZERO) <= 0 || time.compareTo(Duration.ofDays(365)) > 0) {
      throw new IllegalArgumentException(name + " must be positive and at most a year: " + time);
    }
  }
}
