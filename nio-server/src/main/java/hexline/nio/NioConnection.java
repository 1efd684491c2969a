package hexline.nio;

import hexline.protocol.HexCodec;
import hexline.protocol.Work;
import hexline.server.ClientLog;
import hexline.server.ServerConfig;
import hexline.server.guard.Connections;
import hexline.server.guard.Deadline;
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
 *            input                  taken in part
 *   READING --------> ANSWERING --------------------> WRITING
 *    |   ^             ^     |                           |
 *    |   |        turn |     | taken                     | taken
 *    |   |             |     |                           |
 *    |   |          QUEUED   o <-------------------------+
 *    |   |             ^     |
 *    |   |             +-----+ more lines
 *    |   |                   |
 *    |   +-------------------+ no more lines
 *    |                       |
 *    |                       +----> closed, at the end of input
 *    |
 *    | the server drains, and nothing has come: FIN
 *    v
 *   LINGERING ----> closed
 * </pre>
 *
 * An idle client holds no buffer: it is READING, with no rest and nothing pending.
 */
final class NioConnection implements Runnable {

  private enum State {
    READING,
    ANSWERING, // a worker converts, or the answers leave at the end of the turn: nothing to do
    WRITING,
    QUEUED, // the rest holds lines, which wait for the client's next turn
    LINGERING
  }

  private static final Logger LOG = System.getLogger("hexline.nio-server");
  private static final ThreadLocal<ByteBuffer> WORKER_OUTPUT =
      ThreadLocal.withInitial(() -> ByteBuffer.allocate(ServerConfig.MAX_TURN));
  private static final ByteBuffer NONE = ByteBuffer.allocate(0);

  private final SocketChannel channel;
  private final EventLoop loop;
  private final SharedBuffers buffers;
  private final @Nullable Executor workers;
  private final Runnable onClose;
  private final HexCodec codec;
  private final Deadline deadline;

  @SuppressWarnings("NullAway.Init") // null until start or refuse
  private SelectionKey key;

  private State state = State.READING;
  private ByteBuffer rest = NONE; // input that is not answered yet: a part of a line, or lines
  private ByteBuffer pending = NONE; // answers that the client has not taken yet
  private int answersStart; // where this turn's answers are in the loop's output
  private int answersEnd;
  private boolean more; // the rest holds lines
  private boolean ended; // end of input
  private boolean heard; // since the drain began
  private long lines; // of the codec, when the client last earned time
  private boolean closed;
  private volatile @Nullable Throwable failure; // of a worker

  /**
   * The client is served, or refused, from the call of {@link #start} or {@link #refuse} on.
   *
   * @param workers where requests are converted; null for the loop itself
   * @param onClose run once, when the client is gone
   */
  NioConnection(
      SocketChannel channel,
      EventLoop loop,
      ServerConfig config,
      Work work,
      @Nullable Executor workers,
      Runnable onClose) {
    this.channel = channel;
    this.loop = loop;
    this.buffers = loop.buffers();
    this.workers = workers;
    this.onClose = onClose;
    this.codec = new HexCodec(work, new ClientLog(channel.socket().getRemoteSocketAddress()));
    this.deadline = new Deadline(config);
  }

  /** Starts serving the client, on the loop. */
  void start() {
    try {
      key = loop.register(channel, SelectionKey.OP_READ, this);
    } catch (Throwable e) {
      fail(e);
    }
  }

  /** Tells the client that there are too many, and lets it read that. */
  void refuse() {
    try {
      key = loop.register(channel, 0, this);
      channel.write(Connections.tooMany()); // fits the empty socket buffer
      finish();
    } catch (Throwable e) {
      fail(e);
    }
  }

  /** The selector found the channel ready, or the connection's turn in the queue has come. */
  @Override
  public void run() {
    try {
      switch (state) {
        case READING -> read();
        case QUEUED -> convert(rest);
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
    int n = heard && loop.isOverdue() ? 0 : buffers.read(channel);
    heard = loop.isDraining();
    if (n == 0 && heard) {
      finish(); // nothing more has arrived
      return;
    }
    ended = n < 0;
    convert(buffers.input(rest));
  }

  private void convert(ByteBuffer in) {
    if (workers == null) {
      ByteBuffer out = buffers.output();
      answersStart = out.position();
      more = codec.answer(in, out, ended);
      answersEnd = out.position();
      buffers.answered(this);
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
      become(State.QUEUED, 0);
      deadline.stop();
      loop.again(this);
    } else if (ended) {
      close();
    } else {
      pending = NONE;
      become(State.READING, SelectionKey.OP_READ);
      deadline.waitForLine(loop.now(), codec.lines() != lines);
      lines = codec.lines();
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
      failure = e; // for the loop's next tick, should there be no memory to tell it at once
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

  /** Called at the end of the loop's turn, with the output of all clients. */
  void write(ByteBuffer answers) {
    try {
      send(answers.limit(answersEnd).position(answersStart));
    } catch (Throwable e) {
      fail(e);
    }
  }

  /** Ends with FIN. Closing with unread input would send a reset that can overtake answers. */
  private void finish() throws IOException {
    channel.shutdownOutput();
    become(State.LINGERING, SelectionKey.OP_READ);
    deadline.waitForClose(System.nanoTime(), Connections.LINGER);
  }

  private void discard() throws IOException {
    if (buffers.read(channel) < 0) {
      close();
    }
  }

  /** Called at every tick of the loop. */
  void checkTime(long now) {
    Throwable e = failure;
    if (e != null) {
      fail(e);
    } else if (deadline.hasPassed(now)) {
      close();
      LOG.log(Level.DEBUG, "closed a client that timed out");
    } else if (loop.isDraining() && state == State.READING) {
      loop.again(this); // nobody waits for input any more: has some arrived?
    }
  }

  /** Whatever goes wrong ends this connection and no other (R9). Throws nothing itself. */
  private void fail(Throwable e) {
    if (closed) {
      return;
    }
    try {
      close();
      if (e instanceof IOException || e instanceof CancelledKeyException) {
        LOG.log(Level.DEBUG, () -> "a client went away: " + e);
      } else {
        LOG.log(Level.WARNING, "gave up a client: " + e);
      }
    } catch (Throwable _) {
      // There is no memory even to say so.
    }
  }

  private void close() {
    if (!closed) {
      closed = true;
      onClose.run();
      try {
        if (key != null) {
          key.cancel(); // takes no memory, while close may, and could not be called again
        }
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
