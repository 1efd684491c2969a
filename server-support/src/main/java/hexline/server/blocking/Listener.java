package hexline.server.blocking;

import hexline.server.ServerConfig;
import hexline.server.guard.Connections;
import hexline.server.guard.MemoryReserve;
import hexline.server.guard.StopConnection;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;

/**
 * The listening socket of a blocking server. It ends in two steps: {@link #stop} lets the acceptor
 * take everybody who has connected already, {@link #close} does not wait for that. Thread-safe; one
 * thread accepts.
 */
public final class Listener {

  private static final Logger LOG = System.getLogger("hexline.listener");

  private final ServerSocket socket = new ServerSocket();
  private final InetSocketAddress address;
  private final StopConnection last;
  private final MemoryReserve memoryReserve = new MemoryReserve();

  /**
   * Listens when this returns.
   *
   * @throws IOException if the address cannot be bound
   */
  public Listener(ServerConfig config) throws IOException {
    try {
      socket.bind(config.bind(), config.backlog());
    } catch (Throwable e) {
      close();
      throw e;
    }
    address = config.boundTo(socket.getLocalPort());
    last = new StopConnection(address);
  }

  /** Where it listens, or has listened. */
  public InetSocketAddress address() {
    return address;
  }

  /** Whether the acceptor is to go on. */
  public boolean isOpen() {
    return !socket.isClosed();
  }

  /**
   * Waits for the next client.
   *
   * @throws OutOfMemoryError if there is no memory to serve it; it stays in the backlog
   * @throws SocketException when all have come that were to come: then it is no longer open
   */
  public Socket accept() throws IOException {
    memoryReserve.require();
    Socket client = socket.accept();
    if (last.is(client.getRemoteSocketAddress())) {
      client.close();
      close();
      throw new SocketException("closed");
    }
    return client;
  }

  /** Ends a server: drains its connections, then closes its listener and interrupts its acceptor. */
  public void close(Connections connections, Thread acceptor) {
    connections.close(this::stop, acceptor::isAlive);
    close();
    acceptor.interrupt();
  }

  /** Takes those who have connected so far, and nobody after them; to be called until it is over. */
  void stop() {
    if (isOpen()) {
      last.connect();
    }
  }

  /** Takes nobody any more. */
  void close() {
    try {
      socket.close();
    } catch (IOException e) {
      LOG.log(Level.WARNING, "could not close the listener: " + e);
    }
  }
}
