package hexline.virtual;

import hexline.protocol.Work;
import hexline.server.HexServer;
import hexline.server.JdkWarmUp;
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
 * Chapter 5: a virtual thread per client. The loops are those of chapter 2 with another kind of
 * thread; one more line, which may be left out, saves parking.
 *
 * <p><b>Who waits, and where:</b> a virtual thread per client, in {@code read}. While it waits it
 * does not occupy a carrier, the platform thread that runs it: the JDK moves its stack to the heap,
 * and the JDK's poller, a selector loop as in chapter 3, makes it runnable when bytes have come.
 *
 * <p><b>What it adds:</b> the code of the threaded server, with a cost per idle client of a few
 * kilobytes. The state machine of chapter 3 and the stages of chapter 4 are inside the JDK.
 *
 * <p><b>What it costs:</b> more system calls per request than a selector loop makes, and a stack on
 * the heap per client. A virtual thread keeps its carrier until it waits: while
 * as many requests compute as there are carriers, no other client is served.
 *
 * <p><b>Not on this page:</b> limits, deadlines, drain, and a process without memory or
 * descriptors; as in chapter 2.
 *
 * <p><b>Next:</b> {@code ./run bench} measures what each model costs on your machine.
 */
public final class VirtualServer implements HexServer {

  private final Listener listener;
  private final GuardedExecutor clients;
  private final Thread acceptor;

  /** Starts a server that listens when this returns. */
  public VirtualServer(ServerConfig config, Work work) throws IOException {
    JdkWarmUp.openVirtualThreadPollers(); // while there are descriptors for them
    listener = new Listener("virtual-server", config, work);
    ThreadFactory factory = Thread.ofVirtual().name("client-", 1).factory();
    clients = new GuardedExecutor(Executors.newThreadPerTaskExecutor(factory));
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
      clients.execute(() -> serve(client)); // on a virtual thread of the client's own
    } catch (Throwable e) { // no memory for another virtual thread
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
        Tuning.yieldBeforeRead(client.reads()); // for speed: may be left out
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

  @Command(name = "virtual-server", description = "A virtual thread per client.")
  private static final class Options implements Launcher.Starter {
    @Option(
        names = "--carriers",
        paramLabel = "N",
        description =
            "Threads that carry the virtual threads, 0 for one per processor (${DEFAULT-VALUE}). "
                + "With N > 0 the pollers are platform threads, because a computation could "
                + "otherwise keep them from a carrier.")
    int carriers;

    @Override
    public HexServer start(ServerConfig config, Work work) throws IOException {
      Tuning.setCarriers(carriers);
      return new VirtualServer(config, work);
    }
  }

  public static void main(String[] args) {
    Launcher.run(new Options(), args);
  }
}
