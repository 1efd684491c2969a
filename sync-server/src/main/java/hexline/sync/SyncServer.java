package hexline.sync;

import hexline.protocol.Work;
import hexline.server.HexServer;
import hexline.server.Launcher;
import hexline.server.ServerConfig;
import hexline.server.blocking.BlockingConnection;
import hexline.server.blocking.Listener;
import java.io.IOException;
import java.net.InetSocketAddress;
import picocli.CommandLine.Command;

/**
 * Chapter 1: the iterative server. One thread accepts a client, serves it until it leaves, and
 * accepts the next.
 *
 * <p><b>Who waits, and where:</b> the only thread that serves, in {@code read}, for the only
 * client. Further clients are connected by the kernel and wait in its backlog; the server has not
 * accepted them.
 *
 * <p><b>What it costs:</b> one thread and one pair of buffers. For one client at a time nothing is
 * faster: a request is handed to no other thread, and no select call precedes the read.
 *
 * <p><b>What it cannot do:</b> serve a second client. Open two terminals with {@code nc localhost
 * 65432}: the second one gets its answer when the first one leaves.
 *
 * <p><b>Not on this page:</b> limits, deadlines, the orderly end (drain), and a process without
 * memory or descriptors. {@link Listener} and {@link BlockingConnection} take care of them, with
 * the guards of {@code hexline.server.guard}.
 *
 * <p><b>Next:</b> the threaded server gives each client a thread to wait in.
 */
public final class SyncServer implements HexServer {

  private final Listener listener;
  private final Thread acceptor;

  /** Starts a server that listens when this returns. */
  public SyncServer(ServerConfig config, Work work) throws IOException {
    listener = new Listener("sync-server", config, work);
    acceptor = Thread.ofPlatform().name("acceptor").start(this::acceptLoop);
  }

  // @start region=accept-loop
  private void acceptLoop() {
    BlockingConnection client;
    while ((client = listener.accept()) != null) { // waits for the next client to connect
      serve(client);
    }
  }

  // @end region=accept-loop

  // @start region=serve
  private static void serve(BlockingConnection client) {
    try (client) {
      while (client.read()) { // waits for the client to send
        while (client.answer()) { // converts lines, until the client's output buffer is full
          client.write(); // waits until the kernel has taken the answers
        }
      }
    }
  }

  // @end region=serve

  @Override
  public InetSocketAddress address() {
    return listener.address();
  }

  @Override
  public void close() {
    listener.close(acceptor); // drains: answers what has arrived, then closes, if need be by force
  }

  @Command(name = "sync-server", description = "Iterative: one thread, one client at a time.")
  private static final class Options implements Launcher.Starter {
    @Override
    public HexServer start(ServerConfig config, Work work) throws IOException {
      return new SyncServer(config, work);
    }

    @Override
    public int clientsAtATime() {
      return 1;
    }
  }

  public static void main(String[] args) {
    Launcher.run(new Options(), args);
  }
}
