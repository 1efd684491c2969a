package hexline.torture.figure;

import hexline.conformance.client.Client;
import hexline.conformance.client.KitFailure;
import hexline.conformance.client.Violation;
import hexline.conformance.process.Launch;
import hexline.conformance.process.ServerProcess;
import hexline.torture.server.Vitals;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Idle connections: how many, and what each takes. */
final class HeldConnections implements Trial {

  private static final int ENOUGH = 100; // connections, to tell the memory of one

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
    String most = String.valueOf(wanted + ENOUGH);
    var clients = new ArrayList<Client>();
    try (ServerProcess server = lab.start(Launch.own("--max-connections", most))) {
      Lab.served(server, Lab.PATIENCE).close();
      long heap = lab.liveHeap(server);
      Vitals before = Lab.vitals(server);
      String note = lab.subject().servesOneAtATime() ? "one client at a time" : "";
      try {
        while (clients.size() < wanted) {
          clients.add(Lab.served(server, Lab.PATIENCE));
        }
      } catch (Violation | KitFailure e) {
        note = String.valueOf(e.getMessage());
      }
      sheet.put(Figure.HELD, clients.size(), note);
      if (clients.size() >= Math.min(ENOUGH, lab.effort().held())) {
        double growth = lab.liveHeap(server) - heap;
        growth += Lab.vitals(server).residentBytes() - before.residentBytes();
        sheet.put(Figure.MEMORY_EACH, growth / clients.size());
      }
    } finally {
      Lab.leave(clients);
    }
  }
}
