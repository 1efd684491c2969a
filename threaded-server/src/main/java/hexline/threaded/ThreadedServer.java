package hexline.threaded;

import hexline.protocol.Work;
import hexline.server.HexServer;
import hexline.server.Launcher;
import hexline.server.ServerConfig;
import hexline.server.blocking.BlockingConnection;
import hexline.server.blocking.Listener;
import hexline.server.guard.GuardedExecutor;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Chapter 2: a thread per client. One thread accepts; each client gets a platform thread that
 * reads, answers and writes as the iterative server does, for this client alone.
 *
 * <p><b>Who waits, and where:</b> one thread per client, in {@code read}. The kernel's scheduler
 * runs the threads whose clients have sent something.
 *
 * <p><b>What it adds:</b> a second client is answered at once. A client that is silent, or whose
 * request takes time, keeps only its own thread waiting.
 *
 * <p><b>What it costs:</b> a context switch for every request, and tens of kilobytes for every
 * client, idle or not. With {@code --threads N} a fixed pool bounds the threads and their memory,
 * and N idle clients occupy all of them, so that the next client waits.
 *
 * <p><b>Not on this page:</b> limits, deadlines, drain, and a process without memory, descriptors
 * or threads. {@link Listener}, {@link BlockingConnection} and {@link GuardedExecutor} take care of
 * them.
 *
 * <p><b>Next:</b> the NIO server lets one thread wait for all clients.
 */
public final class ThreadedServer implements HexServer {

  private final Listener listener;
  private final GuardedExecutor clients;
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
    listener = new Listener("threaded-server", config, work);
    // Daemons, so that the JVM ends with the acceptor, even if a client's thread does not.
    ThreadFactory factory = Thread.ofPlatform().daemon().name("client-", 1).factory();
    clients =
        new GuardedExecutor(
            threads == 0
                ? Executors.newThreadPerTaskExecutor(factory)
                : Executors.newFixedThreadPool(threads, factory));
    acceptor = Thread.ofPlatform().name("acceptor").start(this::acceptLoop);
  }

  // @start region=accept-loop
  private void acceptLoop() {
    BlockingConnection client;
    while ((client = listener.accept()) != null) { // waits for the next client to connect
      handOver(client);
    }
  }

  // @end region=accept-loop

  // @start region=hand-over
  private void handOver(BlockingConnection client) {
    try {
      clients.execute(() -> serve(client)); // on a thread of the client's own
    } catch (Throwable e) { // no thread for it: that is what this model costs
      listener.couldNotServe(client, e);
    }
  }

  // @end region=hand-over

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
    listener.close(acceptor);
    clients.close();
  }

  @Command(
      name = "threaded-server",
      description = "A platform thread per client, or a fixed pool of them.")
  private static final class Options implements Launcher.Starter {
    @Option(
        names = "--threads",
        paramLabel = "N",
        description = "Size of a fixed pool, 0 for a thread per client (${DEFAULT-VALUE}).")
    int threads;

    @Override
    public HexServer start(ServerConfig config, Work work) throws IOException {
      return new ThreadedServer(config, work, threads);
    }

    @Override
    public int clientsAtATime() {
      return threads == 0 ? Integer.MAX_VALUE : threads;
    }
  }

  public static void main(String[] args) {
    Launcher.run(new Options(), args);
  }
}
