package hexline.bench.experiment;

import hexline.bench.load.Load;
import hexline.bench.server.ServerSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Each request blocks a thread, as a database call does: in which servers do others wait, too? */
final class BlockingWork implements Experiment {

  private static final String WORK = "block:10ms";

  @Override
  public String label() {
    return "BlockingWork";
  }

  @Override
  public String question() {
    return "Each request blocks a thread, as a database call does. In which servers do other"
        + " clients wait, too?";
  }

  @Override
  public String load() {
    return "closed loop; the server runs with `--work block:TIME`, event loops a second time with"
        + " `--workers`";
  }

  @Override
  public Figure judgedBy() {
    return Figure.RATE;
  }

  @Override
  public boolean allMustBeServed() {
    return false;
  }

  @Override
  public void plan(Planner planner) {
    int clients = planner.profile().blockingClients();
    Load load = new Load.Closed(clients, 1);
    planner.measure(
        Point.of(
            this,
            load + ", " + WORK,
            WORK,
            withWorkers(planner, clients),
            planner.profile().workSlice(),
            load));
  }

  /** The event loops once more with worker threads, on which work may block. */
  private static List<ServerSpec> withWorkers(Planner planner, int workers) {
    var more = new ArrayList<ServerSpec>();
    for (ServerSpec server : planner.servers()) {
      if (!server.canWork()) {
        continue;
      }
      more.add(server);
      if (server.label().equals("nio") || server.label().equals("async")) {
        ServerSpec withWorkers = planner.parse(server.label() + " --workers " + workers);
        if (!planner.servers().contains(withWorkers)) {
          more.add(withWorkers);
        }
      }
    }
    return more;
  }

  @Override
  public Optional<String> conclusion(Point point, List<Standing> standings) {
    var waits = Waits.of(point, standings);
    if (standings.size() < 2 || waits.free().isEmpty()) {
      return Optional.empty();
    }
    String free = String.join(", ", waits.free());
    String slower = String.join(", ", waits.slower());
    String held = String.join(", ", waits.held());
    if (!held.isEmpty()) {
      return Optional.of(
          "If your requests block (a database, another service), take %s%s%s; in %s one"
                  .formatted(
                      waits.free().size() == 1 ? "" : "one of ",
                      free,
                      slower.isEmpty() ? "" : ", or, at a rate that may be lower, " + slower,
                      held)
              + " client's wait holds up the others.");
    }
    return waits.free().size() < standings.size()
        ? Optional.empty()
        : Optional.of("Requests that block held up no other client in any of these servers.");
  }
}
