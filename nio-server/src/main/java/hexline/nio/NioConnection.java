package hexline.nio;

import hexline.protocol.HexCodec;
import hexline.protocol.Work;
import hexline.server.ClientLog;
import hexline.server.ServerConfig;
import hexline.server.guard.Admission;
import hexline.server.guard.Deadline;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.CancelledKeyException;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * One client of the event loop, as a state machine. In chapters 1 and 2 the place in the code says
 * what a client waits for, and local variables hold what it has sent. Here no method waits, so both
 * are fields: {@link State} says what comes next, {@code unanswered} and {@code pending} hold the
 * bytes. The loop calls {@link #run} when the selector finds the channel ready, or when the client's
 * turn in the loop's queue has come.
 *
 * <pre>
 *              OP_READ                                                     OP_WRITE
 *            +---------+  bytes   +----------+  socket buffer is full    +---------+
 *   run ---> | READING | -------> | ANSWERED | ------------------------> | WRITING |
 *            +---------+          +----------+                           +---------+
 *                 ^                |   ^    |                                 |
 *                 | no more lines  |   |    | more lines   +--------+         | all written:
 *                 +----------------+   |    +------------> | QUEUED |         | as from ANSWERED
 *                                      |     no interest   +--------+         v
 *                                      +-----------------------+
 * </pre>
 *
 * <ul>
 *   <li>READING: the selector watches for input (OP_READ). An idle client is here, without a buffer.
 *   <li>ANSWERED: the answers are in the loop's output, and leave at the end of the turn; or a worker
 *       makes them ({@code AT_WORK}), and meanwhile the selector watches for nothing.
 *   <li>WRITING: the socket's send buffer was full, because the client does not read. The rest of the
 *       answers waits in {@code pending}, and the selector watches for room (OP_WRITE) <em>instead
 *       of</em> input: a client that does not read is not read from. This is back-pressure (R8).
 *       Watching for OP_WRITE at other times would wake the loop without end: an idle socket always
 *       has room.
 *   <li>QUEUED: {@code unanswered} holds more lines. They wait until all other clients had their turn
 *       (R10), and the selector watches for nothing: more input would not help.
 * </ul>
 *
 * At the end of input the client is closed once its answers are written. A failure in any state
 * closes it: the loop calls {@link #fail}. <b>Not on this page:</b> the time after FIN ({@link
 * LingeringClose}), deadlines and drain of the loop ({@link LoopGuard}).
 */
final class NioConnection implements ChannelTask {

  private enum State {
    ACCEPTED,
    READING,
    ANSWERED,
    AT_WORK,
    WRITING,
    QUEUED,
    CLOSED
  }

  private static final ByteBuffer NONE = ByteBuffer.allocate(0);

  private final SocketChannel channel;
  private final EventLoop loop;
  private final SharedBuffers buffers;
  private final @Nullable Worker worker;
  private final Admission admission;
  private final ClientLog log;
  private final HexCodec codec;
  private final Deadline deadline;
  private final boolean answersLeaveAtOnce;

  @SuppressWarnings("NullAway.Init") // null in the state ACCEPTED
  private SelectionKey key;

  private State state = State.ACCEPTED;
  private ByteBuffer unanswered = NONE; // input: part of a line, or lines for the next turn
  private ByteBuffer pending = NONE; // answers that the client has not accepted yet
  private int answersStart; // where the answers of this turn are in the loop's output
  private int answersEnd;
  private boolean hasMoreLines; // unanswered holds complete lines
  private boolean endOfInput; // the client has sent FIN
  private boolean hadTurnInDrain;
  private long linesAtLastWait;

  /**
   * A client that is served from the first call of {@link #run} on.
   *
   * @param workers where requests are answered; null for the loop itself
   */
  NioConnection(
      SocketChannel channel,
      EventLoop loop,
      ServerConfig config,
      Work work,
      @Nullable Executor workers,
      Admission admission) {
    this.channel = channel;
    this.loop = loop;
    this.buffers = loop.buffers();
    this.admission = admission;
    this.log = new ClientLog(channel.socket().getRemoteSocketAddress());
    this.codec = new HexCodec(work, log);
    this.deadline = new Deadline(config);
    this.answersLeaveAtOnce = work.takesTime();
    this.worker = workers == null ? null : new Worker(this, loop, codec, workers);
  }

  // @start region=run
  @Override
  public void run() throws IOException {
    switch (state) {
      case ACCEPTED -> serve(); // handed over by the acceptor
      case READING -> read(); // the selector has found input
      case WRITING -> write(pending); // the selector has found room
      case QUEUED -> answer(unanswered); // all other clients had their turn
      case ANSWERED, AT_WORK -> {} // the end of the turn, or the worker, goes on
      case CLOSED -> {}
    }
  }

  // @end region=run

  // @start region=serve
  private void serve() throws IOException {
    key = loop.register(channel, SelectionKey.OP_READ, this);
    state = State.READING;
    log.connected();
  }

  private void read() throws IOException {
    int n = isCutOff() ? 0 : buffers.read(channel);
    if (n == 0 && hadTurnInDrain) { // nothing more has arrived
      sendFin();
      return;
    }
    log.read(n);
    endOfInput = n < 0;
    answer(buffers.input(unanswered));
  }

  private void answer(ByteBuffer in) {
    if (worker == null) {
      ByteBuffer out = buffers.output();
      answersStart = out.position();
      hasMoreLines = codec.answer(in, out, endOfInput);
      answersEnd = out.position();
      keep(in);
      state = State.ANSWERED;
      buffers.answered(this); // which writes the answers at the end of the turn
      if (answersLeaveAtOnce) {
        buffers.flush();
      }
    } else {
      hold(pending, state == State.READING ? copy(in) : in); // the loop's buffer is reused
      enter(State.AT_WORK, 0);
      deadline.stop();
      worker.answer(unanswered, endOfInput); // which hands the answers back to this loop
    }
  }

  /** On the loop: a worker has answered. */
  void answered(ByteBuffer answers, boolean moreLines) throws IOException {
    if (state == State.AT_WORK) { // not closed since
      hasMoreLines = moreLines;
      keep(unanswered);
      write(answers);
    }
  }

  /** Writes what the socket's send buffer takes; then decides what the client waits for next. */
  private void write(ByteBuffer answers) throws IOException {
    if (answers.hasRemaining()) {
      log.wrote(channel.write(answers));
    }
    if (answers.hasRemaining()) {
      hold(state == State.ANSWERED ? copy(answers) : answers, unanswered);
      enter(State.WRITING, SelectionKey.OP_WRITE);
      deadline.waitForWrite(System.nanoTime());
      return;
    }
    hold(NONE, unanswered);
    if (hasMoreLines) {
      enter(State.QUEUED, 0);
      deadline.stop();
      loop.queueTurn(this);
    } else if (endOfInput) {
      close();
    } else {
      enter(State.READING, SelectionKey.OP_READ);
      deadline.waitForLine(System.nanoTime(), codec.lines() != linesAtLastWait);
      linesAtLastWait = codec.lines();
    }
  }

  // @end region=serve

  /** The end of the loop's turn: writes this client's part of the output of all clients. */
  void flush(ByteBuffer sent) throws IOException {
    if (state == State.ANSWERED) { // not closed since
      write(sent.limit(answersEnd).position(answersStart));
    }
  }

  /** Keeps input for later; a copy, if it is in the loop's buffer or mostly answered. */
  private void keep(ByteBuffer in) {
    if (state == State.READING || !hasMoreLines) {
      hold(pending, copy(in));
    }
  }

  private void hold(ByteBuffer newPending, ByteBuffer newUnanswered) {
    int before = pending.capacity() + unanswered.capacity();
    pending = newPending;
    unanswered = newUnanswered;
    buffers.budget().hold(pending.capacity() + unanswered.capacity() - before);
  }

  private static ByteBuffer copy(ByteBuffer buffer) {
    return buffer.hasRemaining()
        ? ByteBuffer.allocate(buffer.remaining()).put(buffer).flip()
        : NONE;
  }

  /** Changes what the selector watches for, only if it is something else: that is a system call. */
  private void enter(State next, int interestOps) {
    state = next;
    if (key.interestOps() != interestOps) {
      key.interestOps(interestOps);
    }
  }

  /** Whether the drain is half over, and this client, which keeps sending, had a turn in it. */
  private boolean isCutOff() {
    boolean isCutOff = hadTurnInDrain && loop.guard().drain().isHalfOver();
    hadTurnInDrain = loop.guard().drain().isDraining();
    return isCutOff;
  }

  @Override
  public void checkTime(long askedAt) {
    if (worker != null) {
      worker.checkDone();
    }
    if (state == State.CLOSED) {
      return;
    }
    if (deadline.hasPassed(askedAt)) {
      log.timedOut();
      close();
    } else if (state == State.READING && loop.guard().drain().isDraining()) {
      loop.queueTurn(this); // the drain does not wait for the selector: has input arrived?
    }
  }

  /** The drain has found no more input. FIN leaves, and {@link LingeringClose} takes the channel. */
  private void sendFin() throws IOException {
    channel.shutdownOutput();
    leave();
    LingeringClose.begin(channel, key, loop, log);
  }

  @Override
  public void fail(Throwable failure) {
    if (state == State.CLOSED) {
      return;
    }
    if (failure instanceof IOException e) {
      log.lost(e);
    } else if (!(failure instanceof CancelledKeyException)) { // the server has closed the channel
      log.failed(failure);
    }
    close();
  }

  private void close() {
    leave();
    LoopGuard.close(channel);
    log.closed();
  }

  private void leave() {
    hold(NONE, NONE);
    state = State.CLOSED;
    admission.leave();
  }
}
