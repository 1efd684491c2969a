package hexline.server.blocking;

import hexline.protocol.HexCodec;
import hexline.protocol.Work;
import hexline.server.ClientLog;
import hexline.server.ServerConfig;
import hexline.server.guard.Admission;
import hexline.server.guard.Deadline;
import hexline.server.guard.DrainTurn;
import hexline.server.guard.LingerTime;
import hexline.server.guard.MemoryBudget;
import hexline.server.guard.Watchdog;
import hexline.server.guard.WatchedConnection;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * One client of a blocking server. {@link #read} waits until the client has sent bytes,
 * {@link #answer} converts the complete lines among them, {@link #write} waits until the kernel has
 * taken the answers into its send buffer. None of them throws: a connection that has failed is
 * logged once, and from then on {@code read} and {@code answer} return false (R9).
 *
 * <p>The connection belongs to the one thread that serves it. {@link Watchdog} looks at it, drains
 * it and aborts it from another thread.
 */
public final class BlockingConnection implements WatchedConnection, AutoCloseable {

  /** The write timeout starts again after each chunk of this many bytes. */
  private static final int WRITE_CHUNK = 8 * 1024;

  /** Kept short: in a drain the sync server serves its backlog one client after the other. */
  private static final int DRAIN_READ_TIMEOUT_MILLIS = 1;

  private final Socket socket;
  private final InputStream input;
  private final OutputStream output;
  private final Watchdog watchdog;
  private final ClientLog log;
  private final HexCodec codec;
  private final Deadline deadline;
  private final Buffers buffers;
  private final ReaderQuiet quiet;
  private final WriterStuck writing = new WriterStuck();
  private final DrainTurn drainTurn;
  private final LingerTime lingerTime = new LingerTime();

  private @Nullable Thread servingThread;
  private boolean endOfInput; // no read follows
  private boolean inputCutOff; // by the drain: what is left over is not a last line
  private boolean failed;

  private volatile boolean finSent; // no answer follows
  private volatile boolean lingering; // closed by the watchdog, without a thread
  private volatile long discards; // reads after FIN, by the serving thread
  private long discardsSeen; // by the watchdog
  private volatile boolean aborted; // by the watchdog, which has logged the reason

  private BlockingConnection(
      Socket socket, ServerConfig config, Work work, Watchdog watchdog, MemoryBudget budget)
      throws IOException {
    this.socket = socket;
    this.input = socket.getInputStream();
    this.output = socket.getOutputStream();
    this.watchdog = watchdog;
    this.log = new ClientLog(socket.getRemoteSocketAddress());
    this.codec = new HexCodec(work, log);
    this.buffers = new Buffers(budget);
    this.quiet = new ReaderQuiet(input);
    this.drainTurn = new DrainTurn(watchdog.drain());
    this.deadline = new Deadline(config);
  }

  /**
   * Sets up the connection of an accepted client. A client over the limit is told so and closed
   * (R11). On failure the socket is closed.
   *
   * @return null if the client is not to be served
   */
  static @Nullable BlockingConnection open(
      Socket socket, ServerConfig config, Work work, Watchdog watchdog, MemoryBudget budget) {
    try {
      socket.setTcpNoDelay(true);
      var connection = new BlockingConnection(socket, config, work, watchdog, budget);
      if (watchdog.admit(connection)) {
        connection.log.connected();
        return connection;
      }
      if (watchdog.isClosed()) {
        connection.abort();
      } else {
        connection.refuse();
      }
    } catch (IOException e) {
      new ClientLog(socket.getRemoteSocketAddress()).lost(e);
      close(socket);
    } catch (Throwable e) {
      close(socket);
      throw e;
    }
    return null;
  }

  /**
   * Waits until the client has sent bytes. While the server drains, takes only what has arrived.
   *
   * @return whether there may be lines to answer; at the end of input true once more, for an
   *     unterminated last line (R7), then false
   */
  public boolean read() {
    if (endOfInput || failed) {
      return false;
    }
    try {
      servingThread = Thread.currentThread();
      ByteBuffer in = buffers.makeRoom();
      boolean isCutOff = drainTurn.isCutOff();
      int n = drainTurn.isInDrain() ? readArrived(in, isCutOff) : readWhenever(in);
      endOfInput = n < 0;
      in.position(in.position() + Math.max(n, 0)).flip();
      log.read(n);
      return true;
    } catch (Throwable e) {
      fail(e);
      return false;
    }
  }

  /** How often a thread has waited for the client's input. */
  public long reads() {
    return quiet.reads();
  }

  private int readWhenever(ByteBuffer in) throws IOException {
    quiet.readBegins(); // first, and its end last: while the deadline runs, the thread is reading
    deadline.waitForLine(System.nanoTime(), codec.lines());
    int n = input.read(in.array(), in.position(), in.remaining());
    deadline.stop();
    quiet.readEnds();
    return finSent && n > 0 ? discardInput(in.position()) : n;
  }

  /** Reads, into the buffer from there on, and discards what arrives after FIN; returns -1. */
  @SuppressWarnings("NonAtomicVolatileUpdate") // the serving thread alone writes it
  private int discardInput(int from) throws IOException {
    byte[] target = buffers.in().array();
    int n;
    do {
      n = input.read(target, from, target.length - from);
      discards++;
    } while (n > 0);
    return n;
  }

  /** Input that has arrived; a client that keeps sending is cut off half-way through the drain. */
  private int readArrived(ByteBuffer in, boolean isCutOff) throws IOException {
    if (!isCutOff) {
      socket.setSoTimeout(DRAIN_READ_TIMEOUT_MILLIS);
      int timeouts = 0;
      while (timeouts < 2) { // the first may mean that this thread did not get the processor
        try {
          return input.read(in.array(), in.position(), in.remaining());
        } catch (SocketTimeoutException e) {
          timeouts = input.available() == 0 ? timeouts + 1 : 0;
        }
      }
    }
    inputCutOff = true;
    return -1;
  }

  /**
   * Converts complete lines into the output buffer, as many as fit.
   *
   * @return whether there are answers to write
   */
  public boolean answer() {
    if (failed) {
      return false;
    }
    try {
      ByteBuffer out = buffers.out().clear();
      if (buffers.in().hasRemaining()) {
        codec.answer(buffers.in(), out, endOfInput && !inputCutOff && !finSent);
      }
      return out.position() > 0;
    } catch (Throwable e) {
      fail(e);
      return false;
    }
  }

  /** Waits until the kernel has taken the answers: the back-pressure of this model (R8). */
  public void write() {
    try {
      int length = buffers.out().position();
      for (int at = 0; at < length; at += WRITE_CHUNK) {
        writing.writeBegins();
        deadline.waitForWrite(System.nanoTime());
        output.write(buffers.out().array(), at, Math.min(WRITE_CHUNK, length - at));
      }
      deadline.stop();
      writing.writeEnds();
      log.wrote(length);
    } catch (Throwable e) {
      fail(e);
    }
  }

  /** Tells a client over the limit that there are too many, and closes it gently (R11). */
  private void refuse() throws IOException {
    log.refused();
    ByteBuffer line = Admission.tooMany();
    byte[] bytes = new byte[line.remaining()];
    line.get(bytes);
    output.write(bytes); // fits the empty socket buffer: never waits
    sendFin();
    lingering = true;
    watchdog.linger(this);
  }

  /** Sends FIN. Until the {@link LingerTime} is over, the client's input is discarded. */
  private synchronized void sendFin() throws IOException {
    if (!finSent) {
      lingerTime.begin(System.nanoTime());
      finSent = true;
      socket.shutdownOutput();
    }
  }

  private void fail(Throwable failure) {
    failed = true;
    if (!aborted) {
      log.ended(failure);
    }
  }

  /** Closes the connection: with FIN behind the last answer, or at once if it has failed. */
  @Override
  public void close() {
    try {
      if (inputCutOff && !finSent && !failed) {
        lingeringClose();
      } else {
        socket.close();
      }
    } catch (IOException e) {
      fail(e);
      close(socket);
    } finally {
      buffers.release();
      if (!lingering) {
        watchdog.forget(this);
        log.closed();
      }
    }
  }

  /** Sends FIN. Waits for a client that closes soon; the watchdog waits for others. */
  private void lingeringClose() throws IOException {
    sendFin();
    try {
      int _ = discardInput(0);
      socket.close();
    } catch (SocketTimeoutException e) {
      lingering = true;
      watchdog.linger(this);
    }
  }

  @Override
  public Look look(long now, boolean inGrace) {
    if (finSent) {
      return lookAfterFin(now);
    }
    if (inGrace || !deadline.hasPassed(now)) {
      return Look.FINE;
    }
    return isClientLate() ? Look.TIMED_OUT : Look.SUSPECT;
  }

  /**
   * Whether the client has not done what the server waits for. It may have done so while the thread
   * did not get a processor: after some looks it is certain that it has not.
   */
  private boolean isClientLate() {
    if (deadline.isLineCertainlyLate()) {
      return true;
    }
    try {
      return quiet.isReading() ? quiet.isQuiet() : writing.isStuck();
    } catch (IOException e) {
      return true;
    }
  }

  /** Closes no connection with input that was not read, unless the client sends without end. */
  private Look lookAfterFin(long now) {
    if (lingering) {
      discardAvailable();
    } else if (isDiscardLate()) {
      return Look.FINE;
    }
    if (!lingerTime.isOver(now)) {
      return Look.FINE;
    }
    return hasInput() && !lingerTime.isTwiceOver() ? Look.SUSPECT : Look.TIMED_OUT;
  }

  /** Whether there is input to discard, and the thread has not got a processor for it yet. */
  private boolean isDiscardLate() {
    long count = discards;
    boolean isLate = count == discardsSeen && (hasInput() || isWoken());
    discardsSeen = count;
    return isLate;
  }

  private boolean isWoken() {
    Thread thread = servingThread;
    return thread != null && thread.isVirtual() && !ReaderQuiet.isParked(thread);
  }

  private boolean hasInput() {
    try {
      return input.available() > 0;
    } catch (IOException e) {
      return false;
    }
  }

  private void discardAvailable() {
    try {
      input.skip(input.available());
    } catch (IOException e) {
      close(socket);
    }
  }

  /** A connection that has lines to answer ends by itself; a quiet one is sent FIN here. */
  @Override
  public void drain() {
    try {
      if (!finSent && quiet.isQuiet()) {
        sendFin();
      }
    } catch (IOException e) {
      abort();
    }
  }

  @Override
  public void timedOut() {
    if (!finSent) {
      deadline.logPassed(log);
    }
  }

  @Override
  public void abort() {
    boolean isLogged = aborted || !lingering; // if it does not linger, by the thread that fails now
    aborted = true;
    close(socket);
    if (!isLogged) {
      log.closed();
    }
  }

  private static void close(Socket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      // The descriptor is closed all the same.
    }
  }
}
