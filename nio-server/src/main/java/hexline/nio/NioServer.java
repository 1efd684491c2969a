package hexline.nio;

import hexline.protocol.Work;
import hexline.server.HexServer;
import hexline.server.Launcher;
import hexline.server.ServerConfig;
import hexline.server.guard.Admission;
import hexline.server.guard.DrainClock;
import hexline.server.guard.GuardedExecutor;
import hexline.server.guard.MemoryBudget;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadFactory;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Chapter 3: the reactor. One thread asks the kernel which clients are ready, and does for each of
 * them what can be done without waiting. {@link EventLoop} is that thread; {@link NioConnection} is
 * what it does for one client; {@link SharedBuffers} is why an idle client costs little.
 *
 * <p><b>Who waits, and where:</b> one thread, in {@code select} (the system call epoll_wait on
 * Linux), for all clients.
 *
 * <p><b>What it adds:</b> the threaded server needs a thread for every client and a context switch
 * for every request. Here an idle client costs its socket and a small object, and under load the
 * loop goes from client to client without a switch.
 *
 * <p><b>What it costs:</b> what is a local variable in the first draft of chapter 1 is a field in a
 * state machine: bytes of an unfinished line, answers that could not be written yet. Work that
 * blocks the loop blocks all clients: {@code --work block:10ms} shows it, and {@code --workers N}
 * moves the work to other threads.
 *
 * <p><b>Not on this page:</b> limits, deadlines, drain, and a process without memory or
 * descriptors: {@link NioListener}, {@link LoopGuard} and {@link LingeringClose}.
 *
 * <p><b>Next:</b> the async server lets the JDK run the loop and call back.
 */
public final class NioServer implements HexServer {

  private final NioParts parts;
  private final NioListener listener;
  private final DrainClock drain;
  private final @Nullable GuardedExecutor workers;
  private final List<EventLoop> loops = new ArrayList<>();
  private int clients; // accepted so far

  /**
   * Starts a server that listens when this returns.
   *
   * @param loopCount event loops; the first one also accepts
   * @param workerCount threads that answer requests; 0 to answer on the loops
   */
  public NioServer(ServerConfig config, Work work, int loopCount, int workerCount)
      throws IOException {
    if (loopCount < 1) {
      throw new IllegalArgumentException("--loops must be at least 1: " + loopCount);
    }
    if (workerCount < 0) {
      throw new IllegalArgumentException("--workers must be at least 0: " + workerCount);
    }
    var admission = new Admission(config.maxConnections());
    listener = new NioListener(config, admission);
    ThreadFactory factory = Thread.ofPlatform().daemon().name("worker-", 1).factory();
    workers =
        workerCount == 0
            ? null
            : new GuardedExecutor(Executors.newFixedThreadPool(workerCount, factory));
    drain = new DrainClock(config.drainTimeout().toNanos());
    parts = new NioParts(config, work, workers, admission, drain, new MemoryBudget());
    try {
      for (int i = 1; i <= loopCount; i++) {
        loops.add(new EventLoop("event-loop-" + i, parts, listener::isOpen));
      }
      listener.register(loops.getFirst(), this::acceptLoop); // with OP_ACCEPT
    } catch (IOException e) {
      listener.close();
      throw e;
    }
    loops.forEach(EventLoop::start);
  }

  // @start region=accept-loop
  /** The first loop calls this when the selector has found the listening channel ready. */
  private void acceptLoop() {
    SocketChannel client;
    while ((client = listener.accept()) != null) { // does not wait: null if nobody is there
      handOver(client);
    }
  }

  // @end region=accept-loop

  // @start region=hand-over
  private void handOver(SocketChannel client) {
    try {
      EventLoop loop = loops.get(Math.floorMod(clients++, loops.size()));
      loop.execute(new NioConnection(client, loop, parts));
    } catch (Throwable e) { // no memory for it
      listener.couldNotServe(client, e);
    }
  }

  // @end region=hand-over

  @Override
  public InetSocketAddress address() {
    return listener.address();
  }

  @Override
  public void close() {
    drain.start();
    listener.stop();
    loops.forEach(EventLoop::wakeUp);
    loops.forEach(EventLoop::awaitEnd);
    if (workers != null) {
      workers.close();
    }
  }

  @Command(name = "nio-server", description = "Reactor: selector loops that wait for all clients.")
  private static final class Options implements Launcher.Starter {
    @Option(names = "--loops", paramLabel = "N", description = "Event loops (${DEFAULT-VALUE}).")
    int loops = 1;

    @Option(
        names = "--workers",
        paramLabel = "N",
        description =
            "Threads that answer requests, 0 to answer on the event loop (${DEFAULT-VALUE}).")
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
