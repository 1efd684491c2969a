package hexline.async;

import hexline.protocol.Work;
import hexline.server.HexServer;
import hexline.server.Launcher;
import hexline.server.ServerConfig;
import hexline.server.guard.AcceptBackoff;
import hexline.server.guard.Connections;
import hexline.server.guard.MemoryReserve;
import hexline.server.guard.StopConnection;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.AsynchronousChannelGroup;
import java.nio.channels.AsynchronousServerSocketChannel;
import java.nio.channels.AsynchronousSocketChannel;
import java.nio.channels.CompletionHandler;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Chapter 4: the proactor. Nobody asks who is ready: an operation is started, and its completion
 * calls the next stage. {@link AsyncConnection} is the chain of stages for one client.
 *
 * <p><b>Who waits, and where:</b> no thread of ours. The channel group's one thread runs whatever
 * stage has become possible. (Underneath it is chapter 3's loop again: on Linux the JDK reads and
 * writes itself when epoll says so.)
 *
 * <p><b>What it adds:</b> the reactor's loop and interest sets are gone; what follows what is
 * written in one line, {@code read().thenCompose(convert).thenCompose(write)}.
 *
 * <p><b>What it costs:</b> an object for every stage and a system call more for every request. The
 * code no longer reads from top to bottom: no loop, no try, and a stack trace that shows the
 * plumbing. A stage that blocks starves all others, unless {@code --workers N} runs it elsewhere.
 *
 * <p><b>Next:</b> the virtual server writes the loop of chapter 1 and lets the JDK cut it into
 * stages.
 */
public final class AsyncServer implements HexServer {

  private static final Logger LOG = System.getLogger("hexline.async-server");

  private final AsynchronousChannelGroup group;
  private final AsynchronousServerSocketChannel listener;
  private final InetSocketAddress address;
  private final Connections connections;
  private final StopConnection last;
  private final CompletionRounds rounds;
  private final @Nullable ExecutorService workers;
  private final AcceptBackoff backoff = new AcceptBackoff(LOG);
  private final MemoryReserve memoryReserve = new MemoryReserve();
  private final Runnable acceptLoop = this::acceptLoop;

  /** A callback and not a stage: it takes no memory to be told that there is none (R15). */
  private final CompletionHandler<AsynchronousSocketChannel, Object> accepted =
      new CompletionHandler<>() {
        @Override
        public void completed(AsynchronousSocketChannel channel, Object unused) {
          accepted(channel);
        }

        @Override
        public void failed(Throwable failure, Object unused) {
          acceptLater(failure);
        }
      };

  /**
   * Starts a server that listens when this returns.
   *
   * @param workerCount threads that convert requests; 0 to convert where the read completes
   */
  public AsyncServer(ServerConfig config, Work work, int workerCount) throws IOException {
    if (workerCount < 0) {
      throw new IllegalArgumentException("--workers must be at least 0: " + workerCount);
    }
    group =
        AsynchronousChannelGroup.withFixedThreadPool(
            1, Thread.ofPlatform().name("completions").factory());
    listener = AsynchronousServerSocketChannel.open(group);
    try {
      listener.bind(config.bind(), config.backlog());
    } catch (Throwable e) {
      group.shutdownNow();
      throw e;
    }
    address = config.boundTo(((InetSocketAddress) listener.getLocalAddress()).getPort());
    last = new StopConnection(address);
    rounds = new CompletionRounds(config.maxConnections());
    var factory = Thread.ofPlatform().daemon().name("worker-", 1).factory();
    workers = workerCount == 0 ? null : Executors.newFixedThreadPool(workerCount, factory);
    connections = new Connections("async-server", config, work);
    acceptLoop();
  }

  // @start region=accept-loop
  private void acceptLoop() {
    try {
      memoryReserve.require();
      listener.accept(null, accepted); // returns at once; the next client calls back
    } catch (Throwable e) {
      acceptLater(e);
    }
  }

  private void accepted(AsynchronousSocketChannel channel) {
    try {
      if (isLast(channel)) {
        close(channel);
        closeListener();
        return;
      }
      serve(channel);
      backoff.succeeded();
    } catch (Throwable e) {
      acceptLater(e);
      return;
    }
    acceptLoop(); // no recursion: the JDK queues a client that is there, for the group's thread
  }

  // @end region=accept-loop

  private boolean isLast(AsynchronousSocketChannel channel) {
    try {
      return last.is(channel.getRemoteAddress());
    } catch (IOException e) {
      return false; // it has gone already
    }
  }

  /** Throws nothing: there is nobody to catch it, and nobody else to accept the next client. */
  private void acceptLater(Throwable failure) {
    long pause = backoff.failed(failure);
    while (listener.isOpen()) {
      try {
        CompletableFuture.delayedExecutor(pause, TimeUnit.NANOSECONDS, Runnable::run)
            .execute(acceptLoop);
        return;
      } catch (Throwable e) { // no memory even to wait elsewhere: then here, before all others
        backoff.pause(e);
      }
    }
  }

  private void serve(AsynchronousSocketChannel channel) {
    try {
      channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
      new AsyncConnection(channel, connections, rounds, workers).start();
    } catch (IOException e) {
      close(channel);
      LOG.log(Level.DEBUG, () -> "a client went away at once: " + e);
    } catch (Throwable e) {
      close(channel);
      throw e;
    }
  }

  private static void close(AsynchronousSocketChannel channel) {
    try {
      channel.close();
    } catch (IOException e) {
      LOG.log(Level.DEBUG, () -> "could not close a client: " + e);
    }
  }

  private void closeListener() {
    try {
      listener.close();
    } catch (IOException e) {
      LOG.log(Level.WARNING, "could not close the listener: " + e);
    }
  }

  @Override
  public InetSocketAddress address() {
    return address;
  }

  @Override
  public void close() {
    connections.close(last::connect, listener::isOpen);
    closeListener();
    try {
      group.shutdownNow();
    } catch (IOException e) {
      LOG.log(Level.WARNING, "could not close all channels: " + e);
    }
    if (workers != null) {
      workers.shutdownNow();
    }
  }

  @Command(
      name = "async-server",
      description = "Proactor: completions of AsynchronousSocketChannel call the next stage.")
  private static final class Options implements Launcher.Starter {
    @Option(
        names = "--workers",
        paramLabel = "N",
        defaultValue = "${env:HEXLINE_WORKERS:-0}",
        description = "Threads that convert requests, 0 to do it at once (${DEFAULT-VALUE}).")
    int workers;

    private static final String TRY_NO_READ = "sun.nio.ch.disableSynchronousRead";

    @Override
    public HexServer start(ServerConfig config, Work work) throws IOException {
      // A read that is tried at once mostly finds nothing: it saves a system call to wait first.
      if (System.getProperty(TRY_NO_READ) == null) {
        System.setProperty(TRY_NO_READ, "true");
      }
      return new AsyncServer(config, work, workers);
    }
  }

  public static void main(String[] args) {
    Launcher.run(new Options(), args);
  }
}
