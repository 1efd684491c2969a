package hexline.bench.load;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** A server that may lie: a test says what it answers to each line. */
final class FakeServer implements AutoCloseable {

  /** What one connection does with a request. */
  @FunctionalInterface
  interface Behaviour {
    /**
     * Answers a line, or does not.
     *
     * @param number how many lines this connection had before
     */
    void answer(String line, int number, OutputStream out, Socket socket) throws IOException;
  }

  private final ServerSocket listener;
  private final Behaviour behaviour;
  private final Set<Socket> clients = ConcurrentHashMap.newKeySet();

  FakeServer(Behaviour behaviour) throws IOException {
    this.behaviour = behaviour;
    this.listener = new ServerSocket(0, 1024, InetAddress.getLoopbackAddress());
    Thread.ofVirtual().name("acceptor").start(this::accept);
  }

  /** A server that tells the truth. */
  static FakeServer honest() throws IOException {
    return new FakeServer((line, number, out, socket) -> out.write(answer(line)));
  }

  /** The right answer, by other means than the codec's. */
  static byte[] answer(String line) {
    BigInteger number = new BigInteger(line);
    String sign = number.signum() < 0 ? "-" : "";
    return (sign + "0x" + number.abs().toString(16) + "\n").getBytes(ISO_8859_1);
  }

  InetSocketAddress address() {
    return (InetSocketAddress) listener.getLocalSocketAddress();
  }

  private void accept() {
    while (!listener.isClosed()) {
      try {
        Socket client = listener.accept();
        clients.add(client);
        Thread.ofVirtual().name("client").start(() -> serve(client));
      } catch (IOException e) {
        return; // closed
      }
    }
  }

  private void serve(Socket client) {
    try (client;
        var in = new BufferedReader(new InputStreamReader(client.getInputStream(), ISO_8859_1))) {
      client.setTcpNoDelay(true);
      OutputStream out = client.getOutputStream();
      int number = 0;
      for (String line; (line = in.readLine()) != null; ) {
        behaviour.answer(line, number++, out, client);
      }
    } catch (IOException e) {
      // The client has gone, or the behaviour was to close.
    } finally {
      clients.remove(client);
    }
  }

  @Override
  public void close() throws IOException {
    listener.close();
    for (Socket client : clients) {
      client.close();
    }
  }
}
