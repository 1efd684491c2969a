package hexline.protocol.server;

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
public final class LastClient {

  private static final int PATIENCE = 500; // ms; a full backlog may take no more clients

  private final AtomicBoolean sent = new AtomicBoolean();
  private volatile @Nullable SocketAddress address;

  /**
   * Connects and leaves; from the second call on, does nothing.
   *
   * @throws IOException if there is no way in, not even from here
   */
  public void connect(InetSocketAddress server) throws IOException {
    if (!sent.compareAndSet(false, true)) {
      return;
    }
    InetAddress host = server.getAddress();
    if (host.isAnyLocalAddress()) {
      host = InetAddress.getLoopbackAddress();
    }
    try (var socket = new Socket()) {
      socket.bind(new InetSocketAddress(host, 0)); // so that it is known before it is accepted
      address = socket.getLocalSocketAddress();
      socket.connect(new InetSocketAddress(host, server.getPort()), PATIENCE);
    }
  }

  /** Whether a client that was accepted is this one. */
  public boolean is(@Nullable SocketAddress remote) {
    return remote != null && remote.equals(address);
  }
}
