package hexline.nio;

import hexline.protocol.HexCodec;
import hexline.server.ClientLog;
import hexline.server.guard.Admission;
import hexline.server.guard.Deadline;
import hexline.server.guard.DrainTurn;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import org.jspecify.annotations.Nullable;

/**
 * One client of the event loop, as a state machine. In the first drafts of chapters 1 and 2 the
 * place in the code says what a client waits for, and local variables hold what it has sent. Here
 * no method waits, so both are fields: {@link State} says what comes next, {@link KeptBytes} holds
 * the bytes. The loop calls {@link #run} when the selector finds the channel ready, or when the
 * client's turn in the loop's queue has come.
 *
 * <pre>
 *   ACCEPTED
 *      | run: register, OP_READ
 *      v           bytes have come                   the send buffer is full
 *   READING ---------------------------> ANSWERED ---------------------------> WRITING
 *      ^  OP_READ                        (AT_WORK)                                |  OP_WRITE
 *      |                                  |     ^                                 |
 *      +----------------------------------+     | its turn in the queue           |
 *      |  all written, no more lines      |     |                                 |
 *      |                                  +--> QUEUED <---------------------------+
 *      |              all written, more lines     no interest                     |
 *      +--------------------------------------------------------------------------+
 *   CLOSED: when the input has ended and all answers are written; from READING and WRITING at a
 *   deadline; from READING when the drain finds no more input; from each state after a failure.
 * </pre>
 *
 * <ul>
 *   <li>READING: the selector watches for input (OP_READ). An idle client is here, without a
 *       buffer.
 *   <li>ANSWERED: the answers are in the loop's output, and leave at the end of the turn. With
 *       {@code --workers}, AT_WORK takes its place: a worker makes the answers, and meanwhile the
 *       selector watches this channel for nothing.
 *   <li>WRITING: the socket's send buffer was full, because the client does not read. The rest of
 *       the answers is kept, and the selector watches for room (OP_WRITE) <em>instead of</em>
 *       input: a client that does not read is not read from. This is back-pressure (R8). A channel
 *       that is watched for OP_WRITE without need wakes the loop again and again, because an idle
 *       socket has room nearly always.
 *   <li>QUEUED: the kept input holds more lines. They wait until all other clients had their turn
 *       (R10), and the selector watches for nothing: more input would not help.
 *   <li>CLOSED: this object has no part in the channel any more.
 * </ul>
 *
 * <b>Not on this page:</b> the time after FIN ({@link LingeringClose}); deadlines, drain, and what
 * calls {@link #fail} ({@link LoopGuard}).
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

  private final SocketChannel channel;
  private final EventLoop loop;
  private final @Nullable Worker worker;
  private final Admission admission;
  private final KeptBytes kept;
  private final DrainTurn drainTurn;
  private final ClientLog log;
  private final HexCodec codec;
  private final Deadline deadline;

  @SuppressWarnings("NullAway.Init") // null in the state ACCEPTED
  private SelectionKey key;

  private State state = State.ACCEPTED;
  private int answersStart; // where the answers of this turn are in the loop's output
  private int answersEnd;
  private boolean hasMoreLines; // the kept input may hold complete lines: answer before reading
  private boolean endOfInput; // the client has sent FIN

  /** A client that is served from the first call of {@link #run} on. */
  NioConnection(SocketChannel channel, EventLoop loop, NioParts server) {
    this.channel = channel;
    this.loop = loop;
    this.admission = server.admission();
    this.kept = new KeptBytes(server.budget());
    this.drainTurn = new DrainTurn(server.drain());
    this.log = new ClientLog(channel.socket().getRemoteSocketAddress());
    this.codec = new HexCodec(server.work(), log);
    this.deadline = new Deadline(server.config());
    this.worker = server.workers() == null ? null : new Worker(this, loop, codec, server.workers());
  }

  // @start region=run
  @Override
  public void run() throws IOException {
    switch (state) {
      case ACCEPTED -> serve(); // handed over by the acceptor
      case READING -> read(); // the selector has found input, or the drain asks for it
      case WRITING -> write(kept.pending()); // the selector has found room
      case QUEUED -> answer(kept.unanswered()); // all other clients had their turn
      case ANSWERED, AT_WORK, CLOSED -> {} // queued earlier, and served since
    }
  }

  // @end region=run

  // @start region=serve
  private void serve() throws IOException {
    key = loop.register(channel, SelectionKey.OP_READ, this);
    state = State.READING;
    deadline.waitForLine(System.nanoTime(), codec.lines());
    log.connected();
  }

  private void read() throws IOException {
    int n = drainTurn.isCutOff() ? 0 : loop.buffers().read(channel);
    if (n == 0 && drainTurn.isInDrain()) { // nothing more has arrived
      sendFin();
      return;
    }
    log.read(n);
    endOfInput = n < 0;
    answer(loop.buffers().input(kept.unanswered()));
  }

  private void answer(ByteBuffer in) {
    if (worker == null) {
      ByteBuffer out = loop.buffers().output();
      answersStart = out.position();
      hasMoreLines = codec.answer(in, out, endOfInput);
      answersEnd = out.position();
      kept.keepUnanswered(in);
      state = State.ANSWERED;
      loop.buffers().answered(this); // they call writeAnswers, later in this turn or at once
    } else {
      kept.keepUnanswered(in);
      enter(State.AT_WORK, 0);
      deadline.stop();
      worker.answer(kept.unanswered(), endOfInput); // which hands the answers back to this loop
    }
  }

  /** The shared buffers call this: writes this client's part of the answers of all clients. */
  void writeAnswers(ByteBuffer toSend) throws IOException {
    if (state == State.ANSWERED) { // not closed since
      write(toSend.limit(answersEnd).position(answersStart));
    }
  }

  /** On the loop: a worker has answered. */
  void workerAnswered(ByteBuffer answers, boolean moreLines) throws IOException {
    if (state == State.AT_WORK) { // not closed since
      hasMoreLines = moreLines;
      kept.keepUnanswered(kept.unanswered()); // a smaller buffer for what the worker has left
      write(answers);
    }
  }

  /** Writes what the socket's send buffer takes; then decides what the client waits for next. */
  private void write(ByteBuffer answers) throws IOException {
    if (answers.hasRemaining()) {
      log.wrote(channel.write(answers));
    }
    boolean isBufferFull = answers.hasRemaining();
    kept.keepPending(answers);
    if (isBufferFull) {
      enter(State.WRITING, SelectionKey.OP_WRITE);
      deadline.waitForWrite(System.nanoTime());
    } else if (hasMoreLines) {
      enter(State.QUEUED, 0);
      deadline.stop();
      loop.queueTurn(this);
    } else if (endOfInput) {
      close();
    } else {
      enter(State.READING, SelectionKey.OP_READ);
      deadline.waitForLine(System.nanoTime(), codec.lines());
    }
  }

  // @end region=serve

  /** Changes what the selector watches for. Each change costs a system call at the next select. */
  private void enter(State next, int interestOps) {
    state = next;
    if (key.interestOps() != interestOps) {
      key.interestOps(interestOps);
    }
  }

  @Override
  public void checkTime(long askedAt) {
    if (deadline.hasPassed(askedAt)) {
      deadline.logPassed(log);
      close();
    } else if (state == State.READING && loop.guard().drain().isDraining()) {
      loop.queueTurn(this); // in a drain a read is tried even if the selector reports nothing
    }
  }

  /**
   * The drain has found no more input. FIN leaves, and {@link LingeringClose} takes the channel.
   */
  private void sendFin() throws IOException {
    channel.shutdownOutput();
    leave();
    LingeringClose.begin(channel, key, loop, log);
  }

  @Override
  public void fail(Throwable failure) {
    if (state != State.CLOSED) {
      log.ended(failure);
      close();
    }
  }

  private void close() {
    leave();
    LoopGuard.close(channel, log);
    log.closed();
  }

  private void leave() {
    deadline.stop();
    kept.clear();
    state = State.CLOSED;
    admission.leave();
  }
}
