package hexline.nio;

import hexline.protocol.Handler;
import hexline.protocol.HexCodec;
import hexline.protocol.server.Connections;
import hexline.protocol.server.Deadline;
import hexline.protocol.server.ServerConfig;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.nio.channels.CancelledKeyException;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * One client of the event loop, as a state machine. Every method runs on the loop and none waits;
 * what cannot be done now is kept in a field until the selector, or the loop's queue, calls again.
 *
 * <pre>
 *             input                  answers                taken
 *   READING ---------> CONVERTING ------------> WRITING -----------> READING
 *      |                  ^   |     more lines     |
 *      |                  +---+--------------------+
 *      | end of input, all answered: closed
 *      | draining, all answered: FIN
 *      v
 *   LINGERING -----> closed
 * </pre>
 *
 * An idle client holds no buffer: it is READING, with no rest and nothing pending.
 */
final class NioConnection implements Runnable {

  private enum State {
    READING,
    CONVERTING,
    ANSWERING, // a worker converts, or the answers leave at the end of the turn: nothing to do
    WRITING,
    LINGERING
  }

  private static final Logger LOG = System.getLogger("hexline.nio-server");
  private static final ThreadLocal<ByteBuffer> WORKER_OUTPUT =
      ThreadLocal.withInitial(() -> ByteBuffer.allocate(ServerConfig.MAX_TURN));
  private static final ByteBuffer NONE = ByteBuffer.allocate(0);

  private final SocketChannel channel;
  private final SelectionKey key;
  private final EventLoop loop;
  private final @Nullable Executor workers;
  private final Runnable onClose;
  private final HexCodec codec;
  private final Deadline deadline;

  private State state = State.READING;
  private ByteBuffer rest = NONE; // input that is not answered yet: a part of a line, or lines
  private ByteBuffer pending = NONE; // answers that the client has not taken yet
  private int answersEnd; // where this turn's answers end in the loop's output
  private boolean more; // the rest holds lines
  private boolean ended; // end of input
  private boolean heard; // since the drain began
  private long lines; // of the codec, when the client last earned time
  private boolean queued; // for another turn
  private boolean closed;

  /**
   * Starts serving a client, on the loop.
   *
   * @param workers where requests are converted; null for the loop itself
   * @param onClose run once, when the client is gone
   */
  NioConnection(
      SocketChannel channel,
      EventLoop loop,
      ServerConfig config,
      Handler handler,
      @Nullable Executor workers,
      Runnable onClose)
      throws IOException {
    this.channel = channel;
    this.loop = loop;
    this.workers = workers;
    this.onClose = onClose;
    this.codec = new HexCodec(handler);
    this.deadline = new Deadline(config);
    this.key = loop.register(channel, SelectionKey.OP_READ, this);
  }

  /** The selector found the channel ready, or the connection's turn in the queue has come. */
  @Override
  public void run() {
    try {
      switch (state) {
        case READING -> read();
        case CONVERTING -> convert(rest);
        case ANSWERING -> {}
        case WRITING -> send(pending);
        case LINGERING -> discard();
      }
    } catch (Throwable e) {
      fail(e);
    }
  }

  // @start region=serve
  private void read() throws IOException {
    int n = heard && loop.isOverdue() ? 0 : loop.read(channel);
    heard = loop.isDraining();
    if (n == 0 && heard) {
      finish(); // nothing more has arrived
      return;
    }
    ended = n < 0;
    convert(loop.input(rest));
  }

  private void convert(ByteBuffer in) {
    if (workers == null) {
      more = codec.answer(in, loop.output(), ended);
      answersEnd = loop.answered(this);
      keep(in);
      state = State.ANSWERING;
    } else {
      rest = state == State.READING ? copy(in) : in;
      become(State.ANSWERING, 0);
      deadline.stop();
      workers.execute(this::convertOnWorker);
    }
  }

  /** The end of the loop's turn: the answers leave. */
  private void send(ByteBuffer answers) throws IOException {
    if (answers.hasRemaining()) {
      channel.write(answers);
    }
    if (answers.hasRemaining()) { // the client does not read, so it is not read from (R8)
      pending = state == State.WRITING ? answers : copy(answers);
      become(State.WRITING, SelectionKey.OP_WRITE);
      deadline.waitForWrite(loop.now());
    } else if (more) { // after all others had their turn (R10)
      pending = NONE;
      become(State.CONVERTING, 0);
      deadline.stop();
      queue();
    } else if (ended) {
      close();
    } else {
      pending = NONE;
      become(State.READING, SelectionKey.OP_READ);
      deadline.waitForLine(loop.now(), codec.lines() != lines);
      lines = codec.lines();
      drain();
    }
  }

  // @end region=serve

  private void convertOnWorker() {
    try {
      ByteBuffer in = rest;
      ByteBuffer out = WORKER_OUTPUT.get().clear();
      more = codec.answer(in, out, ended);
      ByteBuffer answers = copy(out.flip());
      loop.execute(() -> converted(in, answers));
    } catch (Throwable e) {
      loop.execute(() -> fail(e));
    }
  }

  private void converted(ByteBuffer in, ByteBuffer answers) {
    try {
      keep(in);
      send(answers);
    } catch (Throwable e) {
      fail(e);
    }
  }

  private void keep(ByteBuffer in) {
    if (state == State.READING || !more) { // a buffer of the loop's, or longer than it need be
      rest = copy(in);
    }
  }

  /** Called by the loop at the end of its turn. */
  void write(ByteBuffer answers) {
    try {
      send(answers);
    } catch (Throwable e) {
      fail(e);
    }
  }

  int answersEnd() {
    return answersEnd;
  }

  /** While the loop drains: looks once more whether something has arrived. */
  void drain() {
    if (loop.isDraining() && state == State.READING) {
      queue();
    }
  }

  private void queue() {
    if (!queued) {
      queued = true;
      loop.again(() -> {
        queued = false;
        run();
      });
    }
  }

  /** Tells a client that there are too many, and lets it read that. */
  void refuse() {
    try {
      channel.write(Connections.tooMany()); // fits the empty socket buffer
      finish();
    } catch (IOException e) {
      close();
    }
  }

  /** Ends with FIN. Closing with unread input would send a reset that can overtake answers. */
  private void finish() throws IOException {
    channel.shutdownOutput();
    become(State.LINGERING, SelectionKey.OP_READ);
    deadline.waitForClose(System.nanoTime(), Connections.LINGER);
  }

  private void discard() throws IOException {
    if (loop.read(channel) < 0) {
      close();
    }
  }

  void checkDeadline(long now) {
    if (deadline.hasPassed(now)) {
      LOG.log(Level.DEBUG, "closed a client that timed out");
      close();
    }
  }

  /** Whatever goes wrong ends this connection and no other (R9). */
  private void fail(Throwable e) {
    if (e instanceof IOException || e instanceof CancelledKeyException) {
      LOG.log(Level.DEBUG, () -> "a client went away: " + e.getMessage());
    } else {
      LOG.log(Level.WARNING, "gave up a client: " + e);
    }
    close();
  }

  private void close() {
    if (!closed) {
      closed = true;
      onClose.run();
      try {
        channel.close();
      } catch (IOException e) {
        LOG.log(Level.DEBUG, () -> "could not close a client: " + e.getMessage());
      }
    }
  }

  /** Changes what the selector waits for, only if it is something else: that is a system call. */
  private void become(State next, int ops) {
    state = next;
    if (key.interestOps() != ops) {
      key.interestOps(ops);
    }
  }

  private static ByteBuffer copy(ByteBuffer buffer) {
    return buffer.hasRemaining()
        ? ByteBuffer.allocate(buffer.remaining()).put(buffer).flip()
        : NONE;
  }
}
