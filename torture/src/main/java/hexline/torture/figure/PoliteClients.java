package hexline.torture.figure;

import hexline.conformance.client.Client;
import hexline.conformance.client.Wire;
import hexline.conformance.process.Launch;
import hexline.conformance.process.ServerProcess;
import hexline.torture.server.Percentiles;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** How long polite clients wait, beside others that are not. */
final class PoliteClients implements Trial {

  private static final int POLITE = 20;
  private static final Duration PERIOD = Duration.ofMillis(10);
  private static final Duration DRIP = Duration.ofMillis(250);

  @Override
  public String title() {
    return "polite clients";
  }

  @Override
  public List<Figure> figures() {
    return List.of(Figure.POLITE_ALONE, Figure.POLITE_SLOW_LORIS, Figure.POLITE_FIREHOSE);
  }

  @Override
  public Duration expected() {
    return Duration.ofSeconds(12);
  }

  @Override
  public void run(Lab lab, Sheet sheet) throws Exception {
    try (ServerProcess server = lab.start(Launch.OWN)) {
      p99(lab, server); // until its code is compiled
      sheet.put(Figure.POLITE_ALONE, p99(lab, server));
      if (lab.subject().servesOneAtATime()) {
        String reason = "one client at a time: they wait in the backlog until the other one leaves";
        sheet.none(Figure.POLITE_SLOW_LORIS, reason);
        sheet.none(Figure.POLITE_FIREHOSE, reason);
        return;
      }
      try (var _ = new SlowLoris(server, lab.effort().slow())) {
        sheet.put(Figure.POLITE_SLOW_LORIS, p99(lab, server));
      }
      try (var _ = new Firehose(server)) {
        sheet.put(Figure.POLITE_FIREHOSE, p99(lab, server));
      }
    }
  }

  private static double p99(Lab lab, ServerProcess server) throws Exception {
    long end = System.nanoTime() + lab.effort().look().toNanos();
    var times = new ArrayList<Double>();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Callable<List<Double>> polite = () -> ask(server, end);
      var clients = new ArrayList<Future<List<Double>>>();
      for (int i = 0; i < lab.clients(POLITE); i++) {
        clients.add(threads.submit(polite));
      }
      for (Future<List<Double>> each : clients) {
        times.addAll(each.get());
      }
    }
    return Percentiles.of(times, 0.99);
  }

  private static List<Double> ask(ServerProcess server, long end) {
    var times = new ArrayList<Double>();
    try (Client client = Client.connect(server.address(), Lab.PATIENCE)) {
      while (System.nanoTime() - end < 0) {
        long start = System.nanoTime();
        client.ask("255", "0xff");
        long took = System.nanoTime() - start;
        times.add(took / 1e6);
        Lab.pause(PERIOD.minusNanos(took));
      }
      client.reset();
    }
    return times;
  }

  /** Connections that each send a byte now and then, and never a line. */
  private static final class SlowLoris implements AutoCloseable {

    private final List<Socket> sockets = new ArrayList<>();
    private volatile boolean stopped;

    SlowLoris(ServerProcess server, int count) throws IOException {
      try {
        while (sockets.size() < count) {
          var socket = new Socket();
          sockets.add(socket);
          socket.setSoLinger(true, 0);
          socket.connect(server.address(), Math.toIntExact(Lab.PATIENCE.toMillis()));
        }
      } catch (IOException e) {
        close();
        throw e;
      }
      Thread.ofPlatform().daemon().start(this::drip);
    }

    private void drip() {
      while (!stopped) {
        for (Socket socket : sockets) {
          try {
            socket.getOutputStream().write('1');
          } catch (IOException e) {
            // The server has closed it, as it may.
          }
        }
        Lab.pause(DRIP);
      }
    }

    @Override
    public void close() throws IOException {
      stopped = true;
      for (Socket socket : sockets) {
        socket.close();
      }
    }
  }

  /** A connection at full speed, in both directions. */
  private static final class Firehose implements AutoCloseable {

    private static final byte[] REQUESTS = Wire.numbers(1000, 9000);

    private final Socket socket = new Socket();

    Firehose(ServerProcess server) throws IOException {
      try {
        socket.setSoLinger(true, 0);
        socket.connect(server.address(), Math.toIntExact(Lab.PATIENCE.toMillis()));
        InputStream in = socket.getInputStream();
        OutputStream out = socket.getOutputStream();
        Thread.ofPlatform().daemon().start(() -> send(out));
        Thread.ofPlatform().daemon().start(() -> receive(in));
      } catch (IOException e) {
        socket.close();
        throw e;
      }
    }

    private static void send(OutputStream out) {
      try {
        while (true) {
          out.write(REQUESTS);
        }
      } catch (IOException e) {
        // The end.
      }
    }

    private static void receive(InputStream in) {
      byte[] buffer = new byte[64 * 1024];
      try {
        while (in.read(buffer) >= 0) {
          // What comes is not looked at.
        }
      } catch (IOException e) {
        // The end.
      }
    }

    @Override
    public void close() throws IOException {
      socket.close();
    }
  }
}
