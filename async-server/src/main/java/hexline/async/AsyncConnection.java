package hexline.async;

import static java.util.concurrent.CompletableFuture.completedFuture;

import hexline.protocol.HexCodec;
import hexline.server.ClientLog;
import hexline.server.blocking.Buffers;
import hexline.server.guard.Admission;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousSocketChannel;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/**
 * One client as a chain of stages: read, then answer, then write. Three stages are a turn; the end
 * of a turn begins the next one. Each stage is a {@link CompletableFuture}: it says what is done
 * when it completes, and no thread waits for it.
 *
 * <p><b>Which thread runs a stage:</b> the completion thread, the only one of the channel group. It
 * tries each write at once, and goes on with the next stage if the kernel takes the bytes. What is
 * not possible at once, it does when the kernel has reported the channel, and goes on then; reads
 * are always done so (see {@code AsyncServer.Options}). With workers, {@link #answer} runs on one
 * of them, which also starts the write. At most one operation of a connection is pending at any
 * time, so no field needs a lock: what happens before a future completes is visible to the stages
 * that depend on it.
 *
 * <p><b>Why there is a loop in {@link #serve}:</b> a chain that called itself at its end would go
 * some calls deeper for every turn that is over at once, and no {@code CompletableFuture} bounds
 * that. (The JDK bounds it for completion handlers: it calls at most 16 of them on one stack.) So
 * {@code serve} loops while turns are over at once; a turn that is not over calls {@link #next}
 * when it is.
 *
 * <p><b>Back-pressure (R8)</b> follows from the chain: a client that does not read leaves the write
 * pending, and the next read is not started before the write is done.
 *
 * <p><b>Not on this page:</b> deadlines and drain ({@link ConnectionGuard}).
 */
final class AsyncConnection {

  // Stages that are complete from the start: a turn that needs no waiting allocates few objects.
  private static final CompletableFuture<Integer> INPUT_LEFT = completedFuture(0);
  private static final CompletableFuture<Integer> END_OF_INPUT = completedFuture(-1);
  private static final CompletableFuture<Boolean> ANOTHER_TURN = completedFuture(true);
  private static final CompletableFuture<Boolean> LAST_TURN = completedFuture(false);
  private static final CompletableFuture<ByteBuffer> NO_ANSWERS =
      completedFuture(ByteBuffer.allocate(0));

  private final AsynchronousSocketChannel channel;
  private final AsyncParts server;
  private final ClientLog log;
  private final HexCodec codec;
  private final Buffers buffers;
  private final ConnectionGuard guard;
  private boolean hasMoreLines; // the input may hold further lines: answer before reading
  private boolean endOfInput; // the client has sent FIN
  private boolean inputCutOff; // by the drain: what is left over is not a last line

  /** The client is served, or refused, from the call of {@link #start} on. */
  AsyncConnection(AsynchronousSocketChannel channel, AsyncParts server) throws IOException {
    this.channel = channel;
    this.server = server;
    this.log = new ClientLog(channel.getRemoteAddress());
    this.codec = new HexCodec(server.work(), log);
    this.buffers = new Buffers(server.budget());
    this.guard = new ConnectionGuard(channel, server, log, buffers);
  }

  void start() {
    if (server.watchdog().admit(guard)) {
      log.connected();
      serve();
    } else if (server.watchdog().isClosed()) {
      guard.abort();
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
    ByteBuffer in = buffers.makeRoom(); // before the cut-off, too: answer flips the buffer
    if (guard.isCutOff()) {
      inputCutOff = true;
      return END_OF_INPUT;
    }
    guard.beforeRead(codec.lines());
    return guard.started(Stage.of(this, handler -> channel.read(in, null, handler)));
  }

  /** Completes with the answers to the lines of the input, as many as fit. */
  private CompletableFuture<ByteBuffer> answer(int n) {
    if (guard.isFinSent()) { // input that arrives after FIN is discarded
      endOfInput = n < 0;
      buffers.in().position(0).limit(0);
      return NO_ANSWERS;
    }
    guard.busy();
    if (!hasMoreLines) {
      log.read(n);
      endOfInput = n < 0;
      buffers.in().flip();
    }
    return server.workers() == null
        ? completedFuture(answers())
        : CompletableFuture.supplyAsync(this::answers, server.workers());
  }

  private ByteBuffer answers() {
    try {
      ByteBuffer out = buffers.out().clear();
      hasMoreLines = codec.answer(buffers.in(), out, endOfInput && !inputCutOff);
      return out.flip();
    } catch (Throwable e) {
      guard.abort(); // here: without memory the stage that reports the failure may never run
      throw e;
    }
  }

  /** Completes when the kernel has taken all answers; with whether another turn follows. */
  private CompletableFuture<Boolean> write(ByteBuffer out) {
    if (!out.hasRemaining()) {
      return hasMoreLines || !endOfInput ? ANOTHER_TURN : LAST_TURN;
    }
    guard.beforeWrite();
    return guard
        .startedWrite(Stage.of(this, handler -> channel.write(out, null, handler)))
        .thenCompose(n -> {
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

  /**
   * The last turn is over. If the client has ended, too, nothing more can come, and the channel is
   * closed. A client that the drain has cut off may still send, since FIN ends one direction only,
   * and a channel closed with unread input sends a reset, which can destroy the last answers. So
   * serving goes on after FIN: {@link #answer} discards what {@link #read} brings. It ends when the
   * client ends or the watchdog aborts the channel.
   */
  private void finish() {
    if (inputCutOff && !guard.isFinSent()) {
      sendFin();
      serve(); // only discards input from here on, until the client ends or the watchdog aborts
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
              server.watchdog().linger(guard);
              serve();
            })
            .exceptionally(failure -> {
              fail(failure);
              return null;
            });
  }

  private void sendFin() {
    try {
      guard.sendFin();
    } catch (IOException e) {
      fail(e);
    }
  }

  /** Ends this connection and no other (R9). */
  void fail(Throwable failure) {
    Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
    log.ended(cause == null ? failure : cause);
    close();
  }

  private void close() {
    guard.close();
  }

  /** Closes the channel and logs nothing: there may be no memory for a line. */
  void abort() {
    guard.abort();
  }
}
