package hexline.torture.figure;

import hexline.conformance.client.Client;
import hexline.conformance.client.Violation;
import hexline.conformance.process.Launch;
import hexline.conformance.process.ServerProcess;
import hexline.torture.server.Percentiles;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** The time from SIGTERM until a process has ended. */
final class DrainTime implements Trial {

  private static final Duration LIMIT = Duration.ofSeconds(30);
  private static final int STUCK_PROCESSES = 3;

  @Override
  public String title() {
    return "drain";
  }

  @Override
  public List<Figure> figures() {
    return List.of(
        Figure.DRAIN_MEDIAN,
        Figure.DRAIN_SLOWEST,
        Figure.DRAIN_CROWD_MEDIAN,
        Figure.DRAIN_CROWD_SLOWEST,
        Figure.DRAIN_STUCK);
  }

  @Override
  public Duration expected() {
    return Duration.ofSeconds(35);
  }

  @Override
  public void run(Lab lab, Sheet sheet) throws Exception {
    List<Double> alone = drains(lab, 0);
    sheet.put(Figure.DRAIN_MEDIAN, Percentiles.of(alone, 0.5));
    sheet.put(Figure.DRAIN_SLOWEST, Percentiles.of(alone, 0.99));
    int crowd = lab.clients(lab.effort().crowd());
    String note = crowd == 1 ? "one idle client: one client at a time" : "";
    List<Double> crowded = drains(lab, crowd);
    sheet.put(Figure.DRAIN_CROWD_MEDIAN, Percentiles.of(crowded, 0.5), note);
    sheet.put(Figure.DRAIN_CROWD_SLOWEST, Percentiles.of(crowded, 0.99), note);
    var stuck = new ArrayList<Double>();
    for (int i = 0; i < Math.min(STUCK_PROCESSES, lab.effort().processes()); i++) {
      stuck.add(stuck(lab));
    }
    sheet.put(Figure.DRAIN_STUCK, Percentiles.of(stuck, 1));
  }

  private static List<Double> drains(Lab lab, int clients) throws Exception {
    var times = new ArrayList<Double>();
    for (int i = 0; i < lab.effort().processes(); i++) {
      try (ServerProcess server = lab.start(Launch.OWN)) {
        Lab.served(server, Lab.PATIENCE).close();
        List<Client> crowd = Lab.crowd(server, clients, LIMIT);
        try {
          crowd.forEach(each -> Thread.ofVirtual().start(() -> leaveAfterFin(each)));
          times.add(drain(server));
        } finally {
          Lab.leave(crowd);
        }
      }
    }
    return times;
  }

  private static void leaveAfterFin(Client client) {
    try {
      client.expectEnd();
    } catch (Violation e) {
      // The server has reset it, or this side has closed it.
    }
    client.close();
  }

  private static double stuck(Lab lab) throws Exception {
    try (ServerProcess server = lab.start(Launch.own("--drain-timeout", "2s"));
        var client = new NeverReader(server.address())) {
      client.fillUntilStopped(Lab.PATIENCE);
      return drain(server);
    }
  }

  private static double drain(ServerProcess server) throws InterruptedException {
    long start = System.nanoTime();
    server.terminate();
    server.awaitExit(LIMIT);
    return (System.nanoTime() - start) / 1e6;
  }
}
