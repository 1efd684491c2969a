package hexline.torture.figure;

import hexline.conformance.client.Client;
import hexline.conformance.client.Violation;
import hexline.conformance.process.Launch;
import hexline.conformance.process.ServerProcess;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** More clients than descriptors. */
final class NoDescriptors implements Trial {

  private static final int DESCRIPTORS = 256;
  private static final int CLIENTS = 400;
  private static final Duration SETTLE = Duration.ofMillis(500);
  private static final Duration ATTEMPT = Duration.ofMillis(250);
  private static final Duration LIMIT = Duration.ofSeconds(20);

  @Override
  public String title() {
    return "no descriptors";
  }

  @Override
  public List<Figure> figures() {
    return List.of(Figure.EMFILE_PROCESSOR, Figure.EMFILE_LOG, Figure.EMFILE_RECOVERY);
  }

  @Override
  public Duration expected() {
    return Duration.ofSeconds(6);
  }

  @Override
  public void run(Lab lab, Sheet sheet) throws Exception {
    if (lab.subject().servesOneAtATime()) {
      figures()
          .forEach(each -> sheet.none(each, "one client at a time: descriptors do not run out"));
      return;
    }
    var clients = new ArrayList<Client>();
    Launch launch = Launch.own("--backlog", "1024").withDescriptors(DESCRIPTORS);
    try (ServerProcess server = lab.start(launch)) {
      try {
        while (clients.size() < CLIENTS) {
          clients.add(connected(server));
        }
        Lab.pause(SETTLE);
        long lines = server.errors().lines().count();
        Duration look = lab.effort().look();
        sheet.put(Figure.EMFILE_PROCESSOR, Lab.processor(server, look));
        double logged = server.errors().lines().count() - lines;
        sheet.put(Figure.EMFILE_LOG, logged / look.toMillis() * 1000);
      } finally {
        Lab.leave(clients);
      }
      sheet.put(Figure.EMFILE_RECOVERY, millisUntilServed(server));
    }
  }

  private static Client connected(ServerProcess server) {
    Client client = Client.connect(server.address(), Lab.PATIENCE);
    try {
      client.send("255\n");
    } catch (Violation e) {
      // The server has closed it, as one may that has no descriptor left.
    }
    return client;
  }

  private static double millisUntilServed(ServerProcess server) {
    long start = System.nanoTime();
    while (true) {
      try {
        Lab.served(server, ATTEMPT).close();
        return (System.nanoTime() - start) / 1e6;
      } catch (Violation e) {
        if (!server.isAlive() || System.nanoTime() - start > LIMIT.toNanos()) {
          throw e;
        }
      }
    }
  }
}
