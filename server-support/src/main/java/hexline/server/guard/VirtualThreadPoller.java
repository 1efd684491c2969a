package hexline.server.guard;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;

/**
 * The JDK's poller, which wakes virtual threads whose sockets are ready. The JDK opens it, and its
 * file descriptors, when the first virtual thread blocks on a socket. If no descriptor is free then,
 * the poller never works in this process. So a server with virtual threads opens it at its start,
 * before clients can take all descriptors (R15).
 */
public final class VirtualThreadPoller {

  private VirtualThreadPoller() {}

  /**
   * Lets a virtual thread block on a socket, and returns when it does.
   *
   * @throws IOException if there is no descriptor for it, or if the caller is interrupted
   */
  public static void open() throws IOException {
    try (var silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Thread first = Thread.ofVirtual().name("poller-start").start(() -> block(silent));
      while (first.isAlive() && first.getState() != Thread.State.WAITING) {
        Thread.sleep(1);
      }
    } catch (InterruptedException e) {
      throw new InterruptedIOException("interrupted while the server starts");
    }
  }

  private static void block(ServerSocket silent) {
    try {
      silent.accept().close();
    } catch (IOException e) {
      // The socket was closed, which ends the wait.
    }
  }
}
