package hexline.nio;

import hexline.protocol.HexCodec;
import hexline.server.ServerConfig;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * Answers the requests of one client on a worker thread, so that work that blocks does not block the
 * event loop ({@code --workers N}). The connection hands over its input and does not touch its codec
 * until the worker has handed the answers back: one of the two threads owns them at any time.
 */
final class Worker implements ChannelTask {

  private static final ThreadLocal<ByteBuffer> OUTPUT =
      ThreadLocal.withInitial(() -> ByteBuffer.allocate(ServerConfig.MAX_TURN));

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
  private volatile boolean done; // written last by the worker: publishes the fields above

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
    done = true;
    try {
      loop.execute(this);
    } catch (OutOfMemoryError e) {
      // The loop finds the answers at its next tick.
    }
  }

  /** On the loop: hands the answers back to the connection, once. */
  @Override
  public void run() throws IOException {
    if (!done) {
      return;
    }
    done = false;
    ByteBuffer result = answers;
    in = NONE;
    answers = NONE;
    if (failure != null) {
      connection.fail(failure);
    } else {
      connection.answered(result, moreLines);
    }
  }

  /** On the loop: looks whether the worker has answered and could not say so. */
  void checkDone() {
    loop.guard().run(this);
  }

  @Override
  public void fail(Throwable reason) {
    connection.fail(reason);
  }

  @Override
  public void checkTime(long askedAt) {
    checkDone();
  }
}
