package hexline.server.blocking;

import hexline.protocol.Work;
import hexline.server.ServerConfig;
import hexline.server.guard.AcceptBackoff;
import hexline.server.guard.MemoryBudget;
import hexline.server.guard.MemoryReserve;
import hexline.server.guard.StopConnection;
import hexline.server.guard.Watchdog;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import org.jspecify.annotations.Nullable;

/**
 * The listening socket of a blocking server, with the guards of its acceptor: {@link #accept}
 * returns clients to serve and nothing else. Clients over the limit are refused there (R11), and a
 * process without descriptors, threads or memory backs off there (R15).
 *
 * <p>One thread calls {@link #accept} and {@link #couldNotServe}; the other methods are
 * thread-safe.
 */
public final class Listener {

  private final Logger log;
  private final ServerConfig config;
  private final Work work;
  private final ServerSocket socket = new ServerSocket();
  private final InetSocketAddress address;
  private final StopConnection stop;
  private final Watchdog watchdog;
  private final AcceptBackoff backoff;
  private final MemoryReserve reserve = new MemoryReserve();
  private final MemoryBudget budget = new MemoryBudget();
  private boolean lastWasServed;

  /**
   * Listens when this returns.
   *
   * @param server the server's name, for its log and its threads
   * @throws IOException if the address cannot be bound
   */
  public Listener(String server, ServerConfig config, Work work) throws IOException {
    this.log = System.getLogger("hexline." + server);
    this.config = config;
    this.work = work;
    try {
      socket.bind(config.bind(), config.backlog());
    } catch (Throwable e) {
      closeSocket();
      throw e;
    }
    address = config.boundTo(socket.getLocalPort());
    stop = new StopConnection(address);
    backoff = new AcceptBackoff(log);
    watchdog = new Watchdog(server, config);
  }

  /** Where it listens, or has listened. */
  public InetSocketAddress address() {
    return address;
  }

  /**
   * Waits for the next client to serve.
   *
   * @return null when the server has stopped, and every client that had connected was accepted
   */
  public @Nullable BlockingConnection accept() {
    if (lastWasServed) {
      backoff.succeeded();
    }
    while (!socket.isClosed()) {
      try {
        reserve.require();
        BlockingConnection client = open(socket.accept());
        if (client != null) {
          lastWasServed = true;
          return client;
        }
      } catch (Throwable e) { // most likely OutOfMemoryError, or "Too many open files"
        backOff(e);
      }
    }
    return null;
  }

  private @Nullable BlockingConnection open(Socket client) throws IOException {
    if (stop.is(client.getRemoteSocketAddress())) {
      client.close();
      closeSocket();
      return null;
    }
    return BlockingConnection.open(client, config, work, watchdog, budget);
  }

  /** Closes a client for which there was no thread, and pauses before the next accept (R15). */
  public void couldNotServe(BlockingConnection client, Throwable reason) {
    lastWasServed = false;
    client.close();
    backOff(reason);
  }

  private void backOff(Throwable failure) {
    if (!socket.isClosed()) {
      boolean _ = Thread.interrupted(); // a stray one: close() closes the socket first
      backoff.pause(failure);
    }
  }

  /**
   * Drains the server (R14): accepts every client that has connected, answers every line that has
   * arrived, closes all connections, and ends the acceptor.
   */
  public void close(Thread acceptor) {
    watchdog.close(this::stopAccepting, acceptor::isAlive);
    closeSocket();
    acceptor.interrupt();
  }

  private void stopAccepting() {
    if (!socket.isClosed()) {
      stop.connect();
    }
  }

  private void closeSocket() {
    try {
      socket.close();
    } catch (IOException e) {
      log.log(Level.WARNING, "could not close the listening socket: " + e);
    }
  }
}
