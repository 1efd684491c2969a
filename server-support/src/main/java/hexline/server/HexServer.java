package hexline.server;

import java.net.InetSocketAddress;

/** A running server. It listens from the moment its constructor or factory returns. */
public interface HexServer extends AutoCloseable {

  /** Where it listens, with the real port when 0 was asked for. */
  InetSocketAddress address();

  /**
   * Stops accepting, answers every line that has arrived, ends each connection with FIN, and
   * returns when all are closed: after {@link ServerConfig#drainTimeout()} at the latest, by force
   * if need be. Idempotent; safe from any thread but the server's own.
   */
  @Override
  void close();
}
