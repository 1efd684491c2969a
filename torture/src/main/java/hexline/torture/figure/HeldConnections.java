package hexline.torture.figure;

import hexline.conformance.client.Client;
import hexline.conformance.client.KitFailure;
import hexline.conformance.client.Violation;
import hexline.conformance.process.Launch;
import hexline.conformance.process.ServerProcess;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Idle connections: how many, and what each takes. */
final class HeldConnections implements Trial {

  private static final int ENOUGH = 100; // connections, to tell the memory of one
  private static final int FIRST = 10; // a tenth of all: what a JVM takes once, it has taken then

  @Override
  public String title() {
    return "connections held";
  }

  @Override
  public List<Figure> figures() {
    return List.of(Figure.HELD, Figure.MEMORY_EACH);
  }

  @Override
  public Duration expected() {
    return Duration.ofSeconds(10);
  }

  @Override
  public void run(Lab lab, Sheet sheet) throws Exception {
    int wanted = lab.clients(lab.effort().held());
    int first = wanted / FIRST;
    String most = String.valueOf(wanted + ENOUGH);
    var clients = new ArrayList<Client>();
    try (ServerProcess server = lab.start(Launch.own("--max-connections", most))) {
      String note = lab.subject().servesOneAtATime() ? "one client at a time" : "";
      long before = 0;
      try {
        connect(server, clients, first);
        before = memory(lab, server);
        connect(server, clients, wanted);
      } catch (Violation | KitFailure e) {
        note = String.valueOf(e.getMessage());
      }
      sheet.put(Figure.HELD, clients.size(), note);
      if (clients.size() - first >= Math.min(ENOUGH, lab.effort().held() / 2)) {
        double growth = memory(lab, server) - before;
        sheet.put(Figure.MEMORY_EACH, growth / (clients.size() - first));
      }
    } finally {
      Lab.leave(clients);
    }
  }

  private static void connect(ServerProcess server, List<Client> clients, int count) {
    while (clients.size() < count) {
      clients.add(Lab.served(server, Lab.PATIENCE));
    }
  }

  /** The heap is resident from the start of a server, so that its live objects are counted apart. */
  private static long memory(Lab lab, ServerProcess server)
      throws IOException, InterruptedException {
    return lab.liveHeap(server) + Lab.vitals(server).residentBytes();
  }
}
