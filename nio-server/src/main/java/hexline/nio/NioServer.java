package hexline.nio;

import hexline.protocol.Work;
import hexline.server.HexServer;
import hexline.server.Launcher;
import hexline.server.ServerConfig;
import hexline.server.guard.AcceptBackoff;
import hexline.server.guard.MemoryReserve;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.Channel;
import java.nio.channels.SelectionKey;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Chapter 3: the reactor. One thread asks the kernel which clients are ready, and does for each of
 * them what can be done without waiting.
 *
 * <p><b>Who waits, and where:</b> one thread, in {@code select} (epoll on Linux), for all clients.
 * {@link EventLoop} is that thread; {@link NioConnection} is what it does for one client.
 *
 * <p><b>What it adds:</b> the threaded server paid a thread for every client and a switch for every
 * request. Here an idle client costs its socket and a small object, and under load the loop never
 * sleeps.
 *
 * <p><b>What it costs:</b> the code is inside out. What was a local variable in a loop is a field in
 * a state machine: bytes that came too early, answers that could not leave yet. And whatever blocks
 * the loop blocks everybody: {@code --work block:10ms} shows it, {@code --workers N} is the cure.
 *
 * <p><b>Next:</b> the async server lets the platform run the loop and call back.
 */
public final class NioServer implements HexServer {

  private static final Logger LOG = System.getLogger("hexline.nio-server");
  private static final int ACCEPTS_PER_TURN = 256;

  private final ServerConfig config;
  private final Work work;
  private final ServerSocketChannel listener;
  private final InetSocketAddress address;
  private final SelectionKey accepting;
  private final Runnable acceptAgain = this::acceptAgain;
  private final List<EventLoop> loops = new ArrayList<>();
  private final @Nullable ExecutorService workers;
  private final AcceptBackoff backoff = new AcceptBackoff(LOG);
  private final MemoryReserve memoryReserve = new MemoryReserve();
  private final AtomicInteger live = new AtomicInteger();
  private final Runnable leave = live::decrementAndGet;
  private int next; // the loop that gets the next client
  private volatile boolean stopping;

  /**
   * Starts a server that listens when this returns.
   *
   * @param loopCount event loops; the first one also accepts
   * @param workerCount threads that convert requests; 0 to convert on the loops
   */
  public NioServer(ServerConfig config, Work work, int loopCount, int workerCount)
      throws IOException {
    if (loopCount < 1) {
      throw new IllegalArgumentException("--loops must be at least 1: " + loopCount);
    }
    if (workerCount < 0) {
      throw new IllegalArgumentException("--workers must be at least 0: " + workerCount);
    }
    this.config = config;
    this.work = work;
    listener = ServerSocketChannel.open();
    try {
      listener.bind(config.bind(), config.backlog());
      address = config.boundTo(listener.socket().getLocalPort());
      for (int i = 1; i <= loopCount; i++) {
        loops.add(new EventLoop("event-loop-" + i, config, listener::isOpen));
      }
      accepting = loops.getFirst().register(listener, SelectionKey.OP_ACCEPT, this::acceptLoop);
    } catch (Throwable e) {
      close(listener);
      throw e;
    }
    ThreadFactory factory = Thread.ofPlatform().daemon().name("worker-", 1).factory();
    workers = workerCount == 0 ? null : Executors.newFixedThreadPool(workerCount, factory);
    loops.forEach(EventLoop::start);
  }

  // @start region=accept-loop
  private void acceptLoop() {
    try {
      for (int i = 0; i < ACCEPTS_PER_TURN; i++) {
        memoryReserve.require();
        SocketChannel channel = listener.accept();
        if (channel == null) {
          if (stopping) { // everybody who had connected has been accepted
            close(listener);
          }
          return;
        }
        serve(channel);
        backoff.succeeded();
      }
      if (stopping) {
        loops.getFirst().again(this::acceptLoop);
      }
    } catch (Throwable e) {
      if (listener.isOpen()) { // the listener stays ready, so it must not be selected for a while
        loops.getFirst().schedule(backoff.failed(e), acceptAgain);
        accepting.interestOps(0);
      }
    }
  }

  // @end region=accept-loop

  private void acceptAgain() {
    if (accepting.isValid()) {
      accepting.interestOps(SelectionKey.OP_ACCEPT);
      acceptLoop();
    }
  }

  /** Hands a client to its loop, or takes nothing of it. What it throws is not the client's fault. */
  private void serve(SocketChannel channel) {
    boolean admitted = live.incrementAndGet() <= config.maxConnections();
    Runnable onClose = admitted ? leave : () -> {};
    if (!admitted) {
      live.decrementAndGet();
    }
    try {
      channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
      EventLoop loop = loops.get(Math.floorMod(next++, loops.size()));
      var connection = new NioConnection(channel, loop, config, work, workers, onClose);
      loop.execute(admitted ? connection::start : connection::refuse);
    } catch (IOException e) {
      onClose.run();
      close(channel);
      LOG.log(Level.DEBUG, () -> "a client went away at once: " + e);
    } catch (Throwable e) {
      onClose.run();
      close(channel);
      throw e;
    }
  }

  @Override
  public InetSocketAddress address() {
    return address;
  }

  @Override
  public void close() {
    long start = System.nanoTime();
    long drain = config.drainTimeout().toNanos();
    stopping = true;
    loops.getFirst().execute(this::acceptAgain); // until nobody is left in the backlog
    loops.forEach(loop -> loop.execute(() -> loop.drain(drain)));
    for (EventLoop loop : loops) {
      loop.awaitEnd(drain - (System.nanoTime() - start));
    }
    if (workers != null) {
      workers.shutdownNow();
    }
  }

  private static void close(Channel channel) {
    try {
      channel.close();
    } catch (IOException e) {
      LOG.log(Level.WARNING, "could not close a channel: " + e);
    }
  }

  @Command(name = "nio-server", description = "Reactor: selector loops that wait for all clients.")
  private static final class Options implements Launcher.Starter {
    @Option(
        names = "--loops",
        paramLabel = "N",
        defaultValue = "${env:HEXLINE_LOOPS:-1}",
        description = "Event loops (${DEFAULT-VALUE}).")
    int loops;

    @Option(
        names = "--workers",
        paramLabel = "N",
        defaultValue = "${env:HEXLINE_WORKERS:-0}",
        description = "Threads that convert requests, 0 to do it on the loop (${DEFAULT-VALUE}).")
    int workers;

    @Override
    public HexServer start(ServerConfig config, Work work) throws IOException {
      return new NioServer(config, work, loops, workers);
    }
  }

  public static void main(String[] args) {
    Launcher.run(new Options(), args);
  }
}
