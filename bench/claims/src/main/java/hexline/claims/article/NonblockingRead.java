package hexline.claims.article;

import hexline.claims.Claim;
import hexline.claims.ClaimVerdict;
import hexline.claims.Evidence;
import hexline.claims.Figure;
import hexline.claims.Prediction;
import hexline.claims.Rule;
import hexline.claims.Said;
import hexline.claims.Unit;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.List;

/** Reads from a connection on which nothing has been sent. */
public final class NonblockingRead {

  private static final Figure ZERO = Figure.yesNo("zero", "the read returns 0 bytes");
  private static final Figure TIME = new Figure("time", Unit.MICROS, "time of the read");

  /** The claim. */
  public static final Claim CLAIM =
      new Claim(
          "nonblocking-read",
          Said.inArticle("How it works", "nio"),
          "A read from a non-blocking descriptor without data returns at once.",
          new Prediction(
              ClaimVerdict.HOLDS, "The kernel answers EAGAIN, which Java returns as 0 bytes."),
          Rule.of(ZERO.always().and(TIME.atMost(1000)), ZERO.never().or(TIME.above(10_000))),
          List.of(),
          "In {zero} reads 0 bytes came back, after {time}.",
          """
          The read costs a system call and finds nothing. A loop over many silent clients would
          spend a processor on such reads, which is why an event loop asks the kernel first, with
          select, who has something to say.
          """,
          Duration.ofSeconds(1),
          NonblockingRead::run);

  private static final int READS = 2000;
  private static final int BATCH = 200; // reads for one value of the time

  private NonblockingRead() {}

  private static void run(Evidence evidence) throws IOException {
    var any = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    try (ServerSocketChannel listener = ServerSocketChannel.open().bind(any);
        SocketChannel client = SocketChannel.open(listener.getLocalAddress());
        SocketChannel accepted = listener.accept()) {
      client.configureBlocking(false);
      ByteBuffer buffer = ByteBuffer.allocateDirect(1024);
      for (int batch = 0; batch < READS / BATCH; batch++) {
        long began = System.nanoTime();
        boolean allZero = true;
        for (int i = 0; i < BATCH; i++) {
          allZero &= client.read(buffer) == 0;
        }
        evidence.add(TIME, (System.nanoTime() - began) / 1e3 / BATCH);
        evidence.add(ZERO, allZero && accepted.isOpen());
      }
    }
  }
}
