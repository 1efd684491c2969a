package hexline.conformance.chaos;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/** A server that sends back what it receives, and FIN behind FIN. */
final class EchoPeer implements AutoCloseable {

  /** What one client has sent: how many bytes, and whether they ended with FIN or a reset. */
  record Conversation(int bytes, boolean endedWithFin) {}

  private final ServerSocket listener;

  /** The conversations that have ended. */
  final BlockingQueue<Conversation> ended = new LinkedBlockingQueue<>();

  EchoPeer() {
    try {
      listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Thread.ofVirtual().start(this::acceptLoop);
  }

  InetSocketAddress address() {
    return (InetSocketAddress) listener.getLocalSocketAddress();
  }

  private void acceptLoop() {
    try {
      while (true) {
        Socket client = listener.accept();
        Thread.ofVirtual().start(() -> echo(client));
      }
    } catch (IOException e) {
      // The peer is closed.
    }
  }

  private void echo(Socket client) {
    int bytes = 0;
    boolean endedWithFin = false;
    try (client) {
      InputStream input = client.getInputStream();
      byte[] buffer = new byte[1000];
      for (int n = input.read(buffer); n >= 0; n = input.read(buffer)) {
        bytes += n;
        client.getOutputStream().write(buffer, 0, n);
      }
      endedWithFin = true;
    } catch (IOException e) {
      // A reset.
    }
    ended.add(new Conversation(bytes, endedWithFin));
  }

  @Override
  public void close() throws IOException {
    listener.close();
  }
}
