package hexline.bench.experiment;

import hexline.bench.load.Load;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** How many requests a second with a connection for each? Fair also to one client at a time. */
final class ConnectPerRequest implements Experiment {

  private static final Load LOAD = new Load.Connect(16);

  @Override
  public String label() {
    return "ConnectPerRequest";
  }

  @Override
  public String question() {
    return "How many requests a second with a connection for each request? Only this load is fair"
        + " to a server that serves one client at a time.";
  }

  @Override
  public String load() {
    return "closed loop of clients that connect, send one request, half-close, read to the end";
  }

  @Override
  public Figure judgedBy() {
    return Figure.RATE;
  }

  @Override
  public void plan(Planner planner) {
    planner.measure(
        Point.of(
            this,
            LOAD.connections() + " connections at a time",
            Point.NO_WORK,
            planner.servers(),
            planner.profile().slice(),
            LOAD));
  }

  @Override
  public Optional<String> conclusion(Point point, List<Standing> standings) {
    if (standings.size() < 2 || !standings.stream().allMatch(Standing::isCompared)) {
      return Optional.empty();
    }
    Standing best = standings.getFirst();
    Standing last = standings.getLast();
    if (!last.isClearlyBelow()) {
      return Optional.of(
          String.format(
              Locale.ROOT,
              "With a connection for each request no server was found to be slower by a tenth"
                  + " (%s %,.0f/s, %s %,.0f/s): let another benchmark decide.",
              best.server(),
              best.rate(),
              last.server(),
              last.rate()));
    }
    return Optional.of(
        String.format(
            Locale.ROOT,
            "With a connection for each request %s answers %,.0f/s, and the last server, %s,"
                + " %,.0f/s. Compare that with KeepAlive, and keep connections open if you can.",
            best.server(),
            best.rate(),
            last.server(),
            last.rate()));
  }
}
