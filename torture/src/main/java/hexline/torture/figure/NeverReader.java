package hexline.torture.figure;

import hexline.conformance.client.SocketTable;
import hexline.conformance.client.SocketTable.Queues;
import hexline.conformance.client.Wire;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;

/** A client that sends as much as the server takes, and never reads. For use by one thread. */
final class NeverReader implements AutoCloseable {

  private static final int RECEIVE_BUFFER = 16 * 1024;
  private static final Duration LOOK = Duration.ofMillis(50);
  private static final int STILL = 6; // looks without a byte taken
  private static final long FIRST = 100_000_000_000_000_000L;
  private static final int ROUND = 4000; // requests
  private static final byte[] REQUESTS = Wire.numbers(FIRST, FIRST + ROUND);
  private static final int REQUEST = REQUESTS.length / ROUND; // bytes; all are of the same length
  private static final int ANSWER = ("0x" + Long.toHexString(FIRST) + "\n").length();

  private final SocketChannel channel;
  private final ByteBuffer requests = ByteBuffer.wrap(REQUESTS);
  private final int port;
  private final int serverPort;
  private long sent;

  NeverReader(InetSocketAddress server) throws IOException {
    channel = SocketChannel.open();
    try {
      channel.setOption(StandardSocketOptions.SO_RCVBUF, RECEIVE_BUFFER);
      channel.connect(server);
      channel.configureBlocking(false);
      port = channel.socket().getLocalPort();
      serverPort = server.getPort();
    } catch (IOException e) {
      channel.close();
      throw e;
    }
  }

  /** Sends what the kernel takes now; returns whether it has taken any. */
  boolean fill() throws IOException {
    long before = sent;
    int taken;
    do {
      if (!requests.hasRemaining()) {
        requests.rewind();
      }
      taken = channel.write(requests);
      sent += taken;
    } while (taken > 0);
    return sent > before;
  }

  /** Sends until nothing is taken any more, or for this time. */
  void fillUntilStopped(Duration limit) throws IOException {
    long end = System.nanoTime() + limit.toNanos();
    for (int still = 0; still < STILL && System.nanoTime() - end < 0; ) {
      still = fill() ? 0 : still + 1;
      Lab.pause(LOOK);
    }
  }

  /**
   * Bytes of answers that the server has made and that are in no socket buffer: answers to all
   * requests that its process has read, without those in the buffers of both sockets. The table of
   * sockets is not read at one moment, so this is right while nothing moves; empty if it has no rows.
   */
  OptionalLong pending() {
    Optional<Queues> ours = SocketTable.queues(port, serverPort);
    Optional<Queues> its = SocketTable.queues(serverPort, port);
    if (ours.isEmpty() || its.isEmpty()) {
      return OptionalLong.empty();
    }
    long read = sent - ours.get().unacknowledged() - its.get().unread();
    long buffered = its.get().unacknowledged() + ours.get().unread();
    return OptionalLong.of(Math.max(0, read / REQUEST * ANSWER - buffered));
  }

  @Override
  public void close() throws IOException {
    channel.setOption(StandardSocketOptions.SO_LINGER, 0);
    channel.close();
  }
}
