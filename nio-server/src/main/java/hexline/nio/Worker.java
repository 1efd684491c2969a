package hexline.nio;

import hexline.protocol.HexCodec;
import hexline.server.ServerConfig;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Answers the requests of one client on a worker thread, so that work that blocks does not block
 * the event loop ({@code --workers N}). The connection hands over its input and does not touch its
 * codec until the worker has handed the answers back: one of the two threads owns them at any time.
 */
final class Worker implements ChannelTask {

  private static final ThreadLocal<ByteBuffer> OUTPUT =
      ThreadLocal.withInitial(() -> ByteBuffer.allocate(ServerConfig.MAX_TURN));

  private static final long RETRY = TimeUnit.MILLISECONDS.toNanos(10);
  private static final ByteBuffer NONE = ByteBuffer.allocate(0);

  private final NioConnection connection;
  private final EventLoop loop;
  private final HexCodec codec;
  private final Executor workers;
  private final Runnable job = this::answer;

  private ByteBuffer in = NONE;
  private boolean endOfInput;
  private ByteBuffer answers = NONE;
  private boolean moreLines;
  private @Nullable Throwable failure;

  Worker(NioConnection connection, EventLoop loop, HexCodec codec, Executor workers) {
    this.connection = connection;
    this.loop = loop;
    this.codec = codec;
    this.workers = workers;
  }

  /** On the loop: hands the lines over to a worker thread. */
  void answer(ByteBuffer lines, boolean isEndOfInput) {
    in = lines;
    endOfInput = isEndOfInput;
    workers.execute(job);
  }

  /** On a worker thread. */
  private void answer() {
    try {
      ByteBuffer out = OUTPUT.get().clear();
      out.limit(loop.buffers().answerRoom());
      moreLines = codec.answer(in, out, endOfInput);
      answers = ByteBuffer.allocate(out.flip().remaining()).put(out).flip();
    } catch (Throwable e) {
      failure = e;
    }
    while (!isHandedBack()) { // no memory to tell the loop: a worker, unlike the loop, may wait
      LockSupport.parkNanos(RETRY);
    }
  }

  /** The queue of the loop also publishes the fields that the worker has written. */
  private boolean isHandedBack() {
    try {
      loop.execute(this);
      return true;
    } catch (OutOfMemoryError e) {
      return false;
    }
  }

  /** On the loop: hands the answers back to the connection. */
  @Override
  public void run() throws IOException {
    ByteBuffer result = answers;
    in = NONE;
    answers = NONE;
    if (failure != null) {
      connection.fail(failure);
    } else {
      connection.workerAnswered(result, moreLines);
    }
  }

  @Override
  public void fail(Throwable reason) {
    connection.fail(reason);
  }

  @Override
  public void checkTime(long askedAt) {}
}
