package hexline.async;

import hexline.protocol.Work;
import hexline.server.HexServer;
import hexline.server.Launcher;
import hexline.server.ServerConfig;
import hexline.server.guard.GuardedExecutor;
import hexline.server.guard.MemoryBudget;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.AsynchronousChannelGroup;
import java.nio.channels.AsynchronousSocketChannel;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadFactory;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Chapter 4: the proactor. The server does not ask who is ready: it starts an operation, and the
 * operation's completion calls the next stage. {@link AsyncConnection} is the chain of stages for
 * one client.
 *
 * <p><b>Who waits, and where:</b> one thread for all clients, in the system call epoll_wait. The
 * thread belongs to the JDK's channel group; when bytes have come, it reads them and runs the stage
 * that was waiting for them.
 *
 * <p><b>What it adds:</b> the server has no loop over channels and no interest ops. The order of
 * the steps is written in one line, {@code read().thenCompose(answer).thenCompose(write)}.
 *
 * <p><b>What it costs:</b> an object for every stage; one more system call for every request, the
 * epoll_ctl by which the JDK asks for the next event; and an input buffer for every client, idle or
 * not, because a read is started before there is anything to read. The steps of one client no
 * longer stand in one method, and a stack trace shows the JDK's classes. A stage that blocks keeps
 * all clients waiting, unless {@code --workers N} runs it on other threads.
 *
 * <p><b>Not on this page:</b> limits, deadlines, drain, and a process without memory or
 * descriptors: {@link AsyncListener} and {@link ConnectionGuard}.
 *
 * <p><b>Next:</b> the virtual server has the loop of chapter 2, and the JDK suspends it at each
 * wait.
 */
public final class AsyncServer implements HexServer {

  private final AsyncParts parts;
  private final AsynchronousChannelGroup group;
  private final AsyncListener listener;
  private final @Nullable GuardedExecutor workers;

  /**
   * Starts a server that listens when this returns.
   *
   * @param workerCount threads that answer requests; 0 to answer on the completion thread
   */
  public AsyncServer(ServerConfig config, Work work, int workerCount) throws IOException {
    if (workerCount < 0) {
      throw new IllegalArgumentException("--workers must be at least 0: " + workerCount);
    }
    ThreadFactory completions = Thread.ofPlatform().name("completions").factory();
    group = AsynchronousChannelGroup.withFixedThreadPool(1, completions);
    try {
      listener = new AsyncListener(config, group, this::accepted);
    } catch (IOException e) {
      group.shutdownNow();
      throw e;
    }
    ThreadFactory factory = Thread.ofPlatform().daemon().name("worker-", 1).factory();
    workers =
        workerCount == 0
            ? null
            : new GuardedExecutor(Executors.newFixedThreadPool(workerCount, factory));
    var budget = new MemoryBudget();
    var passes = new CompletionPasses();
    parts = new AsyncParts(config, work, workers, listener.watchdog(), passes, budget);
    acceptLoop();
  }

  // @start region=accept-loop
  private void acceptLoop() {
    listener.accept(); // returns at once; when a client has come, the completion calls accepted
  }

  private void accepted(AsynchronousSocketChannel client) {
    handOver(client);
    acceptLoop(); // no recursion: accept never calls accepted, the completion thread does, later
  }

  // @end region=accept-loop

  // @start region=hand-over
  private void handOver(AsynchronousSocketChannel client) {
    try {
      new AsyncConnection(client, parts).start();
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
    listener.close();
    try {
      group.shutdownNow();
    } catch (IOException e) {
      System.getLogger("hexline.async-server")
          .log(System.Logger.Level.WARNING, "could not close all channels: " + e);
    }
    if (workers != null) {
      workers.close();
    }
  }

  @Command(
      name = "async-server",
      description = "Proactor: completions of AsynchronousSocketChannel call the next stage.")
  private static final class Options implements Launcher.Starter {
    @Option(
        names = "--workers",
        paramLabel = "N",
        description =
            "Threads that answer requests, 0 to answer on the completion thread "
                + "(${DEFAULT-VALUE}).")
    int workers;

    private static final String TRY_NO_READ = "sun.nio.ch.disableSynchronousRead";

    @Override
    public HexServer start(ServerConfig config, Work work) throws IOException {
      // By default the JDK first tries to read, and mostly finds nothing: a system call in vain.
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
