package hexline.torture.figure;

import hexline.conformance.client.Client;
import hexline.conformance.client.Violation;
import hexline.conformance.client.Wire;
import hexline.conformance.process.Launch;
import hexline.conformance.process.ServerProcess;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Lines that have arrived when SIGTERM comes. */
final class LostLines implements Trial {

  private static final int CLIENTS = 8;
  private static final int LINES = 2000; // of each client
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  @Override
  public String title() {
    return "lines lost on SIGTERM";
  }

  @Override
  public List<Figure> figures() {
    return List.of(Figure.LINES_LOST);
  }

  @Override
  public Duration expected() {
    return Duration.ofSeconds(10);
  }

  /** In every second process the server is paused, so that no line is read before SIGTERM. */
  @Override
  public void run(Lab lab, Sheet sheet) throws Exception {
    long lost = 0;
    int processes = lab.effort().processes();
    for (int i = 0; i < processes; i++) {
      lost += once(lab, i % 2 == 1);
    }
    sheet.put(
        Figure.LINES_LOST,
        (double) lost,
        "of %,d, in %d processes".formatted((long) processes * CLIENTS * LINES, processes));
  }

  private static long once(Lab lab, boolean paused) throws Exception {
    byte[] lines = Wire.numbers(1, LINES + 1);
    var clients = new ArrayList<Client>();
    try (ServerProcess server = lab.start(Launch.OWN);
        var readers = Executors.newVirtualThreadPerTaskExecutor()) {
      Lab.served(server, Lab.PATIENCE).close();
      if (paused) {
        server.pause();
      }
      try {
        for (int i = 0; i < CLIENTS; i++) {
          clients.add(Client.connect(server.address(), PATIENCE).deliver(lines));
        }
        server.terminate();
      } finally {
        if (paused) {
          server.resume();
        }
      }
      List<Callable<Integer>> counts =
          clients.stream().<Callable<Integer>>map(each -> () -> answers(each)).toList();
      long answered = 0;
      for (Future<Integer> each : readers.invokeAll(counts)) {
        answered += each.get();
      }
      return (long) CLIENTS * LINES - answered;
    } finally {
      Lab.leave(clients);
    }
  }

  /** How many right answers a client gets; then it leaves. */
  private static int answers(Client client) {
    int answers = 0;
    try (client) {
      while (answers < LINES) {
        if (!client.line().equals("0x" + Integer.toHexString(answers + 1))) {
          return answers;
        }
        answers++;
      }
    } catch (Violation e) {
      // No more came.
    }
    return answers;
  }
}
