package hexline.bench.report;

import hexline.bench.load.Load;
import hexline.bench.server.Observation;
import hexline.bench.server.Observation.BusyThread;
import hexline.cli.Durations;
import java.time.Duration;
import java.util.Optional;

/** What limited the rate of a row, as far as the figures show it. */
public final class Bottleneck {

  private static final double SATURATED = 0.90;
  private static final double NEARLY_ALL = 0.90;
  private static final double IDLE = 0.10;
  private static final double STOLEN = 0.10;
  private static final String BLOCK = "block:";

  private Bottleneck() {}

  /** A few words, 22 characters at most. */
  public static String of(Row row) {
    if (row.starved() > 0 && !(row.load() instanceof Load.Open)) { // there, some may be idle
      return "serves %d of %d%s"
          .formatted(
              row.victims() - row.starved(),
              row.victims(),
              row.load() instanceof Load.Hog ? " polite" : "");
    }
    return switch (row.load()) {
      case Load.Open _ -> "the schedule";
      case Load.Hog hog when hog.hogs() > 1 -> "hogs took %.0f %%".formatted(row.hogShare() * 100);
      case Load.Hog _ -> "hog took %.0f %%".formatted(row.hogShare() * 100);
      case Load.Closed _, Load.Connect _ -> waiting(row).orElseGet(() -> processors(row));
    };
  }

  /** How many waits of {@code --work block} overlap: the rate times the length of a wait. */
  private static Optional<String> waiting(Row row) {
    if (!row.work().startsWith(BLOCK)) {
      return Optional.empty();
    }
    Duration wait = Durations.parse(row.work().substring(BLOCK.length()));
    double atATime = row.rate().median() * wait.toNanos() / 1e9;
    int wanted = row.load().connections() * row.load().depth();
    return Optional.of(
        atATime >= NEARLY_ALL * wanted
            ? "--work time"
            : "%.0f wait%s at a time".formatted(atATime, Math.round(atATime) == 1 ? "" : "s"));
  }

  private static String processors(Row row) {
    int processors = row.observations().getFirst().serverProcessors();
    double idle = row.mean(o -> o.machine().idle());
    double engine = row.mean(o -> o.measurement().engineShare());
    double server = row.mean(Observation::serverCores);
    BusyThread busiest = row.observations().getFirst().busiestThread();
    if (row.mean(o -> o.machine().stolen()) > STOLEN) {
      return "the hypervisor";
    }
    if (engine >= SATURATED) {
      return "client CPU %.0f %%".formatted(engine * 100);
    }
    if (!row.isProcessKnown()) {
      return "unknown (remote)";
    }
    if (server >= SATURATED * processors && processors > 1) {
      return "server, all cores";
    }
    if (busiest.share() >= SATURATED) {
      return "thread " + cut(busiest.name());
    }
    if (server >= SATURATED * processors) {
      return "server, its only core";
    }
    if (idle < IDLE) {
      return "all cores, shared";
    }
    // No processor is saturated, although requests wait: what is left is, most often, that threads
    // have to be woken.
    return row.load().connections() * row.load().depth() == 1
        ? "the round trip"
        : "thread wake-ups";
  }

  private static String cut(String name) {
    return name.length() <= 15 ? name : name.substring(0, 15);
  }
}
