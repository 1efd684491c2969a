package hexline.async;

import static java.util.concurrent.CompletableFuture.completedFuture;

import hexline.protocol.HexCodec;
import hexline.protocol.Work;
import hexline.server.ClientLog;
import hexline.server.ServerConfig;
import hexline.server.blocking.Buffers;
import hexline.server.guard.Admission;
import hexline.server.guard.Deadline;
import hexline.server.guard.MemoryBudget;
import hexline.server.guard.Watchdog;
import hexline.server.guard.WatchedConnection;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousSocketChannel;
import java.nio.channels.ClosedChannelException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * One client as a chain of stages: read, then answer, then write. Three stages are a turn; the end of
 * a turn begins the next one. Each stage is a {@link CompletableFuture}: it says what is done when it
 * completes, and no thread waits for it.
 *
 * <p><b>Which thread runs a stage:</b> if an operation is possible at once, the thread that started
 * it goes on with the next stage. Otherwise the completion thread does, when the kernel has reported
 * the channel. With workers, {@link #answer} runs on one of them, and its end starts the write there.
 * At most one operation of a connection is pending at any time, so no field needs a lock: each stage
 * sees what the stage before it wrote.
 *
 * <p><b>Why there is a loop in {@link #serve}:</b> a chain that called itself at its end would go one
 * call deeper for every turn that is over at once, until the stack overflows. So {@code serve} loops
 * while turns are over at once; a turn that is not over calls {@link #next} when it is.
 *
 * <p><b>Back-pressure (R8)</b> follows from the chain: a client that does not read leaves the write
 * pending, and the next read is not started before the write is done.
 */
final class AsyncConnection implements WatchedConnection {

  // Stages that are complete from the start: a turn that needs no waiting allocates few objects.
  private static final CompletableFuture<Integer> INPUT_LEFT = completedFuture(0);
  private static final CompletableFuture<Integer> END_OF_INPUT = completedFuture(-1);
  private static final CompletableFuture<Boolean> ANOTHER_TURN = completedFuture(true);
  private static final CompletableFuture<Boolean> LAST_TURN = completedFuture(false);
  private static final CompletableFuture<ByteBuffer> NO_ANSWERS =
      completedFuture(ByteBuffer.allocate(0));

  private final AsynchronousSocketChannel channel;
  private final Watchdog watchdog;
  private final @Nullable Executor workers;
  private final ClientLog log;
  private final HexCodec codec;
  private final Deadline deadline;
  private final Buffers buffers;
  private final PendingOperation pending;

  private boolean hasMoreLines; // the input holds lines that did not fit into the last answers
  private boolean endOfInput; // the client has sent FIN
  private boolean inputCutOff; // by the drain: what is left over is not a last line
  private boolean hadTurnInDrain;
  private long linesAtLastWait; // of the codec
  private volatile boolean finSent; // input that arrives is discarded

  /** The client is served, or refused, from the call of {@link #start} on. */
  AsyncConnection(
      AsynchronousSocketChannel channel,
      ServerConfig config,
      Work work,
      Watchdog watchdog,
      CompletionRounds rounds,
      MemoryBudget budget,
      @Nullable Executor workers)
      throws IOException {
    this.channel = channel;
    this.watchdog = watchdog;
    this.workers = workers;
    this.log = new ClientLog(channel.getRemoteAddress());
    this.codec = new HexCodec(work, log);
    this.deadline = new Deadline(config);
    this.buffers = new Buffers(budget);
    this.pending = new PendingOperation(channel, rounds, watchdog);
  }

  void start() {
    if (watchdog.admit(this)) {
      log.connected();
      serve();
    } else if (watchdog.isClosed()) {
      abort();
    } else {
      refuse();
    }
  }

  // @start region=serve
  private void serve() {
    CompletableFuture<Boolean> turn;
    do {
      turn = read().thenCompose(this::answer).thenCompose(this::write);
    } while (isOverAtOnce(turn) && turn.join()); // another turn
    var _ = turn.handle(this::next); // which goes on when this turn is over
  }

  // @end region=serve

  /** Completes with the number of bytes that the client has sent; negative at the end of input. */
  private CompletableFuture<Integer> read() {
    if (hasMoreLines) {
      return INPUT_LEFT;
    }
    ByteBuffer in = buffers.makeRoom();
    if (!finSent) {
      if (hadTurnInDrain && watchdog.drain().isHalfOver()) {
        inputCutOff = true;
        return END_OF_INPUT;
      }
      deadline.waitForLine(System.nanoTime(), codec.lines() != linesAtLastWait);
      linesAtLastWait = codec.lines();
    }
    CompletableFuture<Integer> read = Stage.of(this, handler -> channel.read(in, null, handler));
    pending.readBegins(read);
    return read;
  }

  /** Completes with the answers to the lines of the input, as many as fit. */
  private CompletableFuture<ByteBuffer> answer(int n) {
    if (finSent) {
      endOfInput = n < 0;
      buffers.in().position(0).limit(0);
      return NO_ANSWERS;
    }
    deadline.stop();
    hadTurnInDrain = watchdog.drain().isDraining();
    if (!hasMoreLines) {
      log.read(n);
      endOfInput = n < 0;
      buffers.in().flip();
    }
    return workers == null
        ? completedFuture(answers())
        : CompletableFuture.supplyAsync(this::answers, workers);
  }

  private ByteBuffer answers() {
    try {
      ByteBuffer out = buffers.out().clear();
      hasMoreLines = codec.answer(buffers.in(), out, endOfInput && !inputCutOff);
      return out.flip();
    } catch (Throwable e) {
      abort(); // here, because without memory the stage that reports the failure may never run
      throw e;
    }
  }

  /** Completes when the client's side has accepted all answers; with whether another turn follows. */
  private CompletableFuture<Boolean> write(ByteBuffer out) {
    if (!out.hasRemaining()) {
      return hasMoreLines || !endOfInput ? ANOTHER_TURN : LAST_TURN;
    }
    deadline.waitForWrite(System.nanoTime());
    CompletableFuture<Integer> write = Stage.of(this, handler -> channel.write(out, null, handler));
    pending.writeBegins(write);
    return write.thenCompose(n -> {
      log.wrote(n);
      return write(out); // what the socket's send buffer did not take
    });
  }

  private static boolean isOverAtOnce(CompletableFuture<Boolean> turn) {
    return turn.isDone() && !turn.isCompletedExceptionally();
  }

  /** A turn is over, for good or ill. Whatever this throws, no stage would report it. */
  private @Nullable Void next(@Nullable Boolean anotherTurn, @Nullable Throwable failure) {
    if (failure != null) {
      fail(failure);
    } else if (Boolean.TRUE.equals(anotherTurn)) {
      Stage.run(this, this::serve);
    } else {
      Stage.run(this, this::finish);
    }
    return null;
  }

  private void finish() {
    if (inputCutOff && !finSent) {
      sendFin();
      serve();
    } else {
      close();
    }
  }

  /** Tells a client over the limit that there are too many, sends FIN, and discards its input. */
  private void refuse() {
    log.refused();
    var _ =
        Stage.<Integer>of(this, handler -> channel.write(Admission.tooMany(), null, handler))
            .thenRun(() -> {
              sendFin();
              watchdog.linger(this);
              serve();
            })
            .exceptionally(failure -> {
              fail(failure);
              return null;
            });
  }

  /** Sends FIN. Until {@link Admission#LINGER} has passed, the client's input is discarded. */
  private void sendFin() {
    try {
      finSent = true;
      deadline.waitForClose(System.nanoTime(), Admission.LINGER);
      channel.shutdownOutput();
    } catch (IOException e) {
      fail(e);
    }
  }

  /** Ends this connection and no other (R9). */
  void fail(Throwable failure) {
    Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
    if (cause instanceof IOException e) {
      if (!(cause instanceof ClosedChannelException)) { // by this server, which has logged why
        log.lost(e);
      }
    } else if (cause != null) {
      log.failed(cause);
    }
    close();
  }

  private void close() {
    watchdog.forget(this);
    buffers.release();
    abort();
    log.closed();
  }

  @Override
  public Look look(long now) {
    if (!channel.isOpen()) { // and not forgotten yet: there was no memory to report the failure
      buffers.release();
      return Look.TIMED_OUT;
    }
    if (!deadline.hasPassed(now)) {
      return Look.FINE;
    }
    boolean isCertain = finSent || deadline.passedBeforeWait() || pending.isStuck();
    return isCertain ? Look.TIMED_OUT : Look.SUSPECT;
  }

  @Override
  public void timedOut() {
    if (channel.isOpen() && !finSent) {
      log.timedOut();
    }
  }

  /** A connection that has lines to answer ends by itself; a quiet one is sent FIN. */
  @Override
  public void drain() {
    if (!finSent && pending.isQuiet()) {
      CompletionRounds.complete(channel, this::sendFinIfQuiet);
    }
  }

  /** On the completion thread, which alone could complete the read. */
  private void sendFinIfQuiet() {
    if (pending.isReading() && !finSent) {
      sendFin();
    }
  }

  @Override
  public void abort() {
    try {
      channel.close();
    } catch (IOException e) {
      log.lost(e);
    }
  }
}
