package hexline.process;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;

/**
 * Free ports on loopback for servers that cannot choose one themselves. They lie below the range
 * from which systems give ports to clients, and in blocks; a JVM owns a block by listening on its
 * first port. So neither a client nor another JVM of the suite takes a port between its choice and
 * the start of the server. Thread-safe.
 */
public final class Ports {

  private static final int FIRST = 20_000;
  private static final int LAST = 31_999;
  private static final int BLOCK = 100;

  private static final List<ServerSocket> OWNED = new ArrayList<>();
  private static int next = FIRST;

  private Ports() {}

  /**
   * A port on which nothing listens. No port is given twice by a JVM.
   *
   * @throws IOException if all are taken, or this JVM has no file descriptor to look with
   */
  public static synchronized int free() throws IOException {
    while (true) {
      if (next % BLOCK == 0) {
        OWNED.add(ownBlock());
      }
      // Bound, not listening: a process that another thread forks now inherits the descriptor
      // until its exec, and a client would take the inherited listener for the server.
      try (var probe = new Socket()) {
        // False: fails if connections of an earlier server remain. This creates the socket.
        probe.setReuseAddress(false);
        int port = next++;
        try {
          probe.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
          return port;
        } catch (IOException e) {
          // The port is taken: try the next one.
        }
      }
    }
  }

  private static ServerSocket ownBlock() throws IOException {
    for (int port = next; port <= LAST; port += BLOCK) {
      var guard = new ServerSocket();
      guard.setSoTimeout(0); // which creates the socket: an error is this JVM's own
      try {
        guard.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1);
        next = port + 1;
        return guard;
      } catch (IOException e) {
        guard.close(); // another process owns this block
      }
    }
    throw new IOException("no free ports from " + FIRST + " to " + LAST);
  }
}
