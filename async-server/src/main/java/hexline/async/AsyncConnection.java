package hexline.async;

import static java.util.concurrent.CompletableFuture.completedFuture;

import hexline.protocol.HexCodec;
import hexline.protocol.server.Buffers;
import hexline.protocol.server.Connection;
import hexline.protocol.server.Connections;
import hexline.protocol.server.Deadline;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousSocketChannel;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * One client as a chain of stages: read, then convert, then write, then read again. At most one
 * operation is under way at any time, so nothing here needs a lock; each stage sees what the stage
 * before it wrote.
 */
final class AsyncConnection implements Connection {

  private static final Logger LOG = System.getLogger("hexline.async-server");
  private static final CompletableFuture<Integer> STILL_SOME = completedFuture(0);
  private static final CompletableFuture<Integer> NO_MORE = completedFuture(-1);
  private static final CompletableFuture<Boolean> GOES_ON = completedFuture(true);
  private static final CompletableFuture<Boolean> ENDS = completedFuture(false);
  private static final long BUSY = Long.MAX_VALUE;
  private static final int QUIET_SWEEPS = 100;

  private final AsynchronousSocketChannel channel;
  private final Connections owner;
  private final @Nullable Executor workers;
  private final HexCodec codec;
  private final Deadline deadline;
  private final Buffers buffers = new Buffers();
  private boolean more; // the input holds lines
  private boolean ended; // end of input
  private long lines; // of the codec, when the client last earned time

  private volatile boolean draining;
  private volatile long waitingSince = BUSY; // for the client to send, by nanoTime
  private long quietSince = BUSY; // of drain: the wait that it saw last,
  private int quietSweeps; // and how often

  /** The client is served, or refused, from the call of {@link #start} on. */
  AsyncConnection(
      AsynchronousSocketChannel channel, Connections owner, @Nullable Executor workers) {
    this.channel = channel;
    this.owner = owner;
    this.workers = workers;
    this.codec = new HexCodec(owner.handler());
    this.deadline = new Deadline(owner.config());
  }

  void start() {
    if (owner.admit(this)) {
      serve();
    } else {
      refuse();
    }
  }

  // @start region=turns
  /** Takes turns as long as they are over at once; the end of a longer one calls this again. */
  private void serve() {
    CompletableFuture<Boolean> turn;
    do {
      turn = read().thenCompose(this::convert).thenCompose(this::write);
    } while (turn.isDone() && !turn.isCompletedExceptionally() && turn.join());
    var _ = turn.handle(this::next);
  }

  // @end region=turns

  /** The number of bytes that the client has sent, negative at the end of input. */
  private CompletableFuture<Integer> read() {
    if (more) {
      return STILL_SOME;
    }
    ByteBuffer in = buffers.makeRoom();
    if (owner.isOverdue()) {
      return NO_MORE;
    }
    long now = System.nanoTime();
    deadline.waitForLine(now, codec.lines() != lines);
    lines = codec.lines();
    waitingSince = now;
    return Stage.of(handler -> channel.read(in, null, handler));
  }

  /** The answers to the lines of the input, as many as fit. */
  private CompletableFuture<ByteBuffer> convert(int n) {
    waitingSince = BUSY;
    deadline.stop();
    if (!more) {
      ended = n < 0;
      buffers.in().flip();
    }
    return workers == null
        ? completedFuture(answers())
        : CompletableFuture.supplyAsync(this::answers, workers);
  }

  private ByteBuffer answers() {
    ByteBuffer out = buffers.out().clear();
    more = codec.answer(buffers.in(), out, ended && !draining); // a drain does not end a line
    return out.flip();
  }

  /** Whether the connection goes on, once the client has taken all answers. */
  private CompletableFuture<Boolean> write(ByteBuffer out) {
    if (!out.hasRemaining()) {
      deadline.stop();
      return more || !ended ? GOES_ON : ENDS;
    }
    deadline.waitForWrite(System.nanoTime());
    return Stage.<Integer>of(handler -> channel.write(out, null, handler))
        .thenCompose(n -> write(out));
  }

  private @Nullable Void next(@Nullable Boolean goesOn, @Nullable Throwable failure) {
    try {
      if (failure != null) {
        fail(failure);
      } else if (Boolean.TRUE.equals(goesOn)) {
        serve();
      } else {
        finish();
      }
    } catch (Throwable e) { // nobody looks at the stage that this would fail
      fail(e);
    }
    return null;
  }

  private void finish() {
    if (!draining) {
      close();
      return;
    }
    try {
      channel.shutdownOutput();
      deadline.waitForClose(System.nanoTime(), Connections.LINGER);
      discard();
    } catch (IOException e) {
      fail(e);
    }
  }

  private void refuse() {
    draining = true;
    deadline.waitForClose(System.nanoTime(), Connections.LINGER);
    owner.linger(this);
    end(
        Stage.<Integer>of(handler -> channel.write(Connections.tooMany(), null, handler))
            .thenRun(this::finish));
  }

  /** Reads away what the client still sends, until it ends or its time is over. */
  private void discard() {
    end(
        Stage.<Integer>of(handler -> channel.read(buffers.in().clear(), null, handler))
            .thenAccept(n -> {
              if (n < 0) {
                close();
              } else {
                discard();
              }
            }));
  }

  /** Every chain of stages ends here: a failure that nobody looks at would leak the client. */
  private void end(CompletableFuture<?> chain) {
    var _ =
        chain.exceptionally(failure -> {
          fail(failure);
          return null;
        });
  }

  /** Whatever goes wrong in a stage ends this connection and no other (R9). */
  private void fail(Throwable failure) {
    Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
    if (cause instanceof IOException) {
      LOG.log(Level.DEBUG, () -> "a client went away: " + cause.getMessage());
    } else {
      LOG.log(Level.WARNING, "gave up a client: " + cause);
    }
    close();
  }

  private void close() {
    owner.forget(this);
    abort();
  }

  @Override
  public boolean hasTimedOut(long now) {
    return deadline.hasPassed(now);
  }

  @Override
  public void drain() {
    draining = true;
    long since = waitingSince;
    if (since == BUSY || since != quietSince) {
      quietSince = since;
      quietSweeps = 0;
    } else if (++quietSweeps == QUIET_SWEEPS) { // nothing has arrived: this ends the read
      try {
        channel.shutdownInput();
      } catch (IOException e) {
        abort();
      }
    }
  }

  @Override
  public void abort() {
    try {
      channel.close();
    } catch (IOException e) {
      LOG.log(Level.DEBUG, () -> "could not close a client: " + e.getMessage());
    }
  }
}
