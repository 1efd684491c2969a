package hexline.nio;

import hexline.server.ClientLog;
import hexline.server.guard.Admission;
import java.io.IOException;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;

/**
 * A channel that has sent FIN, until its client ends too or {@link Admission#LINGER} has passed. Its
 * input is read and discarded: closing a socket with unread input sends a reset, and a reset can
 * overtake the last answers.
 */
final class LingeringClose implements ChannelTask {

  private final SocketChannel channel;
  private final EventLoop loop;
  private final ClientLog log;
  private final long end = System.nanoTime() + Admission.LINGER;
  private boolean counted;

  private LingeringClose(SocketChannel channel, EventLoop loop, ClientLog log) {
    this.channel = channel;
    this.loop = loop;
    this.log = log;
  }

  /** Takes over a channel that has sent FIN; closes it at once if too many linger. */
  static void begin(SocketChannel channel, SelectionKey key, EventLoop loop, ClientLog log) {
    var lingering = new LingeringClose(channel, loop, log);
    key.attach(lingering);
    lingering.begin(key);
  }

  /** Tells a client over the limit that there are too many, sends FIN, and lets it read that (R11). */
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
    if (askedAt - end >= 0) {
      close();
    }
  }

  @Override
  public void fail(Throwable failure) {
    close();
  }

  private void close() {
    if (channel.isOpen()) {
      LoopGuard.close(channel);
      log.closed();
    }
    if (counted) {
      counted = false;
      loop.guard().endLinger();
    }
  }
}
