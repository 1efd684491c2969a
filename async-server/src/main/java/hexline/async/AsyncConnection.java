package hexline.async;

import static java.util.concurrent.CompletableFuture.completedFuture;

import hexline.protocol.HexCodec;
import hexline.server.ClientLog;
import hexline.server.blocking.Buffers;
import hexline.server.guard.Connection;
import hexline.server.guard.Connections;
import hexline.server.guard.Deadline;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousSocketChannel;
import java.nio.channels.ClosedChannelException;
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
  private static final CompletableFuture<ByteBuffer> NO_ANSWERS =
      completedFuture(ByteBuffer.allocate(0));

  private final AsynchronousSocketChannel channel;
  private final Connections owner;
  private final CompletionRounds rounds;
  private final @Nullable Executor workers;
  private final HexCodec codec;
  private final Deadline deadline;
  private final Buffers buffers = new Buffers();
  private boolean more; // the input holds lines
  private boolean ended; // end of input
  private boolean cut; // by this side: what is left over is not a last line
  private long lines; // of the codec, when the client last earned time

  private boolean heard; // since the drain began
  private volatile boolean finSent; // nothing more will be answered
  private volatile CompletableFuture<Integer> reading = NO_MORE; // the last read
  private CompletableFuture<Integer> quietRead = NO_MORE; // of drain: the one that it saw last,
  private long quietRound; // and in which round it first did

  /** The client is served, or refused, from the call of {@link #start} on. */
  AsyncConnection(
      AsynchronousSocketChannel channel,
      Connections owner,
      CompletionRounds rounds,
      @Nullable Executor workers) {
    this.channel = channel;
    this.owner = owner;
    this.rounds = rounds;
    this.workers = workers;
    this.codec = new HexCodec(owner.work(), new ClientLog(null));
    this.deadline = new Deadline(owner.config());
  }

  void start() {
    try {
      if (owner.admit(this)) {
        serve();
      } else if (owner.isClosed()) {
        abort();
      } else {
        refuse();
      }
    } catch (Throwable e) {
      close();
      throw e;
    }
  }

  // @start region=serve
  /** Takes turns as long as they are over at once; the end of a longer one calls this again. */
  private void serve() {
    CompletableFuture<Boolean> turn;
    do {
      turn = read().thenCompose(this::convert).thenCompose(this::write);
    } while (turn.isDone() && !turn.isCompletedExceptionally() && turn.join());
    var _ = turn.handle(this::next);
  }

  // @end region=serve

  /** The number of bytes that the client has sent, negative at the end of input. */
  private CompletableFuture<Integer> read() {
    if (more) {
      return STILL_SOME;
    }
    ByteBuffer in = buffers.makeRoom();
    if (!finSent) {
      if (heard && owner.isOverdue()) {
        cut = true;
        return NO_MORE;
      }
      long now = System.nanoTime();
      deadline.waitForLine(now, codec.lines() != lines);
      lines = codec.lines();
    }
    reading = Stage.of(this, handler -> channel.read(in, null, handler));
    return reading;
  }

  /** The answers to the lines of the input, as many as fit. */
  private CompletableFuture<ByteBuffer> convert(int n) {
    if (finSent) {
      ended = n < 0;
      buffers.in().position(0).limit(0);
      return NO_ANSWERS;
    }
    deadline.stop();
    heard = owner.isClosing();
    if (!more) {
      ended = n < 0;
      buffers.in().flip();
    }
    return workers == null
        ? completedFuture(answers())
        : CompletableFuture.supplyAsync(this::answers, workers);
  }

  private ByteBuffer answers() {
    try {
      ByteBuffer out = buffers.out().clear();
      more = codec.answer(buffers.in(), out, ended && !cut);
      return out.flip();
    } catch (Throwable e) {
      abort(); // now: for want of memory the next stage may never hear of it
      throw e;
    }
  }

  /** Whether the connection goes on, once the client has taken all answers. */
  private CompletableFuture<Boolean> write(ByteBuffer out) {
    if (!out.hasRemaining()) {
      return more || !ended ? GOES_ON : ENDS;
    }
    deadline.waitForWrite(System.nanoTime());
    return Stage.<Integer>of(this, handler -> channel.write(out, null, handler))
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
    if (cut && !finSent) {
      sendFin();
      serve();
    } else {
      close();
    }
  }

  /** Sends FIN. The client has a while to see it, in which what it sends is read away. */
  private void sendFin() {
    try {
      finSent = true;
      deadline.waitForClose(System.nanoTime(), Connections.LINGER);
      channel.shutdownOutput();
    } catch (IOException e) {
      fail(e);
    }
  }

  private void refuse() {
    end(
        Stage.<Integer>of(this, handler -> channel.write(Connections.tooMany(), null, handler))
            .thenRun(() -> {
              sendFin();
              owner.linger(this);
              serve();
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
    close();
    Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
    if (cause instanceof ClosedChannelException) {
      return; // by this side, for a reason that was told before
    }
    if (cause instanceof IOException) {
      LOG.log(Level.DEBUG, () -> "a client went away: " + cause);
    } else {
      LOG.log(Level.WARNING, "gave up a client: " + cause);
    }
  }

  private void close() {
    owner.forget(this);
    abort();
  }

  /** One that was closed without being forgotten, for want of memory, has had its time as well. */
  @Override
  public boolean hasTimedOut(long now) {
    return !channel.isOpen() || deadline.hasPassed(now);
  }

  /** A client that is served ends by itself, or falls quiet; one that is quiet is sent FIN. */
  @Override
  @SuppressWarnings("ReferenceEquality") // which read it is, not what it gives
  public void drain() {
    CompletableFuture<Integer> read = reading;
    if (read.isDone() || read != quietRead) {
      quietRead = read;
      quietRound = rounds.count();
    } else if (rounds.count() - quietRound < rounds.forAllClients()) {
      rounds.start(channel);
    } else if (!finSent) {
      CompletionRounds.complete(channel, () -> sendFinIfWaiting(read));
    }
  }

  /** On the completion thread, which alone could complete the read. */
  @SuppressWarnings("ReferenceEquality")
  private void sendFinIfWaiting(CompletableFuture<Integer> read) {
    if (reading == read && !read.isDone() && !finSent) {
      sendFin();
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
