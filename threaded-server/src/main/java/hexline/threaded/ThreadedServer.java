package hexline.threaded;

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
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Chapter 2: a thread per client. One thread accepts; each client gets a platform thread that reads,
 * answers and writes as the iterative server does, for this client alone.
 *
 * <p><b>Who waits, and where:</b> one thread per client, in {@code read}. The kernel's scheduler
 * does the rest: it runs whichever thread has input.
 *
 * <p><b>What it adds:</b> the iterative server kept everybody waiting for its one client. Here a
 * second terminal is answered at once, and no client can block another.
 *
 * <p><b>What it costs:</b> a thread switch for every request, and tens of kilobytes for every
 * client, idle or not. With {@code --threads N} a fixed pool bounds both, and brings back the
 * waiting: N idle clients are enough to starve all others.
 *
 * <p><b>Next:</b> the NIO server lets one thread wait for all clients.
 */
public final class ThreadedServer implements HexServer {

  private static final Logger LOG = System.getLogger("hexline.threaded-server");

  private final Listener listener;
  private final Connections connections;
  private final ExecutorService clients;
  private final Thread acceptor;

  /**
   * Starts a server that listens when this returns.
   *
   * @param threads size of the pool; 0 for a thread per client
   */
  public ThreadedServer(ServerConfig config, Work work, int threads) throws IOException {
    if (threads < 0) {
      throw new IllegalArgumentException("--threads must be at least 0: " + threads);
    }
    listener = new Listener(config);
    ThreadFactory factory = Thread.ofPlatform().daemon().name("client-", 1).factory();
    clients =
        threads == 0
            ? Executors.newThreadPerTaskExecutor(factory)
            : Executors.newFixedThreadPool(threads, factory);
    connections = new Connections("threaded-server", config, work);
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
          handOver(connection);
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

  private void handOver(BlockingConnection connection) {
    try {
      clients.execute(() -> serve(connection));
    } catch (Throwable e) {
      connection.close();
      throw e;
    }
  }

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
    clients.shutdownNow();
  }

  @Command(
      name = "threaded-server",
      description = "A platform thread per client, or a fixed pool of them.")
  private static final class Options implements Launcher.Starter {
    @Option(
        names = "--threads",
        paramLabel = "N",
        defaultValue = "${env:HEXLINE_THREADS:-0}",
        description = "Size of a fixed pool, 0 for a thread per client (${DEFAULT-VALUE}).")
    int threads;

    @Override
    public HexServer start(ServerConfig config, Work work) throws IOException {
      return new ThreadedServer(config, work, threads);
    }
  }

  public static void main(String[] args) {
    Launcher.run(new Options(), args);
  }
}
