package hexline.server.blocking;

import hexline.protocol.HexCodec;
import hexline.server.ClientLog;
import hexline.server.guard.Connection;
import hexline.server.guard.Connections;
import hexline.server.guard.Deadline;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * One client as a blocking server sees it: {@link #read} waits for bytes, {@link #answer} converts
 * the lines among them, {@link #write} waits until the client has taken the answers. Belongs to the
 * one thread that serves it; {@link Connections} may watch, drain and abort it.
 */
public final class BlockingConnection implements Connection, AutoCloseable {

  private static final Logger LOG = System.getLogger("hexline.connection");
  private static final int PIECE = 8 * 1024; // bytes to write that earn time together
  private static final int SOON = 1; // ms that a read waits in a drain: others wait behind it

  private final Connections owner;
  private final Socket socket;
  private final InputStream input;
  private final OutputStream output;
  private final HexCodec codec;
  private final Deadline deadline;
  private final Buffers buffers = new Buffers();
  private long lines = -1; // of the codec, when the client last earned time; none before it is read
  private boolean ended; // nothing more will be read
  private boolean cut; // by this side: what is left over is not a last line

  private boolean heard; // since the drain began
  private final ReaderQuiet watch = new ReaderQuiet();
  private volatile boolean finSent; // nothing more will be answered
  private volatile boolean lingering; // without a thread: the owner reads away what still comes
  private volatile boolean aborted; // by this side, for a reason that was told before

  private BlockingConnection(Connections owner, Socket socket) throws IOException {
    this.owner = owner;
    this.socket = socket;
    this.input = socket.getInputStream();
    this.output = socket.getOutputStream();
    this.codec = new HexCodec(owner.work(), new ClientLog(socket.getRemoteSocketAddress()));
    this.deadline = new Deadline(owner.config());
    deadline.stop(); // until a thread waits for it
  }

  /**
   * Takes in a client that was accepted.
   *
   * @return null if it is not to be served: it has gone already, or there are too many, which it
   *     has been told
   */
  public static @Nullable BlockingConnection open(Socket socket, Connections owner) {
    try {
      socket.setTcpNoDelay(true);
      var connection = new BlockingConnection(owner, socket);
      if (owner.admit(connection)) {
        return connection;
      }
      if (owner.isClosed()) {
        close(socket);
      } else {
        connection.refuse();
      }
    } catch (IOException e) {
      LOG.log(Level.DEBUG, () -> "a client went away at once: " + e);
      close(socket);
    } catch (Throwable e) {
      close(socket);
      throw e;
    }
    return null;
  }

  /**
   * Waits until the client has sent something.
   *
   * @return false at the end of input; there may still be a last line to answer
   */
  public boolean read() throws IOException {
    ByteBuffer in = buffers.makeRoom();
    long now = System.nanoTime();
    deadline.waitForLine(now, codec.lines() != lines);
    lines = codec.lines();
    int n = owner.isClosing() ? readSoon(in) : readWhenever(in);
    deadline.stop();
    ended = n < 0;
    in.position(in.position() + Math.max(n, 0)).flip();
    return !ended;
  }

  private int readWhenever(ByteBuffer in) throws IOException {
    watch.begins();
    int n = input.read(in.array(), in.position(), in.remaining());
    watch.ends();
    while (finSent && n > 0) { // what comes after FIN is read away
      n = input.read(in.array(), in.position(), in.remaining());
    }
    return n;
  }

  /** While the server drains: what has arrived. A client that never pauses is heard for a while. */
  private int readSoon(ByteBuffer in) throws IOException {
    if (heard && owner.isOverdue()) {
      cut = true;
      return -1;
    }
    heard = true;
    socket.setSoTimeout(SOON);
    int quiet = 0;
    while (quiet < 2) { // a time-out may be the machine's: it had no time to look
      try {
        return input.read(in.array(), in.position(), in.remaining());
      } catch (SocketTimeoutException e) {
        quiet = input.available() == 0 ? quiet + 1 : 0;
      }
    }
    cut = true;
    return -1;
  }

  /** Converts lines into the output buffer; false when there is nothing to write. */
  public boolean answer() {
    ByteBuffer out = buffers.out().clear();
    if (buffers.in().hasRemaining()) {
      codec.answer(buffers.in(), out, ended && !cut && !finSent);
    }
    return out.position() > 0;
  }

  /** Waits until the client's side has accepted the answers. */
  public void write() throws IOException {
    int length = buffers.out().position();
    for (int at = 0; at < length; at += PIECE) { // each that is accepted buys time
      deadline.waitForWrite(System.nanoTime());
      output.write(buffers.out().array(), at, Math.min(PIECE, length - at));
    }
    deadline.stop();
  }

  /** Logs that a read or a write has failed, unless this side has ended the connection. */
  public void lost(IOException failure) {
    if (!aborted) {
      LOG.log(Level.DEBUG, () -> "a client went away: " + failure);
    }
  }

  /** Ends the connection: with FIN after every answer, or at once if it has failed. */
  @Override
  public void close() {
    try {
      if (cut && !finSent) {
        lingeringClose();
      } else {
        socket.close();
      }
    } catch (IOException e) {
      lost(e);
      close(socket);
    } finally {
      if (!lingering) {
        owner.forget(this);
      }
    }
  }

  /** Sends FIN. A client that ends soon is waited for; one that does not needs no thread. */
  private void lingeringClose() throws IOException {
    sendFin(System.nanoTime());
    try {
      while (input.read(buffers.in().array()) > 0) {}
      socket.close();
    } catch (SocketTimeoutException e) {
      lingering = true;
      owner.linger(this);
    }
  }

  /** Sends FIN. The client has a while to see it, in which what it sends is read away. */
  private synchronized void sendFin(long now) throws IOException {
    if (!finSent) {
      finSent = true;
      deadline.waitForClose(now, Connections.LINGER);
      socket.shutdownOutput();
    }
  }

  private void refuse() throws IOException {
    output.write(Connections.TOO_MANY); // fits the empty socket buffer: never waits
    sendFin(System.nanoTime());
    lingering = true;
    owner.linger(this);
  }

  @Override
  public boolean hasTimedOut(long now) {
    if (lingering) {
      discard();
    }
    return deadline.hasPassed(now);
  }

  /** Reads away what a client sends that is to go, without waiting for it. */
  private void discard() {
    try {
      input.skip(input.available());
    } catch (IOException e) {
      close(socket);
    }
  }

  /** A client that is served ends by itself; one that is quiet is sent FIN here. */
  @Override
  public void drain() {
    try {
      if (!finSent && watch.isQuiet(input)) {
        sendFin(System.nanoTime());
      }
    } catch (IOException e) {
      abort();
    }
  }

  @Override
  public void abort() {
    aborted = true;
    close(socket);
  }

  private static void close(Socket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      LOG.log(Level.DEBUG, () -> "could not close a client: " + e);
    }
  }
}
