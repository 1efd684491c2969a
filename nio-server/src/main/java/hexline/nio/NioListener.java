package hexline.nio;

import hexline.server.ServerConfig;
import hexline.server.guard.AcceptBackoff;
import hexline.server.guard.Admission;
import hexline.server.guard.MemoryReserve;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.SelectionKey;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import org.jspecify.annotations.Nullable;

/**
 * The listening channel of the reactor, with the guards of its acceptor, as
 * {@link hexline.server.blocking.Listener} is for blocking servers: {@link #accept} returns clients
 * to serve and nothing else. Clients over the limit are refused there (R11), and a process without
 * descriptors or memory stops watching the channel for a while (R15). On one loop, except
 * {@link #stop}, {@link #isOpen} and {@link #address}.
 */
final class NioListener implements ChannelTask {

  private static final Logger LOG = System.getLogger("hexline.nio-server");
  private static final int ACCEPTS_PER_TURN = 256; // then clients have their turn

  private final ServerSocketChannel channel = ServerSocketChannel.open();
  private final InetSocketAddress address;
  private final Admission admission;
  private final AcceptBackoff backoff = new AcceptBackoff(LOG);
  private final MemoryReserve reserve = new MemoryReserve();
  private int acceptsLeft = ACCEPTS_PER_TURN;
  private volatile boolean stopping;

  @SuppressWarnings("NullAway.Init") // null until start
  private EventLoop loop;

  @SuppressWarnings("NullAway.Init")
  private Runnable acceptLoop;

  @SuppressWarnings("NullAway.Init")
  private SelectionKey key;

  /**
   * Binds the address.
   *
   * @throws IOException if it cannot be bound
   */
  NioListener(ServerConfig config, Admission admission) throws IOException {
    this.admission = admission;
    try {
      channel.bind(config.bind(), config.backlog());
    } catch (Throwable e) {
      channel.close();
      throw e;
    }
    address = config.boundTo(channel.socket().getLocalPort());
  }

  /** Lets a loop call this whenever a client has connected. Before the loop starts. */
  void register(EventLoop eventLoop, Runnable whenReady) throws IOException {
    loop = eventLoop;
    acceptLoop = whenReady;
    key = eventLoop.register(channel, SelectionKey.OP_ACCEPT, this);
  }

  InetSocketAddress address() {
    return address;
  }

  /** Whether clients may still come. */
  boolean isOpen() {
    return channel.isOpen();
  }

  @Override
  public void run() {
    if (channel.isOpen()) {
      key.interestOps(SelectionKey.OP_ACCEPT);
      acceptLoop.run();
    }
  }

  /**
   * The next client to serve, without waiting. The caller closes it by way of
   * {@link #couldNotServe} or serves it and calls {@link Admission#leave} at its end.
   *
   * @return null if there is none, or if other channels should have their turn first
   */
  @Nullable SocketChannel accept() {
    try {
      while (acceptsLeft-- > 0) {
        reserve.require();
        SocketChannel client = channel.accept();
        if (client == null) {
          return none();
        }
        if (isToBeServed(client)) {
          return client;
        }
      }
      acceptsLeft = ACCEPTS_PER_TURN;
      if (stopping) { // if the backlog is empty now, the selector does not call again
        loop.queueTurn(this);
      }
    } catch (Throwable e) {
      fail(e);
    }
    return null;
  }

  /** The backlog is empty; if the server stops, every client that had connected was accepted. */
  private @Nullable SocketChannel none() throws IOException {
    acceptsLeft = ACCEPTS_PER_TURN;
    if (stopping) {
      channel.close();
    }
    return null;
  }

  private boolean isToBeServed(SocketChannel client) {
    boolean admitted = admission.tryEnter();
    try {
      if (admitted) {
        client.setOption(StandardSocketOptions.TCP_NODELAY, true);
        backoff.succeeded();
        return true;
      }
      LingeringClose.refuse(client, loop);
    } catch (IOException e) { // the client has disconnected
      LOG.log(Level.DEBUG, "could not close the connection of a client that is not served", e);
      close(client, admitted);
    } catch (Throwable e) {
      close(client, admitted);
      throw e;
    }
    return false;
  }

  /** Closes a client that could not be handed over, and pauses (R15). */
  void couldNotServe(SocketChannel client, Throwable reason) {
    close(client, true);
    fail(reason);
  }

  private void close(SocketChannel client, boolean admitted) {
    if (admitted) {
      admission.leave();
    }
    try {
      client.close();
    } catch (IOException e) {
      LOG.log(Level.DEBUG, "could not close the connection of a client that is not served", e);
    }
  }

  /** Stops watching the channel for a while: it stays ready, so the selector would never sleep. */
  @Override
  public void fail(Throwable failure) {
    acceptsLeft = ACCEPTS_PER_TURN;
    if (channel.isOpen()) {
      loop.guard().delay(backoff.failed(failure), this);
      key.interestOps(0);
    }
  }

  /** Closes the channel at once. */
  void close() {
    try {
      channel.close();
    } catch (IOException e) {
      LOG.log(Level.WARNING, "could not close the listening channel: " + e);
    }
  }

  /** Accepts every client that has connected, and then closes. Thread-safe. */
  void stop() {
    stopping = true;
    loop.execute(this);
  }

  @Override
  public void checkTime(long askedAt) {}
}
