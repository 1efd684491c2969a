package hexline.async;

import hexline.server.ServerConfig;
import hexline.server.guard.AcceptBackoff;
import hexline.server.guard.MemoryReserve;
import hexline.server.guard.StopConnection;
import hexline.server.guard.Watchdog;
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
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The listening channel of the proactor, with the guards of its acceptor, as
 * {@link hexline.server.blocking.Listener} is for blocking servers. A process without descriptors
 * or memory accepts again after a pause (R15). After every accept, failed or not, the next one must
 * be started: otherwise the server would never accept again.
 */
final class AsyncListener {

  private static final Logger LOG = System.getLogger("hexline.async-server");

  private final AsynchronousServerSocketChannel channel;
  private final InetSocketAddress address;
  private final StopConnection stop;
  private final Watchdog watchdog;
  private final Consumer<AsynchronousSocketChannel> onAccept;
  private final AcceptBackoff backoff = new AcceptBackoff(LOG);
  private final MemoryReserve reserve = new MemoryReserve();
  private final Runnable accept = this::accept;
  private @Nullable Throwable notServed; // the reason; on the completion thread

  /**
   * A preallocated CompletionHandler, not a future: to report OutOfMemoryError must not allocate.
   */
  private final CompletionHandler<AsynchronousSocketChannel, Object> accepted =
      new CompletionHandler<>() {
        @Override
        public void completed(AsynchronousSocketChannel client, Object unused) {
          accepted(client);
        }

        @Override
        public void failed(Throwable failure, Object unused) {
          acceptLater(failure);
        }
      };

  /**
   * Binds the address.
   *
   * @param onAccept is called with each accepted client, on the completion thread
   * @throws IOException if the address cannot be bound
   */
  AsyncListener(
      ServerConfig config,
      AsynchronousChannelGroup group,
      Consumer<AsynchronousSocketChannel> onAccept)
      throws IOException {
    channel = AsynchronousServerSocketChannel.open(group);
    channel.bind(config.bind(), config.backlog());
    address = config.boundTo(((InetSocketAddress) channel.getLocalAddress()).getPort());
    stop = new StopConnection(address);
    watchdog = new Watchdog("async-server", config);
    this.onAccept = onAccept;
  }

  InetSocketAddress address() {
    return address;
  }

  /** What watches the clients. */
  Watchdog watchdog() {
    return watchdog;
  }

  /**
   * Starts to accept a client, and returns. The completion calls {@code onAccept}, which may call
   * this again: the stack does not grow. Even if a client is there already, the JDK does not call
   * the handler from within its {@code accept}; it queues the call for the completion thread, which
   * makes it when the running handler has returned. (A write is different: see
   * {@link AsyncConnection}.)
   */
  void accept() {
    Throwable reason = notServed;
    if (reason != null) {
      notServed = null;
      acceptLater(reason);
      return;
    }
    try {
      reserve.require();
      channel.accept(null, accepted);
    } catch (Throwable e) {
      acceptLater(e);
    }
  }

  private void accepted(AsynchronousSocketChannel client) {
    try {
      if (stop.is(client.getRemoteAddress())) {
        close(client);
        closeChannel();
        return;
      }
      client.setOption(StandardSocketOptions.TCP_NODELAY, true);
      backoff.succeeded();
    } catch (IOException e) { // the client has disconnected
      LOG.log(Level.DEBUG, "could not close the connection of a client that is not served", e);
      close(client);
      accept();
      return;
    } catch (Throwable e) {
      close(client);
      acceptLater(e);
      return;
    }
    onAccept.accept(client);
  }

  /** Closes a client that could not be served; the next accept waits (R15). */
  void couldNotServe(AsynchronousSocketChannel client, Throwable reason) {
    close(client);
    notServed = reason;
  }

  /**
   * Accepts after a pause. Throws nothing: nothing would catch it, and no other accept is pending.
   */
  private void acceptLater(Throwable failure) {
    long pause = backoff.failed(failure);
    while (channel.isOpen()) {
      try {
        CompletableFuture.delayedExecutor(pause, TimeUnit.NANOSECONDS, Runnable::run)
            .execute(accept);
        return;
      } catch (Throwable e) { // no memory for the timer: the completion thread itself waits
        backoff.pause(e);
      }
    }
  }

  /** Drains the server (R14), and closes the channel. */
  void close() {
    watchdog.close(stop::connect, channel::isOpen);
    closeChannel();
  }

  private void closeChannel() {
    try {
      channel.close();
    } catch (IOException e) {
      LOG.log(Level.WARNING, "could not close the listening channel: " + e);
    }
  }

  private static void close(AsynchronousSocketChannel client) {
    try {
      client.close();
    } catch (IOException e) {
      LOG.log(Level.DEBUG, "could not close the connection of a client that is not served", e);
    }
  }
}
