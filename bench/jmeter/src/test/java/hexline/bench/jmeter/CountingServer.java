package hexline.bench.jmeter;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/** A server whose last digit is wrong if the request ends with a 7. It counts what it does. */
final class CountingServer implements AutoCloseable {

  final AtomicLong connections = new AtomicLong();
  final AtomicLong answers = new AtomicLong();
  final AtomicLong wrongAnswers = new AtomicLong();

  private final ServerSocket listener;
  private final Set<Socket> clients = ConcurrentHashMap.newKeySet();

  CountingServer() throws IOException {
    listener = new ServerSocket(0, 1024, InetAddress.getLoopbackAddress());
    Thread.ofVirtual().name("acceptor").start(this::accept);
  }

  InetSocketAddress address() {
    return (InetSocketAddress) listener.getLocalSocketAddress();
  }

  private void accept() {
    while (!listener.isClosed()) {
      try {
        Socket client = listener.accept();
        clients.add(client);
        connections.incrementAndGet();
        Thread.ofVirtual().name("client").start(() -> serve(client));
      } catch (IOException e) {
        return; // closed
      }
    }
  }

  private void serve(Socket client) {
    try (client;
        var in = new BufferedReader(new InputStreamReader(client.getInputStream(), US_ASCII))) {
      client.setTcpNoDelay(true);
      OutputStream out = client.getOutputStream();
      for (String line; (line = in.readLine()) != null; ) {
        String answer = Pairs.answer(line);
        if (line.endsWith("7")) {
          answer = answer.substring(0, answer.length() - 1) + (answer.endsWith("0") ? "1" : "0");
          wrongAnswers.incrementAndGet();
        }
        answers.incrementAndGet();
        out.write((answer + "\n").getBytes(US_ASCII));
      }
    } catch (IOException e) {
      // The client has gone.
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
