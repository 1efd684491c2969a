package hexline.conformance.client;

import java.io.IOException;
import java.net.Socket;

/**
 * Thrown by a case that cannot be run because the kit itself lacks something; says what, and what
 * helps. It says nothing about the server.
 */
public final class KitFailure extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private static final int PROBES = 8; // descriptors: more than the start of a process needs

  public KitFailure(String what) {
    super(what);
  }

  /** The kit can create no socket. */
  static KitFailure noSocket(IOException reason) {
    return new KitFailure(
        "the kit itself has no file descriptor left for another client ("
            + reason.getMessage()
            + "): raise its limit, as in ulimit -n 4096");
  }

  /** A socket of the kit gets no port of its own. */
  static KitFailure noPort(IOException reason) {
    return new KitFailure(
        "the kit itself has no port left for another client ("
            + reason.getMessage()
            + "): widen net.ipv4.ip_local_port_range, or wait a minute until ports of closed"
            + " connections are free");
  }

  /**
   * Looks whether an operation may have failed because the kit has no file descriptors left. To be
   * called after the failure, because no exception says so in every language.
   *
   * @throws KitFailure if there are fewer than the start of a process needs
   */
  public static void throwIfNoDescriptors() {
    throwIfFewer(PROBES);
  }

  private static void throwIfFewer(int descriptors) {
    if (descriptors > 0) {
      try (var probe = new Socket()) {
        probe.setTcpNoDelay(true); // which creates the socket
        throwIfFewer(descriptors - 1); // while this one is open
      } catch (IOException e) {
        throw noSocket(e);
      }
    }
  }
}
