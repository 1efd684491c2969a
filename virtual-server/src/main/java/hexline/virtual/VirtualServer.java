package hexline.virtual;

import hexline.protocol.Work;
import hexline.server.HexServer;
import hexline.server.Launcher;
import hexline.server.ServerConfig;
import hexline.server.blocking.BlockingConnection;
import hexline.server.blocking.Listener;
import hexline.server.guard.AcceptBackoff;
import hexline.server.guard.Connections;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Chapter 5: a virtual thread per client. The code is chapter 1's loop and chapter 2's hand-over;
 * the only difference is what a thread is.
 *
 * <p><b>Who waits, and where:</b> a virtual thread per client, in {@code read}. It leaves its
 * carrier while it waits; the JDK's poller, a selector loop like chapter 3's, wakes it up.
 *
 * <p><b>What it adds:</b> the threaded server's code that anyone can read and debug, with a cost
 * per client near the selector's. The state machine of chapter 3 and the stages of chapter 4 are
 * still there: the JDK keeps them.
 *
 * <p><b>What it costs:</b> a few more system calls per request than a selector, and a stack on the
 * heap per client. It does not share time: clients that compute without waiting keep their carrier,
 * and as many of them as there are carriers stop all others.
 *
 * <p><b>To tune:</b> parking and waking is what a request costs here beyond chapter 3. A yield
 * before a read often saves both. With {@code --carriers 1} the scheduler is one thread, an event
 * loop in disguise; the longest waits grow with it, so look at the tail as well.
 *
 * <p><b>Next:</b> {@code ./run bench} shows what each model costs on your machine, and the recipes
 * what is built on them.
 */
public final class VirtualServer implements HexServer {

  private static final Logger LOG = System.getLogger("hexline.virtual-server");

  /** At least once in so many turns a client gives its place up, or others would wait for ever. */
  private static final int TURNS_WITHOUT_PARKING = 8;

  private final Listener listener;
  private final Connections connections;
  private final ExecutorService clients;
  private final Thread acceptor;

  /** Starts a server that listens when this returns. */
  public VirtualServer(ServerConfig config, Work work) throws IOException {
    startPoller();
    listener = new Listener(config);
    ThreadFactory factory = Thread.ofVirtual().name("client-", 1).factory();
    clients = Executors.newThreadPerTaskExecutor(factory);
    connections = new Connections("virtual-server", config, work);
    acceptor = Thread.ofPlatform().name("acceptor").start(this::acceptLoop);
  }

  /**
   * The first virtual thread that waits starts the JDK's poller, which takes descriptors: without
   * them it fails, and for ever. So one waits before clients can take them all (R15).
   */
  private static void startPoller() throws IOException {
    try (var nobody = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Thread first = Thread.ofVirtual().name("first").start(() -> waitFor(nobody));
      while (first.isAlive() && first.getState() != Thread.State.WAITING) {
        Thread.sleep(1);
      }
    } catch (InterruptedException e) {
      throw new InterruptedIOException("interrupted while the server starts");
    }
  }

  private static void waitFor(ServerSocket nobody) {
    try {
      nobody.accept().close();
    } catch (IOException e) {
      // It has waited until it was closed.
    }
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
  @SuppressWarnings("ThreadPriorityCheck") // the yield is for speed; nothing relies on it
  private void serve(BlockingConnection connection) {
    try (connection) {
      boolean more;
      int turn = 0;
      do {
        if (++turn % TURNS_WITHOUT_PARKING != 0) {
          Thread.yield(); // others first: often the next line is there by then, and nothing parks
        }
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

  @Command(name = "virtual-server", description = "A virtual thread per client.")
  private static final class Options implements Launcher.Starter {
    private static final int MOST_CARRIERS = 32_767; // threads of a ForkJoinPool

    @Option(
        names = "--carriers",
        paramLabel = "N",
        defaultValue = "${env:HEXLINE_CARRIERS:-0}",
        description =
            "Threads that carry the virtual threads, 0 for one per processor (${DEFAULT-VALUE}).")
    int carriers;

    @Override
    public HexServer start(ServerConfig config, Work work) throws IOException {
      if (carriers < 0 || carriers > MOST_CARRIERS) {
        throw new IllegalArgumentException(
            "--carriers must be from 0 to %d: %d".formatted(MOST_CARRIERS, carriers));
      }
      if (carriers > 0) { // read by the JDK when the first virtual thread is made
        System.setProperty("jdk.virtualThreadScheduler.parallelism", "" + carriers);
        System.setProperty("jdk.pollerMode", "1"); // the poller has a thread of its own
      }
      return new VirtualServer(config, work);
    }
  }

  public static void main(String[] args) {
    Launcher.run(new Options(), args);
  }
}
