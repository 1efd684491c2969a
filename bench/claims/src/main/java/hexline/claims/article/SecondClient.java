package hexline.claims.article;

import hexline.bench.server.MeasuredServer;
import hexline.claims.Claim;
import hexline.claims.ClaimVerdict;
import hexline.claims.Evidence;
import hexline.claims.Figure;
import hexline.claims.Prediction;
import hexline.claims.Rule;
import hexline.claims.Said;
import hexline.claims.Unit;
import hexline.claims.trial.Client;
import hexline.claims.trial.Servers;
import java.io.IOException;
import java.time.Duration;
import java.util.List;

/** Connects a second client to the sync server while the first one stays. */
public final class SecondClient {

  private static final Figure EARLY =
      Figure.yesNo("early", "the second client is answered while the first one is connected");
  private static final Figure AFTER =
      Figure.yesNo("after", "the second client is answered when the first one has left");
  private static final Figure DELAY =
      new Figure("delay", Unit.MILLIS, "time from the end of the first client to the answer");
  private static final Figure OTHER =
      Figure.yesNo("threaded", "the threaded server answers the second client meanwhile");

  /** The claim. */
  public static final Claim CLAIM =
      new Claim(
          "second-client",
          Said.inArticle("Synchronous code", "sync"),
          "A second client of a server with one thread waits until the first one leaves.",
          new Prediction(
              ClaimVerdict.HOLDS,
              "The only thread waits in read for the first client and does not come back to"
                  + " accept."),
          Rule.of(EARLY.never().and(AFTER.always()), EARLY.always()),
          List.of(DELAY, OTHER),
          "While the first client stayed connected and silent, the second one had its answer within"
              + " 300 ms in {early} trials; when the first one had left, in {after}, after {delay}."
              + " The threaded server answered the second client meanwhile in {threaded}.",
          """
          The kernel accepts the second connection into the backlog of the listening socket and
          keeps what the client sends. Nobody reads it: the thread that would call accept is in read
          for the first client. To the second client this looks like a server that hangs.
          """,
          Duration.ofSeconds(4),
          SecondClient::run);

  private static final int TRIALS = 5;
  private static final Duration MEANWHILE = Duration.ofMillis(300);
  private static final Duration LONGEST = Duration.ofSeconds(10);

  private SecondClient() {}

  private static void run(Evidence evidence) throws IOException {
    try (MeasuredServer sync = Servers.start("sync");
        MeasuredServer threaded = Servers.start("threaded")) {
      for (int i = 0; i < TRIALS; i++) {
        trial(sync, evidence);
        control(threaded, evidence);
      }
    }
  }

  private static void trial(MeasuredServer server, Evidence evidence) throws IOException {
    Client first = Client.connect(server.address());
    try (Client second = Client.connect(server.address())) {
      first.ask("1");
      second.send("2\n");
      boolean early = second.line(MEANWHILE).isPresent();
      evidence.add(EARLY, early);
      first.close();
      long left = System.nanoTime();
      boolean after = early || second.line(LONGEST).isPresent();
      evidence.add(AFTER, after);
      if (after && !early) {
        evidence.add(DELAY, (System.nanoTime() - left) / 1e6);
      }
    } finally {
      first.close();
    }
  }

  private static void control(MeasuredServer server, Evidence evidence) throws IOException {
    try (Client first = Client.connect(server.address());
        Client second = Client.connect(server.address())) {
      first.ask("1");
      second.send("2\n");
      evidence.add(OTHER, second.line(MEANWHILE).isPresent());
    }
  }
}
