package hexline.claims.jdk;

import hexline.bench.load.Load;
import hexline.bench.server.Observation;
import hexline.bench.server.ProcessFigures;
import hexline.claims.Claim;
import hexline.claims.ClaimVerdict;
import hexline.claims.Evidence;
import hexline.claims.Figure;
import hexline.claims.NotTested;
import hexline.claims.Prediction;
import hexline.claims.Rule;
import hexline.claims.Said;
import hexline.claims.Unit;
import hexline.claims.trial.Linux;
import hexline.claims.trial.Race;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** Clients that connect for each request: how busy is the thread that accepts them? */
public final class AcceptorBottleneck {

  private static final Figure SHARE =
      new Figure("share", Unit.PERCENT, "share of one processor that the acceptor uses");
  private static final Figure RATE = new Figure("rate", Unit.COUNT, "connections per second");

  /** The claim. */
  public static final Claim CLAIM =
      new Claim(
          "acceptor-bottleneck",
          Said.ofJdk("questions about servers with one acceptor", "threaded"),
          "The thread that accepts connections is the bottleneck of a server.",
          new Prediction(
              ClaimVerdict.FAILS,
              "accept takes a finished connection from a queue; the work is with those who serve"
                  + " it."),
          Rule.of(SHARE.above(80), SHARE.atMost(60)),
          List.of(RATE),
          "With 16 clients at a time that connect for each request, the threaded server accepted"
              + " {rate} connections in a second, for which its acceptor used {share} of a"
              + " processor.",
          """
          A thread is the bottleneck when it uses a whole processor, or would if it had one. The
          kernel has shaken hands before accept returns; what is left is a system call, and here the
          start of a thread. With many processors and nothing but short connections it can come to
          that; then several listeners share a port (SO_REUSEPORT).
          """,
          Duration.ofSeconds(12),
          AcceptorBottleneck::run);

  private static final String SERVER = "threaded";
  private static final int BLOCKS = 9;
  private static final Duration SLICE = Duration.ofMillis(500);

  private AcceptorBottleneck() {}

  private static void run(Evidence evidence) throws IOException, NotTested {
    Linux.require();
    Race race = Race.run(List.of(SERVER), "none", new Load.Connect(16), BLOCKS, SLICE);
    evidence.addAll(SHARE, race.values(SERVER, AcceptorBottleneck::share));
    evidence.addAll(RATE, race.values(SERVER, Race::rate));
  }

  /** The acceptor's part of the process's time, applied to the processors that the process used. */
  private static double share(Observation slice) {
    Observation.ProcessUse used = slice.process().orElseThrow();
    double all = total(used.after()) - total(used.before());
    double own = acceptor(used.after()) - acceptor(used.before());
    return all <= 0 ? 0 : 100 * own / all * slice.serverCores();
  }

  private static double total(ProcessFigures figures) {
    return figures.userTime().plus(figures.systemTime()).toNanos();
  }

  private static double acceptor(ProcessFigures figures) {
    double nanos = 0;
    for (Map.Entry<Integer, Duration> thread : figures.threadCpu().entrySet()) {
      if (figures.threadNames().getOrDefault(thread.getKey(), "").equals("acceptor")) {
        nanos += thread.getValue().toNanos();
      }
    }
    return nanos;
  }
}
