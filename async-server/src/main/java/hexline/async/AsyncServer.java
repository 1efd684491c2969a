package hexline.async;

import hexline.protocol.Handler;
import hexline.protocol.server.AcceptBackoff;
import hexline.protocol.server.Connections;
import hexline.protocol.server.HexServer;
import hexline.protocol.server.LastClient;
import hexline.protocol.server.Launcher;
import hexline.protocol.server.ServerConfig;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.AsynchronousChannelGroup;
import java.nio.channels.AsynchronousServerSocketChannel;
import java.nio.channels.AsynchronousSocketChannel;
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
  private final LastClient last;
  private final Rounds rounds = new Rounds();
  private final @Nullable ExecutorService workers;
  private final AcceptBackoff backoff = new AcceptBackoff(LOG);

  /**
   * Starts a server that listens when this returns.
   *
   * @param workerCount threads that convert requests; 0 to convert where the read completes
   */
  public AsyncServer(ServerConfig config, Handler handler, int workerCount) throws IOException {
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
    last = new LastClient(address);
    var factory = Thread.ofPlatform().name("worker-", 1).factory();
    workers = workerCount == 0 ? null : Executors.newFixedThreadPool(workerCount, factory);
    connections = new Connections("async-server", config, handler);
    acceptLoop();
  }

  // @start region=accept-loop
  private void acceptLoop() {
    var _ =
        Stage.<AsynchronousSocketChannel>of(handler -> listener.accept(null, handler))
            .thenAccept(channel -> {
              backoff.succeeded();
              if (isLast(channel)) {
                closeListener();
                return;
              }
              acceptLoop(); // first of all: whatever happens to this client, the next may come
              serve(channel);
            })
            .exceptionally(failure -> {
              acceptLater(failure);
              return null;
            });
  }

  // @end region=accept-loop

  private boolean isLast(AsynchronousSocketChannel channel) {
    try {
      return last.is(channel.getRemoteAddress());
    } catch (IOException e) {
      return false; // it has gone already
    }
  }

  private void acceptLater(Throwable failure) {
    if (listener.isOpen()) {
      CompletableFuture.delayedExecutor(backoff.failed(failure), TimeUnit.NANOSECONDS)
          .execute(this::acceptLoop);
    }
  }

  private void serve(AsynchronousSocketChannel channel) {
    try {
      channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
      new AsyncConnection(channel, connections, rounds, workers).start();
    } catch (Throwable e) { // an error here must not reach acceptLater
      Level level = e instanceof IOException ? Level.DEBUG : Level.WARNING;
      LOG.log(level, () -> "a client is gone at once: " + e);
      try {
        channel.close();
      } catch (IOException again) {
        LOG.log(Level.DEBUG, () -> "could not close it: " + again);
      }
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
    public HexServer start(ServerConfig config, Handler handler) throws IOException {
      // A read that is tried at once mostly finds nothing: it saves a system call to wait first.
      if (System.getProperty(TRY_NO_READ) == null) {
        System.setProperty(TRY_NO_READ, "true");
      }
      return new AsyncServer(config, handler, workers);
    }
  }

  public static void main(String[] args) {
    Launcher.run(new Options(), args);
  }
}
