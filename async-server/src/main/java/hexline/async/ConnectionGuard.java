package hexline.async;

import hexline.server.ClientLog;
import hexline.server.blocking.Buffers;
import hexline.server.guard.Deadline;
import hexline.server.guard.DrainTurn;
import hexline.server.guard.LingerTime;
import hexline.server.guard.Watchdog;
import hexline.server.guard.WatchedConnection;
import java.io.IOException;
import java.nio.channels.AsynchronousSocketChannel;
import java.util.concurrent.CompletableFuture;

/**
 * The deadlines, the drain and the end of one connection: what the watchdog sees of it (R12 to
 * R14). The connection tells it which operation it has started.
 */
final class ConnectionGuard implements WatchedConnection {

  private final AsynchronousSocketChannel channel;
  private final Watchdog watchdog;
  private final ClientLog log;
  private final Buffers buffers;
  private final Deadline deadline;
  private final DrainTurn drainTurn;
  private final PendingOperation pending;
  private final LingerTime lingerTime = new LingerTime();
  private volatile boolean finSent; // input that arrives is discarded

  ConnectionGuard(
      AsynchronousSocketChannel channel, AsyncParts server, ClientLog log, Buffers buffers) {
    this.channel = channel;
    this.watchdog = server.watchdog();
    this.log = log;
    this.buffers = buffers;
    this.deadline = new Deadline(server.config());
    this.drainTurn = new DrainTurn(watchdog.drain());
    this.pending = new PendingOperation(channel, server.passes(), watchdog);
  }

  /** Before each read: whether the client, which keeps sending, is cut off by the drain. */
  boolean isCutOff() {
    return !finSent && drainTurn.isCutOff();
  }

  /** A read is about to start; the client has completed this many lines so far. */
  void beforeRead(long lines) {
    if (!finSent) {
      deadline.waitForLine(System.nanoTime(), lines);
    }
  }

  /** A read was started. */
  CompletableFuture<Integer> started(CompletableFuture<Integer> read) {
    pending.readBegins(read);
    return read;
  }

  /** A write is about to start. */
  void beforeWrite() {
    deadline.waitForWrite(System.nanoTime());
  }

  /** A write was started. */
  CompletableFuture<Integer> startedWrite(CompletableFuture<Integer> write) {
    pending.writeBegins(write);
    return write;
  }

  /** The server is busy with the client's lines: no deadline runs. */
  void busy() {
    deadline.stop();
  }

  boolean isFinSent() {
    return finSent;
  }

  /** Sends FIN. Until the {@link LingerTime} is over, the client's input is discarded. */
  void sendFin() throws IOException {
    lingerTime.begin(System.nanoTime());
    finSent = true;
    channel.shutdownOutput();
  }

  /** Closes the connection, which is watched no longer. */
  void close() {
    watchdog.forget(this);
    buffers.release();
    abort();
    log.closed();
  }

  @Override
  public void abort() {
    try {
      channel.close();
    } catch (IOException e) {
      log.lost(e);
    }
  }

  @Override
  public Look look(long now, boolean inGrace) {
    if (!channel.isOpen()) { // and watched: there was no memory to report the failure
      buffers.release();
      return Look.TIMED_OUT;
    }
    if (finSent) {
      return lookAfterFin(now);
    }
    if (inGrace || !deadline.hasPassed(now)) {
      return Look.FINE;
    }
    return deadline.isLineCertainlyLate() || pending.isStuck() ? Look.TIMED_OUT : Look.SUSPECT;
  }

  /** Time counts while the completion thread, which discards the input, makes its passes. */
  private Look lookAfterFin(long now) {
    if (!pending.hadPass() || !lingerTime.isOver(now)) {
      return Look.FINE;
    }
    return lingerTime.isTwiceOver() || pending.isStuck() ? Look.TIMED_OUT : Look.SUSPECT;
  }

  @Override
  public void timedOut() {
    if (channel.isOpen() && !finSent) {
      deadline.logPassed(log);
    }
  }

  /** A connection that has lines to answer ends by itself; a quiet one is sent FIN. */
  @Override
  public void drain() {
    if (!finSent && pending.isQuiet()) {
      CompletionPasses.complete(channel, this::sendFinIfQuiet);
    }
  }

  /** On the completion thread, which alone could complete the read. */
  private void sendFinIfQuiet() {
    try {
      if (pending.isReading() && !finSent) {
        sendFin();
      }
    } catch (IOException e) {
      log.lost(e);
      abort();
    }
  }
}
