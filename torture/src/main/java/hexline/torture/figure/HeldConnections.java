package hexline.torture.figure;

import hexline.conformance.client.Client;
import hexline.conformance.client.KitFailure;
import hexline.conformance.client.Violation;
import hexline.conformance.process.Launch;
import hexline.conformance.process.ServerProcess;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * Idle connections: how many, and what each takes. They come in steps, and what counts is the median
 * of the growth in one: what a JVM takes once, as for a compilation, falls into few of the steps.
 */
final class HeldConnections implements Trial {

  private static final int ENOUGH = 100; // connections, to tell the memory of one
  private static final int STEPS = 10; // the first one does not count: much is taken once then

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
    var growth = new ArrayList<Double>(); // for each connection of a step
    try (ServerProcess server = lab.start(Launch.own("--max-connections", most))) {
      String note = lab.subject().servesOneAtATime() ? "one client at a time" : "";
      try {
        for (int step = 1; step <= STEPS; step++) {
          int first = clients.size();
          long before = memory(lab, server);
          connect(server, clients, Math.ceilDiv(wanted * step, STEPS));
          if (step > 1 && clients.size() > first) {
            growth.add((memory(lab, server) - before) / (double) (clients.size() - first));
          }
        }
      } catch (Violation | KitFailure e) {
        note = String.valueOf(e.getMessage());
      }
      sheet.put(Figure.HELD, clients.size(), note);
      if (!growth.isEmpty() && clients.size() >= Math.min(ENOUGH, lab.effort().held() / 2)) {
        Collections.sort(growth);
        sheet.put(Figure.MEMORY_EACH, growth.get(growth.size() / 2));
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
