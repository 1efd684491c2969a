package hexline.conformance.client;

import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Many clients that send requests without a pause and read few answers or none. The thread that
 * calls sends for all of them and waits for none: a thread for each, as {@link Flood} has it, would
 * take the processors from the server. The server may give them up.
 */
public final class FloodCrowd implements AutoCloseable {

  private static final int BUFFERS = 8192; // bytes of a socket, each way; they are soon full
  private static final long FIRST = 100_000_000_000_000_000L; // 18 digits fill buffers quickly
  private static final int ROUND = 2000; // requests
  private static final int FEW = 16 * 1024; // bytes of answers
  private static final long LOOK = TimeUnit.MILLISECONDS.toNanos(10);

  private final List<SocketChannel> clients = new ArrayList<>();
  private final List<ByteBuffer> requests = new ArrayList<>(); // of each client, what is to be sent
  private final ByteBuffer answers = ByteBuffer.allocateDirect(FEW);

  /**
   * Connects clients, fewer if the backlog is full: the next one would have to wait, too.
   *
   * @param timeout longest wait for a connection
   * @throws KitFailure if the kit has no descriptor or port for one
   */
  public FloodCrowd(InetSocketAddress address, int count, Duration timeout) {
    byte[] numbers = Wire.numbers(FIRST, FIRST + ROUND);
    ByteBuffer round = ByteBuffer.allocateDirect(numbers.length).put(numbers).flip();
    try {
      while (clients.size() < count && connect(address, timeout)) {
        requests.add(round.duplicate());
      }
    } catch (Throwable e) {
      close();
      throw e;
    }
  }

  /** Returns whether there is one more client. */
  private boolean connect(InetSocketAddress address, Duration timeout) {
    SocketChannel client = open();
    try {
      client.setOption(StandardSocketOptions.SO_RCVBUF, BUFFERS);
      client.setOption(StandardSocketOptions.SO_SNDBUF, BUFFERS);
      client.socket().connect(address, Math.toIntExact(timeout.toMillis()));
      client.configureBlocking(false);
      clients.add(client);
      return true;
    } catch (BindException e) { // there was no port for this side
      close(client);
      throw KitFailure.noPort(e);
    } catch (IOException e) {
      close(client);
      return false;
    }
  }

  private static SocketChannel open() {
    try {
      return SocketChannel.open();
    } catch (IOException e) {
      throw KitFailure.noSocket(e);
    }
  }

  /**
   * Sends, and reads nothing, until the kernel has taken no byte of any client for some time.
   *
   * @param quiet this time
   * @param limit when it stops although there is still room
   */
  public void sendUntilFull(Duration quiet, Duration limit) {
    long start = System.nanoTime();
    long sentAt = start;
    while (System.nanoTime() - sentAt < quiet.toNanos()
        && System.nanoTime() - start < limit.toNanos()) {
      if (sendSome()) {
        sentAt = System.nanoTime();
      }
      LockSupport.parkNanos(LOOK);
    }
  }

  /**
   * Sends for this time, and reads a few answers in between, so that a server whose buffers are full
   * goes on to work.
   */
  public void sendAndReadFew(Duration time) {
    long start = System.nanoTime();
    while (System.nanoTime() - start < time.toNanos()) {
      readFew();
      boolean _ = sendSome();
      LockSupport.parkNanos(LOOK);
    }
  }

  /** Returns whether the kernel has taken any byte. */
  private boolean sendSome() {
    int taken = 0;
    for (int i = 0; i < clients.size(); i++) {
      ByteBuffer next = requests.get(i);
      try {
        taken += clients.get(i).write(next.hasRemaining() ? next : next.rewind());
      } catch (IOException e) {
        // The server has given this client up.
      }
    }
    return taken > 0;
  }

  /** Discards a few kilobytes of each client's answers. */
  private void readFew() {
    for (SocketChannel client : clients) {
      try {
        int _ = client.read(answers.clear());
      } catch (IOException e) {
        // The server has given this client up.
      }
    }
  }

  @Override
  public void close() {
    clients.forEach(FloodCrowd::close);
  }

  private static void close(SocketChannel client) {
    try {
      client.close();
    } catch (IOException e) {
      // It is closed all the same.
    }
  }
}
