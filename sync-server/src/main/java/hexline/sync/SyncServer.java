package hexline.sync;

import hexline.protocol.Work;
import hexline.server.HexServer;
import hexline.server.Launcher;
import hexline.server.ServerConfig;
import hexline.server.blocking.BlockingConnection;
import hexline.server.blocking.Listener;
import hexline.server.guard.AcceptBackoff;
import hexline.server.guard.Connections;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.InetSocketAddress;
import java.net.Socket;
import picocli.CommandLine.Command;

/**
 * Chapter 1: the iterative server. One thread accepts a client, serves it until it leaves, and
 * accepts the next.
 *
 * <p><b>Who waits, and where:</b> the only thread, in {@code read}, for the only client. All other
 * clients wait too, in the kernel's backlog, without knowing why. (A watchdog thread serves nobody:
 * it ends a client whose time is over, which a thread in {@code read} cannot do.)
 *
 * <p><b>What it costs:</b> one thread and one pair of buffers at a time. For one client at a time
 * nothing is faster: no hand-over, no lock, no switch. It is the zero line that the other servers
 * are measured against.
 *
 * <p><b>What it cannot do:</b> serve a second client. Open two terminals with {@code nc localhost
 * 65432}: the second one gets its answer when the first one leaves, or has been idle for too long.
 *
 * <p><b>Next:</b> the threaded server gives each client a thread to wait in.
 */
public final class SyncServer implements HexServer {

  private static final Logger LOG = System.getLogger("hexline.sync-server");

  private final Listener listener;
  private final Connections connections;
  private final Thread acceptor;

  /** Starts a server that listens when this returns. */
  public SyncServer(ServerConfig config, Work work) throws IOException {
    listener = new Listener(config);
    connections = new Connections("sync-server", config, work);
    acceptor = Thread.ofPlatform().name("acceptor").start(this::acceptLoop);
  }

  // @start region=accept-loop
  private void acceptLoop() {
    var backoff = new AcceptBackoff(LOG);
    while (listener.isOpen()) {
      try {
        Socket socket = listener.accept();
        var connection = BlockingConnection.open(socket, connections);
        if (connection != null) {
          serve(connection);
        }
        backoff.succeeded();
      } catch (Throwable e) { // above all OutOfMemoryError: there is no room for this client
        if (listener.isOpen()) {
          backoff.pause(e);
        }
      }
    }
  }

  // @end region=accept-loop

  // @start region=serve
  private void serve(BlockingConnection connection) {
    try (connection) {
      boolean more;
      do {
        more = connection.read(); // waits for the client to send
        while (connection.answer()) {
          connection.write(); // waits for the client to take its answers
        }
      } while (more);
    } catch (IOException e) {
      connection.lost(e);
    } catch (Throwable e) {
      LOG.log(Level.WARNING, "gave up a client: " + e);
    }
  }

  // @end region=serve

  @Override
  public InetSocketAddress address() {
    return listener.address();
  }

  @Override
  public void close() {
    listener.close(connections, acceptor);
  }

  @Command(name = "sync-server", description = "Iterative: one thread, one client at a time.")
  private static final class Options implements Launcher.Starter {
    @Override
    public HexServer start(ServerConfig config, Work work) throws IOException {
      return new SyncServer(config, work);
    }
  }

  public static void main(String[] args) {
    Launcher.run(new Options(), args);
  }
}
