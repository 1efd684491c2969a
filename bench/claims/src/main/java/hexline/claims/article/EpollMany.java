package hexline.claims.article;

import hexline.bench.server.MeasuredServer;
import hexline.claims.Claim;
import hexline.claims.ClaimVerdict;
import hexline.claims.Evidence;
import hexline.claims.Figure;
import hexline.claims.NotTested;
import hexline.claims.Prediction;
import hexline.claims.Rule;
import hexline.claims.Said;
import hexline.claims.Unit;
import hexline.claims.trial.Client;
import hexline.claims.trial.Crowd;
import hexline.claims.trial.Linux;
import hexline.claims.trial.Linux.OsThread;
import hexline.claims.trial.Servers;
import java.io.IOException;
import java.time.Duration;
import java.util.List;

/** Asks the kernel which descriptors the only waiting thread of the nio server watches. */
public final class EpollMany {

  private static final int CLIENTS = 1000;

  private static final Figure WATCHED =
      new Figure("watched", Unit.COUNT, "descriptors that the call of the loop waits for");
  private static final Figure WAITING =
      new Figure("waiting", Unit.COUNT, "threads of the server in a call of epoll");

  /** The claim. */
  public static final Claim CLAIM =
      new Claim(
          "epoll-many",
          Said.inArticle("How it works", "nio"),
          "One call of epoll monitors many descriptors.",
          new Prediction(
              ClaimVerdict.HOLDS, "That is what epoll is for; Selector.select calls it."),
          Rule.of(
              WATCHED.above(CLIENTS - 0.5).and(WAITING.atMost(1).and(WAITING.above(0))),
              WATCHED.atMost(CLIENTS / 2.0)),
          List.of(),
          "With 1,000 clients, {waiting} thread of the nio server was in epoll_wait, for an epoll"
              + " instance with {watched} descriptors.",
          """
          /proc/PID/fdinfo lists the descriptors of an epoll instance. Besides the clients these are
          the listening socket and one by which other threads wake the loop. The list stays in the
          kernel between the calls: that is the difference from select(2) and poll(2), which are
          told all descriptors in every call.
          """,
          Duration.ofSeconds(3),
          EpollMany::run);

  private static final int TRIALS = 5;
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private EpollMany() {}

  private static void run(Evidence evidence) throws IOException, NotTested {
    Linux.require();
    try (MeasuredServer nio = Servers.start("nio");
        var crowd = new Crowd(nio.address(), CLIENTS, PATIENCE);
        Client client = Client.connect(nio.address())) {
      crowd.ask();
      long pid = nio.pid().orElseThrow();
      for (int i = 0; i < TRIALS; i++) {
        client.ask("1");
        List<OsThread> waiting = waiting(pid);
        evidence.add(WAITING, waiting.size());
        for (OsThread thread : waiting) {
          evidence.add(WATCHED, (double) Linux.watched(pid, thread.argument()));
        }
      }
    }
  }

  /** The threads in a call of epoll; looks again while the loop still works. */
  private static List<OsThread> waiting(long pid) throws IOException, NotTested {
    List<OsThread> waiting = List.of();
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (waiting.isEmpty() && System.nanoTime() - end < 0) {
      waiting =
          Linux.threads(pid).stream().filter(thread -> thread.call().startsWith("epoll_")).toList();
    }
    return waiting;
  }
}
