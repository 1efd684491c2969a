package hexline.torture.figure;

import hexline.conformance.client.Client;
import hexline.conformance.client.Violation;
import hexline.conformance.process.Launch;
import hexline.conformance.process.ServerProcess;
import hexline.torture.server.LiveHeap;
import hexline.torture.server.Subject;
import hexline.torture.server.Vitals;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;

/**
 * A server to measure.
 *
 * @param command that starts it
 * @param seed of what is drawn at random
 */
record Lab(Subject subject, Subject.Command command, Effort effort, long seed) {

  /** Longest wait for an answer. */
  static final Duration PATIENCE = Duration.ofSeconds(5);

  private static final Duration START = Duration.ofSeconds(30);

  ServerProcess start(Launch launch) throws IOException {
    return ServerProcess.start(command.steady(), launch, Map.of(), START);
  }

  /** This many clients, or one if the model serves no more at a time. */
  int clients(int wanted) {
    return subject.servesOneAtATime() ? 1 : wanted;
  }

  /** A client that has had an answer. */
  static Client served(ServerProcess server, Duration patience) {
    Client client = Client.connect(server.address(), patience);
    try {
      return client.ask("255", "0xff");
    } catch (Violation e) {
      client.close();
      throw e;
    }
  }

  /** Clients that have each had an answer. */
  static List<Client> crowd(ServerProcess server, int count, Duration patience) {
    var clients = new ArrayList<Client>(count);
    try {
      while (clients.size() < count) {
        clients.add(served(server, patience));
      }
      return clients;
    } catch (RuntimeException | Error e) {
      leave(clients);
      throw e;
    }
  }

  /** Ends connections by a reset, which leaves no port of this side in TIME_WAIT. */
  static void leave(List<Client> clients) {
    clients.forEach(Client::reset);
  }

  static Vitals vitals(ServerProcess server) {
    return Vitals.of(server.pid())
        .orElseThrow(() -> new Violation("this system does not say what a process holds"));
  }

  /** Bytes of live objects; 0 if the server is no JVM of this suite. */
  long liveHeap(ServerProcess server) throws IOException, InterruptedException {
    return command.isJvm() ? LiveHeap.bytes(server.pid()).orElse(0) : 0;
  }

  /** Whether less time than this has passed since a moment of {@link System#nanoTime}. */
  static boolean isWithin(Duration time, long start) {
    return System.nanoTime() - start < time.toNanos();
  }

  static void pause(Duration time) {
    long end = System.nanoTime() + time.toNanos();
    for (long left = time.toNanos(); left > 0; left = end - System.nanoTime()) {
      LockSupport.parkNanos(left);
    }
  }

  /** Processor time of the server during this time, in per cent of one processor. */
  static double processor(ServerProcess server, Duration time) {
    Duration before = server.cpuTime();
    long start = System.nanoTime();
    pause(time);
    double used = server.cpuTime().minus(before).toNanos();
    return 100 * used / (System.nanoTime() - start);
  }
}
