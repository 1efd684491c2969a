package hexline.nio;

import hexline.server.ClientLog;
import hexline.server.guard.Admission;
import hexline.server.guard.LingerTime;
import java.io.IOException;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;

/**
 * A channel that has sent FIN, until its client ends too or its {@link LingerTime} is over. Its
 * input is read and discarded: closing a socket with unread input sends a reset, and a reset can
 * destroy the last answers.
 */
final class LingeringClose implements ChannelTask {

  private static final int READS_PER_LOOK = 64; // then other channels have their turn

  private final SocketChannel channel;
  private final EventLoop loop;
  private final ClientLog log;
  private final LingerTime time = new LingerTime();
  private boolean counted;

  private LingeringClose(SocketChannel channel, EventLoop loop, ClientLog log) {
    this.channel = channel;
    this.loop = loop;
    this.log = log;
    time.begin(System.nanoTime());
  }

  /** Takes over a channel that has sent FIN; closes it at once if too many linger. */
  static void begin(SocketChannel channel, SelectionKey key, EventLoop loop, ClientLog log) {
    var lingering = new LingeringClose(channel, loop, log);
    key.attach(lingering);
    lingering.begin(key);
  }

  /**
   * Tells a client over the limit that there are too many, sends FIN, and lets it read that (R11).
   */
  static void refuse(SocketChannel channel, EventLoop loop) throws IOException {
    var log = new ClientLog(channel.socket().getRemoteSocketAddress());
    var lingering = new LingeringClose(channel, loop, log);
    SelectionKey key = loop.register(channel, 0, lingering);
    log.refused();
    channel.write(Admission.tooMany()); // fits the empty socket buffer
    channel.shutdownOutput();
    lingering.begin(key);
  }

  private void begin(SelectionKey key) {
    counted = loop.guard().tryLinger();
    if (counted) {
      key.interestOps(SelectionKey.OP_READ);
    } else {
      close();
    }
  }

  @Override
  public void run() throws IOException {
    if (loop.buffers().read(channel) < 0) {
      close();
    }
  }

  @Override
  public void checkTime(long askedAt) {
    if (time.isOver(askedAt) && (isInputDiscarded() || time.isTwiceOver())) {
      close();
    }
  }

  /** Discards what has arrived; false if there is more than one look may read. */
  private boolean isInputDiscarded() {
    try {
      for (int i = 0; i < READS_PER_LOOK; i++) {
        if (loop.buffers().read(channel) <= 0) {
          return true;
        }
      }
      return false;
    } catch (IOException e) {
      return true; // the client has reset the connection
    }
  }

  @Override
  public void fail(Throwable failure) {
    close();
  }

  private void close() {
    if (channel.isOpen()) {
      LoopGuard.close(channel, log);
      log.closed();
    }
    if (counted) {
      counted = false;
      loop.guard().endLinger();
    }
  }
}
