package hexline.conformance.chaos;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;

/**
 * Passes on what clients and a server send each other, with faults: {@link Toxics}. All connections
 * have the same toxics. Their random numbers depend on the seed and on the number of the connection
 * alone: a run with the same seed has the same faults, as far as a network can be repeated.
 */
public final class FaultProxy implements AutoCloseable {

  private static final int BACKLOG = 1024;
  private static final int CONNECT_LIMIT = 10_000; // ms

  private final InetSocketAddress server;
  private final Toxics toxics;
  private final SplittableRandom seeds;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final Set<Connection> live = ConcurrentHashMap.newKeySet();
  private final Queue<Toxic> injected = new ConcurrentLinkedQueue<>();
  private volatile ServerSocket listener;

  private FaultProxy(InetSocketAddress server, Toxics toxics, long seed) throws IOException {
    this.server = server;
    this.toxics = toxics;
    this.seeds = new SplittableRandom(seed);
    this.listener = listen(0);
  }

  /**
   * Starts a proxy on a free port of the loopback address.
   *
   * @param server to which it connects for each of its clients
   */
  public static FaultProxy start(InetSocketAddress server, Toxics toxics, long seed)
      throws IOException {
    var proxy = new FaultProxy(server, toxics, seed);
    proxy.accept();
    return proxy;
  }

  private static ServerSocket listen(int port) throws IOException {
    return new ServerSocket(port, BACKLOG, InetAddress.getLoopbackAddress());
  }

  /** Where clients connect to. */
  public InetSocketAddress address() {
    return (InetSocketAddress) listener.getLocalSocketAddress();
  }

  /** Resets all connections and takes no new ones. */
  public void down() throws IOException {
    listener.close();
    live.forEach(Connection::reset);
  }

  /** Takes connections again, on the same port. */
  public void up() throws IOException {
    listener = listen(listener.getLocalPort());
    accept();
  }

  /**
   * Waits until all connections have ended in both directions: each side has sent FIN, and the
   * proxy has passed it on, or there was a reset.
   *
   * @return false if one has not ended in this time
   */
  public boolean areOverWithin(Duration time) throws InterruptedException {
    long end = System.nanoTime() + time.toNanos();
    while (!live.isEmpty()) {
      if (System.nanoTime() - end > 0) {
        return false;
      }
      TimeUnit.MILLISECONDS.sleep(1);
    }
    return true;
  }

  /**
   * The toxics that have acted so far, one for each connection on which it has: bytes, or an end,
   * have passed in another way. When the proxy is closed, none acts any more.
   */
  public List<Toxic> injected() {
    return List.copyOf(injected);
  }

  private void accept() {
    ServerSocket listening = listener;
    threads.execute(() -> acceptLoop(listening));
  }

  private void acceptLoop(ServerSocket listening) {
    try {
      while (true) {
        var connection = new Connection(listening.accept(), seeds.split());
        live.add(connection);
        if (listening.isClosed()) { // so down() may have missed it
          connection.reset();
        } else {
          threads.execute(connection::open);
        }
      }
    } catch (IOException | RejectedExecutionException e) {
      // The proxy is down or closed.
    }
  }

  private final class Connection implements Link.Events {

    private final Socket client;
    private final Socket upstream = new Socket();
    private final Link toServer;
    private final Link toClient;

    Connection(Socket client, SplittableRandom random) {
      this.client = client;
      toServer = new Link(client, upstream, toxics.upstream(), random.split(), this);
      toClient = new Link(upstream, client, toxics.downstream(), random.split(), this);
    }

    void open() {
      try {
        client.setTcpNoDelay(true);
        upstream.setTcpNoDelay(true);
        upstream.connect(server, CONNECT_LIMIT);
        toServer.start(threads);
        toClient.start(threads);
      } catch (IOException | RejectedExecutionException e) {
        reset();
      }
    }

    @Override
    public boolean reset() {
      for (Socket each : new Socket[] {client, upstream}) {
        try {
          each.setSoLinger(true, 0);
        } catch (IOException e) {
          // It is closed.
        }
      }
      return close();
    }

    @Override
    public void over() {
      if (toServer.isOver() && toClient.isOver()) {
        close();
      }
    }

    @Override
    public void acts(Toxic toxic) {
      injected.add(toxic);
    }

    private boolean close() {
      for (Socket each : new Socket[] {client, upstream}) {
        try {
          each.close();
        } catch (IOException e) {
          // It is closed all the same.
        }
      }
      return live.remove(this);
    }
  }

  /** Resets the connections that there are, and ends all threads. */
  @Override
  public void close() throws IOException {
    down();
    threads.shutdownNow();
    threads.close();
  }
}
