package hexline.claims.jdk;

import hexline.claims.Claim;
import hexline.claims.ClaimVerdict;
import hexline.claims.Evidence;
import hexline.claims.Figure;
import hexline.claims.NotTested;
import hexline.claims.Prediction;
import hexline.claims.Rule;
import hexline.claims.Said;
import hexline.claims.Unit;
import java.time.Duration;
import java.util.List;

/** A claim for which the suite has no server yet. */
public final class IoUringDoubles {

  private static final Figure RATIO =
      new Figure("ratio", Unit.TIMES, "rate of a server on io_uring compared with one on epoll");

  /** The claim. */
  public static final Claim CLAIM =
      new Claim(
          "io-uring-doubles",
          Said.ofJdk("early measurements", "bench"),
          "io_uring doubles the throughput.",
          new Prediction(
              ClaimVerdict.FAILS,
              "Small requests spend most of their time in TCP, which is the same; fewer system"
                  + " calls save a part of the rest."),
          Rule.of(RATIO.above(1.8), RATIO.atMost(1.8)),
          List.of(),
          "A server on io_uring answered {ratio} as many requests as the same one on epoll.",
          """
          The first measurements that said so had errors in the library and in the load generator,
          and were corrected by their authors. Later ones of small echo requests found from a tenth
          less to a quarter more than a good epoll loop. The JDK has no interface for io_uring.
          """,
          Duration.ofSeconds(1),
          IoUringDoubles::run);

  private IoUringDoubles() {}

  private static void run(Evidence evidence) throws NotTested {
    throw new NotTested("the suite has no server that uses io_uring, and the JDK has none either");
  }
}
