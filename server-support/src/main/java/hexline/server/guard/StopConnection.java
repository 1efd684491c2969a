package hexline.server.guard;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * The client that a server which stops sends to itself. The kernel hands out connections in the
 * order in which they were made: when this one comes out of the backlog, everybody who had connected
 * before the stop has been accepted (R14). It also wakes a thread that waits in accept, as closing
 * the listener would, but without losing anybody. Tomcat unlocks its acceptor the same way.
 * Thread-safe.
 */
public final class StopConnection {

  private static final int PATIENCE = 10; // ms; a full backlog takes no more clients for now

  private final InetSocketAddress server;
  private final AtomicBoolean connecting = new AtomicBoolean();
  private volatile boolean connected;
  private volatile @Nullable SocketAddress address;

  /** A client that is to come to this server. */
  public StopConnection(InetSocketAddress server) {
    InetAddress host = server.getAddress();
    this.server =
        host.isAnyLocalAddress()
            ? new InetSocketAddress(InetAddress.getLoopbackAddress(), server.getPort())
            : server;
  }

  /**
   * Connects and leaves, unless it has done so. Where there is no way in, because the backlog is
   * full or there is no descriptor, it is to be called again.
   */
  public void connect() {
    if (connected || !connecting.compareAndSet(false, true)) {
      return;
    }
    try (var socket = new Socket()) {
      socket.bind(new InetSocketAddress(server.getAddress(), 0)); // known before it is accepted
      address = socket.getLocalSocketAddress();
      socket.connect(server, PATIENCE);
      connected = true;
    } catch (IOException e) {
      address = null;
    } finally {
      connecting.set(false);
    }
  }

  /** Whether a client that was accepted is this one. */
  public boolean is(@Nullable SocketAddress remote) {
    return remote != null && remote.equals(address);
  }
}
