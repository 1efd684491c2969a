package hexline.server.guard;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * A connection that a stopping server makes to its own port. The kernel hands out connections in
 * the order in which they were made: when the acceptor gets this one, it has accepted every client
 * that had connected before the stop (R14). The connection also wakes a thread that waits in
 * {@code accept}; closing the listening socket would wake it too, but would reset the clients that
 * are still in the backlog. Tomcat unlocks its acceptor the same way. Thread-safe.
 */
public final class StopConnection {

  private static final int CONNECT_TIMEOUT_MILLIS = 10; // a full backlog makes connect wait
  private static final long WAIT = TimeUnit.MICROSECONDS.toNanos(100);

  private final InetSocketAddress server;
  private final boolean mayBind;
  private final AtomicBoolean connecting = new AtomicBoolean();
  private volatile boolean addressIsDue; // known when connect returns
  private volatile boolean connected;
  private volatile @Nullable SocketAddress address;

  /** A connection that is to be made to the server at this address. */
  public StopConnection(InetSocketAddress server) {
    this(server, true);
  }

  /** One that may bind its port, or not, as when all ports are taken. */
  StopConnection(InetSocketAddress server, boolean mayBind) {
    this.mayBind = mayBind;
    InetAddress host = server.getAddress();
    this.server =
        host.isAnyLocalAddress()
            ? new InetSocketAddress(InetAddress.getLoopbackAddress(), server.getPort())
            : server;
  }

  /**
   * Connects and closes, unless this has succeeded before. While it fails, because the backlog is
   * full or because there is no file descriptor, the caller has to call it again.
   */
  public void connect() {
    if (connected || !connecting.compareAndSet(false, true)) {
      return;
    }
    try (var socket = new Socket()) {
      if (mayBind && isBound(socket)) {
        address = socket.getLocalSocketAddress(); // known before the connection is accepted
        socket.connect(server, CONNECT_TIMEOUT_MILLIS);
        connected = true;
      } else {
        connectFromAnyPort();
      }
    } catch (IOException e) {
      address = null;
    } finally {
      connecting.set(false);
    }
  }

  /**
   * Binds a free port. There is none when each one was used within the last minute, which a client
   * brings about that makes a connection for every request.
   */
  private boolean isBound(Socket socket) throws IOException {
    try {
      socket.bind(new InetSocketAddress(server.getAddress(), 0));
      return true;
    } catch (BindException e) {
      return false;
    }
  }

  /** Connects from a port that connect finds: it may take one that bind may not. */
  private void connectFromAnyPort() throws IOException {
    try (var socket = new Socket()) {
      addressIsDue = true;
      socket.connect(server, CONNECT_TIMEOUT_MILLIS);
      address = socket.getLocalSocketAddress();
      connected = true;
    } finally {
      addressIsDue = false;
    }
  }

  /**
   * Whether an accepted connection, which comes from this address, is this one. Waits for a connect
   * from any port, 10 ms at most: its address is not known before.
   */
  public boolean is(@Nullable SocketAddress remote) {
    while (addressIsDue) {
      LockSupport.parkNanos(WAIT);
    }
    return remote != null && remote.equals(address);
  }
}
