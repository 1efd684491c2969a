package hexline.claims.jdk;

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

/** Looks which descriptors and system calls the async server has while its clients are silent. */
public final class AsyncChannelKernel {

  private static final int CLIENTS = 100;

  private static final Figure RINGS =
      new Figure("rings", Unit.COUNT, "descriptors of io_uring or of Linux AIO in the process");
  private static final Figure WATCHED =
      new Figure("watched", Unit.COUNT, "descriptors that an epoll instance watches");

  /** The claim. */
  public static final Claim CLAIM =
      new Claim(
          "async-channel-kernel",
          Said.ofJdk("the name of the class", "async"),
          "`AsynchronousSocketChannel` uses asynchronous I/O of the kernel.",
          new Prediction(
              ClaimVerdict.FAILS,
              "On Linux it is a pool of threads around epoll, with reads that do not block."),
          Rule.of(RINGS.above(0), RINGS.atMost(0).and(WATCHED.above(CLIENTS - 0.5))),
          List.of(),
          "With 100 clients that wait for answers to come, the async server had {rings} descriptors"
              + " of asynchronous I/O; its epoll instance watched {watched} descriptors.",
          """
          The interface is one of completion: call me when the bytes are there. The kernel is asked
          for readiness: tell me when a read would not wait. The JDK makes one from the other, which
          costs a change of threads. On Windows the same class uses completion ports of the kernel.
          """,
          Duration.ofSeconds(3),
          AsyncChannelKernel::run);

  private static final int TRIALS = 5;
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private AsyncChannelKernel() {}

  private static void run(Evidence evidence) throws IOException, NotTested, InterruptedException {
    Linux.require();
    try (MeasuredServer async = Servers.start("async");
        var crowd = new Crowd(async.address(), CLIENTS, PATIENCE);
        Client client = Client.connect(async.address())) {
      crowd.ask();
      long pid = async.pid().orElseThrow();
      for (int i = 0; i < TRIALS; i++) {
        client.ask("1");
        int rings =
            Linux.descriptors(pid, "[io_uring]").size() + Linux.descriptors(pid, "[aio]").size();
        evidence.add(RINGS, rings);
        long most = 0;
        for (long epoll : Linux.descriptors(pid, "[eventpoll]")) {
          most = Math.max(most, Linux.watched(pid, epoll));
        }
        evidence.add(WATCHED, (double) most);
      }
      List<OsThread> threads = Linux.threads(pid);
      long waits = threads.stream().filter(thread -> thread.call().startsWith("epoll_")).count();
      evidence.note(waits + " of its threads waited in epoll_wait for all of them");
    }
  }
}
