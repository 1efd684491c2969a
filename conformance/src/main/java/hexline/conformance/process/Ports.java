package hexline.conformance.process;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;

/**
 * Free ports for servers that cannot choose one themselves. They lie below the range from which
 * systems give ports to clients, and in blocks of which one process at a time owns the first port:
 * so between the choice and the start of the server nobody takes the port. Thread-safe.
 */
final class Ports {

  private static final int FIRST = 20_000;
  private static final int LAST = 31_999;
  private static final int BLOCK = 100;

  private static final List<ServerSocket> OWNED = new ArrayList<>();
  private static int next = FIRST;

  private Ports() {}

  static synchronized int free() throws IOException {
    while (true) {
      if (next % BLOCK == 0) {
        OWNED.add(ownBlock());
      }
      int port = next++;
      // Bound, not listening: a process that another thread starts now inherits it for a moment,
      // and would seem to be a server.
      try (var probe = new Socket()) {
        probe.setReuseAddress(false); // not even connections of an earlier server are left
        probe.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        return port;
      } catch (IOException e) {
        // Taken: the next one.
      }
    }
  }

  private static ServerSocket ownBlock() throws IOException {
    for (int port = next; port <= LAST; port += BLOCK) {
      try {
        var guard = new ServerSocket(port, 1, InetAddress.getLoopbackAddress());
        next = port + 1;
        return guard;
      } catch (IOException e) {
        // Another process has this block.
      }
    }
    throw new IOException("no free ports from " + FIRST + " to " + LAST);
  }
}
