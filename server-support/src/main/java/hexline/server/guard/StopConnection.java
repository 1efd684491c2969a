package hexline.server.guard;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * A connection that a stopping server makes to its own port. The kernel hands out connections in the
 * order in which they were made: when the acceptor gets this one, it has accepted every client that
 * had connected before the stop (R14). The connection also wakes a thread that waits in {@code
 * accept}; closing the listening socket would wake it too, but would reset the clients that are still
 * in the backlog. Tomcat unlocks its acceptor the same way. Thread-safe.
 */
public final class StopConnection {

  private static final int CONNECT_TIMEOUT_MILLIS = 10; // a full backlog makes connect wait

  private final InetSocketAddress server;
  private final AtomicBoolean connecting = new AtomicBoolean();
  private volatile boolean connected;
  private volatile @Nullable SocketAddress address;

  /** A connection that is to be made to the server at this address. */
  public StopConnection(InetSocketAddress server) {
    InetAddress host = server.getAddress();
    this.server =
        host.isAnyLocalAddress()
            ? new InetSocketAddress(InetAddress.getLoopbackAddress(), server.getPort())
            : server;
  }

  /**
   * Connects and closes, unless this has succeeded before. While it fails, because the backlog is full
   * or because there is no file descriptor, the caller has to call it again.
   */
  public void connect() {
    if (connected || !connecting.compareAndSet(false, true)) {
      return;
    }
    try (var socket = new Socket()) {
      socket.bind(new InetSocketAddress(server.getAddress(), 0)); // known before it is accepted
      address = socket.getLocalSocketAddress();
      socket.connect(server, CONNECT_TIMEOUT_MILLIS);
      connected = true;
    } catch (IOException e) {
      address = null;
    } finally {
      connecting.set(false);
    }
  }

  /** Whether an accepted connection, which comes from this address, is this one. */
  public boolean is(@Nullable SocketAddress remote) {
    return remote != null && remote.equals(address);
  }
}
