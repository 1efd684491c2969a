package hexline.server;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.logging.Formatter;
import java.util.logging.Level;
import java.util.logging.LogRecord;

/**
 * Makes the JDK load, start and open early what it would load, start or open at first use. By then
 * clients may have taken all memory, threads or descriptors, and some of it is never tried again
 * (R15).
 */
public final class JdkWarmUp {

  private JdkWarmUp() {}

  /**
   * Lets a virtual thread wait for a socket, so that the JDK opens the pollers of virtual threads
   * (epoll descriptors). To be called by a server that uses virtual threads, after it has
   * configured them and before it listens.
   *
   * @throws IOException if there is no descriptor for a socket, or the thread is interrupted
   */
  public static void openVirtualThreadPollers() throws IOException {
    try (var listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Thread first = Thread.ofVirtual().name("warm-up").start(() -> waitFor(listener));
      while (first.isAlive() && first.getState() != Thread.State.WAITING) {
        Thread.sleep(1);
      }
    } catch (InterruptedException e) {
      throw new InterruptedIOException("interrupted while the server starts");
    }
  }

  private static void waitFor(ServerSocket listener) {
    try {
      listener.accept().close(); // waits until the listener is closed
    } catch (IOException e) {
      // It is closed.
    }
  }

  /** Formats an event with a stack trace, which loads time zones and more. */
  static void loadFormatter(Formatter formatter) {
    var event = new LogRecord(Level.INFO, "");
    event.setThrown(new Throwable());
    String _ = formatter.format(event);
  }
}
