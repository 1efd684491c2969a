package hexline.claims.trial;

import hexline.bench.server.MeasuredServer;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * A client that wants nothing but the end of its connection, while the server computes for another
 * one. It sends no request, because each request would compute, too.
 */
public final class Bystander {

  private static final Duration AHEAD = Duration.ofMillis(40);
  private static final Duration LONGEST = Duration.ofSeconds(20);

  private Bystander() {}

  /**
   * How long the server takes to close the bystander's connection, as a share of the time for which
   * it still computes, in percent. The server must have been started with work of some hundred
   * milliseconds.
   */
  public static double waitsPercent(MeasuredServer server)
      throws IOException, InterruptedException {
    try (Client busy = Client.connect(server.address());
        Client other = Client.connect(server.address())) {
      busy.send("1\n");
      TimeUnit.MILLISECONDS.sleep(AHEAD.toMillis()); // so that the server computes by now
      long began = System.nanoTime();
      other.endOutput();
      if (!other.endsWithin(LONGEST)) {
        throw new IOException("the server did not close a connection within 20 s");
      }
      long closed = System.nanoTime();
      if (busy.line(LONGEST).isEmpty()) {
        throw new IOException("no answer within 20 s");
      }
      long answered = System.nanoTime();
      return 100.0 * (closed - began) / (answered - began);
    }
  }
}
