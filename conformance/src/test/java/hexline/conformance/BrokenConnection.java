package hexline.conformance;

import hexline.conformance.client.Oracle;
import hexline.conformance.client.Wire;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** One client of the {@link BrokenServer}, served by the thread that runs this. */
final class BrokenConnection implements Runnable {

  private static final int MAX = Oracle.MAX_LINE;
  private static final int FIREHOSE = 1 << 20; // bytes after which a client starves the others
  private static final int FULL_BUFFER = 4096; // bytes that a short write takes
  static final int LARGE = 64 * 1024; // bytes that some flaws take for each client
  private static final int BURST = 1000; // lines
  private static final int SEND_BUFFER = 64 * 1024; // small, so that it is soon full
  private static final long LINGER = TimeUnit.MILLISECONDS.toNanos(500);
  private static final byte[] END = {};

  private final BrokenServer server;
  private final SocketChannel channel;
  private final InputStream input;
  private final Flaw flaw;

  private final ByteArrayOutputStream line = new ByteArrayOutputStream();
  private final List<byte[]> answers = new ArrayList<>();
  private boolean tooLong; // the current line is too long and has been answered
  private boolean closing; // the connection ends after these answers
  private long lines;
  private long bytes;
  private boolean hasPaused;

  private long firstWrite = Long.MIN_VALUE;
  private long idleAt;
  private volatile long deadline;
  private volatile boolean reading;
  private volatile long reads;
  private volatile @Nullable Thread thread;
  private volatile boolean finSent;
  private long finAt; // of System.nanoTime
  private long lingersUntil; // of the server's clock
  private final LinkedBlockingQueue<byte[]> unbounded = new LinkedBlockingQueue<>();

  BrokenConnection(BrokenServer server, SocketChannel channel) throws IOException {
    this.server = server;
    this.channel = channel;
    this.input = channel.socket().getInputStream();
    this.flaw = server.flaw;
    channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
    if (flaw != Flaw.ONE_READ_IS_ONE_MESSAGE) { // its few answers fill no buffer
      channel.setOption(StandardSocketOptions.SO_SNDBUF, SEND_BUFFER);
    }
    idleAt = server.clock() + server.idleNanos;
    deadline = idleAt;
    line.writeBytes(server.leftOver.getAndSet(new byte[0]));
  }

  @Override
  public void run() {
    boolean leak = false;
    thread = Thread.currentThread();
    try {
      server.keepSomething();
      serve();
      leak = flaw == Flaw.LEAKS_DESCRIPTORS && lines == 0 && !server.isStarting();
    } catch (IOException e) {
      if (channel.isOpen()) {
        wasReset(e);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException | Error e) {
      if (flaw == Flaw.DIES_ON_EXCEPTION || flaw == Flaw.DIES_WITHOUT_MEMORY) {
        Runtime.getRuntime().halt(1);
      }
    } finally {
      if (server.turn.isHeldByCurrentThread()) {
        server.turn.unlock();
      }
      if (flaw == Flaw.REUSES_DIRTY_BUFFERS && line.size() > 0) {
        server.leftOver.set(line.toByteArray());
      }
      if (!leak) {
        close();
      }
      server.live.remove(this);
    }
  }

  private void wasReset(IOException e) {
    if (flaw == Flaw.DIES_ON_RESET) {
      Runtime.getRuntime().halt(1);
    }
    if (lines == 1) { // then a few cases find it, and no other
      switch (flaw) {
        case SPINS_AFTER_RESET -> {
          if (server.spins.compareAndSet(false, true)) { // one thread is enough
            Thread.ofPlatform().daemon().start(BrokenConnection::spin);
          }
        }
        case LEAKS_THREADS -> {
          for (int i = 0; i < 10; i++) {
            Thread.ofPlatform().daemon().start(BrokenConnection::stay);
          }
        }
        case LOGS_STACK_TRACES -> e.printStackTrace();
        default -> {}
      }
    }
  }

  private static void spin() {
    while (true) {
      Thread.onSpinWait();
    }
  }

  private static void stay() {
    while (true) {
      LockSupport.park();
    }
  }

  private void serve() throws IOException, InterruptedException {
    Thread writer = null;
    if (flaw == Flaw.BUFFERS_WITHOUT_END) {
      writer = Thread.ofVirtual().start(this::writeQueue);
    }
    ByteBuffer in = ByteBuffer.allocate(flaw == Flaw.DIES_WITHOUT_MEMORY ? LARGE : 8192);
    while (!closing && read(in)) {
      take(in.array(), in.position());
      if (flaw == Flaw.DROPS_ON_HALF_CLOSE && answers.size() > 2 && endsSoon()) {
        return;
      }
      flush();
      in.clear();
    }
    if (!closing && !server.draining) {
      endOfInput();
    }
    flush();
    if (writer != null) {
      unbounded.add(END);
      writer.join();
    }
    if (flaw == Flaw.RESETS_ON_SHUTDOWN && server.draining) {
      channel.setOption(StandardSocketOptions.SO_LINGER, 0);
    } else if (!closing && server.draining) {
      sendFin();
      while (channel.read(in.clear()) > 0) {}
    }
  }

  @SuppressWarnings("NonAtomicVolatileUpdate") // one thread writes it
  private boolean read(ByteBuffer in) throws IOException {
    deadline = flaw == Flaw.IGNORES_IDLE_TIMEOUT ? Long.MAX_VALUE : idleAt;
    reads++;
    reading = true;
    try {
      if (server.isHalfDrained() || (server.draining && available() == 0)) {
        return false;
      }
      long start = System.nanoTime();
      int n = channel.read(in);
      while (finSent && n > 0) {
        n = channel.read(in.clear());
      }
      if (flaw == Flaw.COUNTS_PAUSE_AS_IDLE && System.nanoTime() - start > server.idleNanos) {
        return false;
      }
      bytes += Math.max(n, 0);
      if (flaw == Flaw.LETS_FIREHOSE_STARVE_OTHERS) {
        takeTurn();
      }
      return n >= 0;
    } finally {
      reading = false;
      deadline = Long.MAX_VALUE;
    }
  }

  private int available() throws IOException {
    return input.available();
  }

  private void takeTurn() {
    if (!server.turn.isHeldByCurrentThread()) {
      server.turn.lock();
    }
    if (bytes <= FIREHOSE) {
      server.turn.unlock();
    }
  }

  /** Whether the client sends FIN within 100 ms, before its answers are written. */
  private boolean endsSoon() throws IOException {
    channel.configureBlocking(false);
    try {
      long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(100);
      while (System.nanoTime() - end < 0) {
        ByteBuffer next = ByteBuffer.allocate(8192);
        int n = channel.read(next);
        if (n < 0) {
          return true;
        }
        take(next.array(), n);
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
      }
      return false;
    } finally {
      channel.configureBlocking(true);
    }
  }

  private void take(byte[] batch, int length) {
    boolean hasLine = false;
    for (int i = 0; i < length; i++) {
      hasLine |= batch[i] == '\n';
    }
    boolean earnsTime = hasLine && flaw != Flaw.TIMES_OUT_FROM_START;
    if (earnsTime || flaw == Flaw.ANY_BYTE_BUYS_TIME) {
      idleAt = server.clock() + server.idleNanos;
    }
    if (flaw == Flaw.ONE_READ_IS_ONE_MESSAGE) {
      String message = Wire.text(Arrays.copyOf(batch, length));
      answer(message.endsWith("\n") ? message.substring(0, length - 1) : message);
      return;
    }
    for (int from = 0; from < length && !closing; ) {
      int to = from;
      while (to < length && !endsLine(batch[to])) {
        to++;
      }
      takePart(batch, from, to);
      if (to < length) {
        endLine();
      }
      from = to + 1;
    }
    if (flaw == Flaw.FORGETS_PARTIAL_LINES) {
      endOfInput();
    }
  }

  private boolean endsLine(byte b) {
    return b == '\n' || (b == '\r' && flaw == Flaw.CR_ENDS_LINE);
  }

  private void takePart(byte[] batch, int from, int to) {
    if (tooLong) {
      if (flaw == Flaw.KEEPS_LONG_LINE) {
        line.write(batch, from, to - from);
      }
      return;
    }
    line.write(batch, from, Math.min(to - from, MAX + 2 - Math.min(line.size(), MAX + 2)));
    int length = line.size();
    boolean over = length > MAX + 1 || (length == MAX + 1 && batch[to - 1] != '\r');
    if (over && flaw != Flaw.MEASURES_LINE_AT_ITS_END) {
      reject(Wire.text(line.toByteArray()), Oracle.TOO_LONG);
      tooLong = true;
      closing = flaw == Flaw.CLOSES_ON_LONG_LINE;
    }
  }

  private void endLine() {
    if (!tooLong) {
      answer(Wire.text(line.toByteArray()));
    } else if (flaw == Flaw.ANSWERS_LONG_LINE_TWICE) {
      reject("", Oracle.TOO_LONG);
    }
    line.reset();
    tooLong = false;
    lines++;
  }

  private void endOfInput() {
    boolean dropped = flaw == Flaw.DROPS_UNTERMINATED_LINE || flaw == Flaw.DROPS_ON_HALF_CLOSE;
    if (line.size() > 0 && !dropped) {
      endLine();
    }
  }

  private void answer(String request) {
    if (flaw == Flaw.IGNORES_EMPTY_LINES && request.strip().isEmpty()) {
      return;
    }
    String answer = BrokenGrammar.answer(flaw, request);
    if (answer.startsWith("Request")) {
      reject(request, answer);
    } else {
      answers.add(Wire.lines(answer));
    }
  }

  private void reject(String request, String answer) {
    answers.add(Wire.lines(answer));
    if (server.verbose) {
      byte[] raw = Wire.bytes(request);
      byte[] entry =
          switch (flaw) {
            case LOGS_RAW_BYTES -> Arrays.copyOf(raw, Math.min(raw.length, 64));
            case LOGS_WHOLE_LINES -> Wire.bytes(request.replaceAll("[^ -~]", "?"));
            default -> Wire.bytes(Wire.quote(raw));
          };
      server.log.add(Wire.concat(Wire.bytes("rejected "), entry, Wire.bytes("\n")));
    }
  }

  private void flush() throws IOException {
    if (flaw == Flaw.ANSWERS_OUT_OF_ORDER && answers.size() > 1) {
      answers.addFirst(answers.remove(1));
    }
    byte[] all = Wire.concat(answers.toArray(byte[][]::new));
    boolean isBurst = answers.size() > BURST;
    answers.clear();
    if (flaw == Flaw.BUFFERS_WITHOUT_END && all.length > 0) {
      unbounded.add(all);
      return;
    }
    int length = all.length;
    if (flaw == Flaw.FORGETS_REST_OF_WRITE) {
      length = Math.min(length, FULL_BUFFER);
    }
    write(ByteBuffer.wrap(all, 0, length));
    if (flaw == Flaw.DROPS_LINES_ON_SHUTDOWN && isBurst && !hasPaused) {
      hasPaused = true; // so that SIGTERM comes while lines are unanswered
      server.awaitSigterm();
    }
  }

  private void writeQueue() {
    try {
      for (byte[] next = unbounded.take(); next.length > 0; next = unbounded.take()) {
        write(ByteBuffer.wrap(next));
      }
    } catch (IOException e) {
      close();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void write(ByteBuffer all) throws IOException {
    while (all.hasRemaining()) {
      if (flaw != Flaw.IGNORES_WRITE_TIMEOUT && flaw != Flaw.BUFFERS_WITHOUT_END) {
        deadline = writeStart() + server.writeNanos;
      }
      long start = System.nanoTime();
      channel.write(all);
      if (flaw == Flaw.COUNTS_PAUSE_AS_NO_ROOM && System.nanoTime() - start > server.writeNanos) {
        close();
      }
    }
    deadline = Long.MAX_VALUE;
  }

  private long writeStart() {
    if (firstWrite == Long.MIN_VALUE || flaw != Flaw.TIMES_OUT_WRITES_FROM_START) {
      firstWrite = server.clock();
    }
    return firstWrite;
  }

  /** Called by the watchdog. */
  void closeIfLate(long now) {
    long end = deadline;
    if (finSent ? hasLingered(now) : end != Long.MAX_VALUE && now - end > 0) {
      close();
    }
  }

  private boolean hasLingered(long now) {
    return flaw == Flaw.COUNTS_PAUSE_AS_LINGER
        ? System.nanoTime() - finAt > LINGER
        : now - lingersUntil > 0;
  }

  /** Called on shutdown: answers what has arrived and waits for no more input. */
  void drain() {
    try {
      if (finSent || !reading || available() > 0) {
        return;
      }
      if (flaw == Flaw.RESETS_ON_SHUTDOWN
          || flaw == Flaw.BUFFERS_WITHOUT_END) { // its last answers may not have left
        channel.shutdownInput();
      } else if (isParkedInRead()) {
        sendFin();
      }
    } catch (IOException e) {
      // It is shut already.
    }
  }

  /** Then its thread, a virtual one, has no bytes: if it had, it would be on its way to answer. */
  private boolean isParkedInRead() throws IOException {
    Thread reader = thread;
    long read = reads;
    return reader != null
        && reading
        && reader.getState() == Thread.State.WAITING
        && available() == 0
        && reading
        && reads == read;
  }

  boolean isFinSent() {
    return finSent;
  }

  private synchronized void sendFin() throws IOException {
    if (!finSent) {
      finAt = System.nanoTime();
      lingersUntil = server.clock() + LINGER;
      finSent = true;
      channel.shutdownOutput();
    }
  }

  void close() {
    try {
      channel.close();
    } catch (IOException e) {
      // It is closed all the same.
    }
  }
}
