package hexline.bench.load;

import static java.nio.channels.SelectionKey.OP_CONNECT;
import static java.nio.channels.SelectionKey.OP_READ;
import static java.nio.channels.SelectionKey.OP_WRITE;

import java.io.IOException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * One connection of a loop: sends requests from the table and compares what it reads with their
 * answers. Used by the loop's thread only.
 *
 * <pre>
 *   NEW -> CONNECTING -> OPEN -> DEAD     (and OPEN -> NEW if each request has its own connection)
 * </pre>
 */
final class ClientConnection {

  private enum State {
    NEW,
    CONNECTING,
    OPEN,
    DEAD
  }

  /**
   * Returned by {@link #receive} when the server has closed a one-shot connection after its answer.
   */
  static final int FINISHED = -1;

  private final EngineState engine;
  private final int depth;
  private final boolean oneShot;
  private final boolean timed;
  private final long[] sentAt; // ring: send time of each request in flight
  private final int ringMask;

  private State state = State.NEW;
  private @Nullable SocketChannel channel;
  private @Nullable SelectionKey key;
  private int nextRequest; // in the table
  private int nextAnswer; // in the table
  private int verified; // bytes of the next answer that were read and right
  private int inFlight;
  private int unsentFrom; // start of the bytes that did not fit into the socket buffer
  private int unsentTo;
  private int sends; // requests so far; modulo the ring, the position of the next
  private int receives;
  private long intendedAt;
  private long answers;

  /**
   * A connection that is not yet open.
   *
   * @param depth most requests in flight
   * @param start index of its first request in the table
   * @param oneShot whether it carries one request only
   * @param timed whether its latencies are recorded
   */
  ClientConnection(EngineState engine, int depth, int start, boolean oneShot, boolean timed) {
    this.engine = engine;
    this.depth = depth;
    this.oneShot = oneShot;
    this.timed = timed;
    this.sentAt = new long[Integer.highestOneBit(2 * depth - 1)];
    this.ringMask = sentAt.length - 1;
    this.nextRequest = start;
    this.nextAnswer = start;
  }

  /** Starts to connect. A one-shot connection sends its request as soon as it is connected. */
  void connect(Selector selector, long now) {
    inFlight = 0;
    SocketChannel opened;
    try {
      opened = SocketChannel.open();
      channel = opened;
      opened.configureBlocking(false);
      opened.setOption(StandardSocketOptions.TCP_NODELAY, true);
    } catch (IOException e) {
      if (die()) {
        engine.errors().addWithoutSocket(e);
      }
      return;
    }
    try {
      sentAt[sends & ringMask] = now;
      state = State.CONNECTING;
      boolean done = opened.connect(engine.server) || opened.finishConnect();
      key = opened.register(selector, done ? OP_READ : OP_CONNECT, this);
      if (done) {
        opened();
      }
    } catch (IOException e) {
      failToConnect(e);
    }
  }

  /** To be called when the selector reports OP_CONNECT. */
  void finishConnect() {
    try {
      if (channel != null && channel.finishConnect()) {
        interest(OP_READ);
        opened();
      }
    } catch (IOException e) {
      failToConnect(e);
    }
  }

  private void failToConnect(IOException e) {
    if (die()) {
      engine.errors().addNotConnected(e);
    }
  }

  private void opened() {
    state = State.OPEN;
    if (!oneShot || channel == null) {
      return;
    }
    send(1, sentAt[sends & ringMask]); // latency from the start of the connect
    try {
      channel.shutdownOutput();
    } catch (IOException e) {
      fail(Errors.Kind.RESET, "half-close: " + e.getMessage());
    }
  }

  /** Sends an arrival of an open loop; latency counts from its intended start. */
  void sendArrival(long intended, long now) {
    intendedAt = intended;
    send(1, now);
  }

  /** Sends requests until {@code depth} are in flight, unless bytes of the last send are unsent. */
  void topUp(long now) {
    int count = depth - inFlight;
    if (state == State.OPEN && count > 0 && unsentFrom == unsentTo) {
      send(count, now);
    }
  }

  /** Sends requests with one write; the rest is written when the selector reports OP_WRITE. */
  private void send(int count, long now) {
    if (nextRequest >= RequestTable.SIZE) {
      nextRequest -= RequestTable.SIZE;
    }
    for (int i = 0; i < count; i++) {
      sentAt[sends++ & ringMask] = now;
    }
    unsentFrom = engine.requestStarts[nextRequest];
    nextRequest += count;
    unsentTo = engine.requestStarts[nextRequest];
    inFlight += count;
    flush();
  }

  /** Writes unsent bytes. Returns whether none is left. */
  boolean flush() {
    if (channel == null) {
      return false;
    }
    try {
      unsentFrom += channel.write(engine.requests.limit(unsentTo).position(unsentFrom));
    } catch (IOException e) {
      fail(Errors.Kind.RESET, "write: " + e.getMessage());
      return false;
    }
    boolean all = unsentFrom == unsentTo;
    interest(all ? OP_READ : OP_READ | OP_WRITE);
    return all;
  }

  /**
   * Reads once and compares what was read.
   *
   * @return how many answers this read completed, or {@link #FINISHED}
   */
  int receive() {
    ByteBuffer received = engine.received.clear();
    int length;
    try {
      length = channel == null ? -1 : channel.read(received);
    } catch (IOException e) {
      return fail(Errors.Kind.RESET, "read: " + e.getMessage());
    }
    if (length < 0) {
      return endOfInput();
    }
    long now = engine.now();
    if (nextAnswer >= RequestTable.SIZE) {
      nextAnswer -= RequestTable.SIZE;
    }
    int[] starts = engine.answerStarts;
    int from = starts[nextAnswer] + verified;
    int owed = starts[nextAnswer + inFlight] - from;
    int compared = Math.min(length, owed);
    received.flip().limit(compared);
    int wrong = received.mismatch(engine.answers.limit(from + compared).position(from));
    if (wrong >= 0) {
      return fail(Errors.Kind.WRONG, describe(from + wrong, received.limit(length), wrong));
    }
    if (length > owed) {
      byte[] extra = new byte[length - owed];
      received.limit(length).get(owed, extra);
      return fail(
          Errors.Kind.EXTRA,
          "%d bytes more than the answers to all requests: %s"
              .formatted(extra.length, Quoted.of(extra)));
    }
    int to = from + length;
    int done = 0;
    while (done < inFlight && starts[nextAnswer + done + 1] <= to) {
      done++;
    }
    nextAnswer += done;
    verified = to - starts[nextAnswer];
    inFlight -= done;
    if (!oneShot) {
      count(done, now);
    }
    return done;
  }

  /** Counts answers and records their latencies: one entry for requests of the same send. */
  private void count(int done, long now) {
    answers += done;
    engine.answered += done;
    Recorder recorder = engine.recorder;
    if (recorder == null || !timed || done == 0) {
      receives += done;
      return;
    }
    if (recorder.fromSend != null) {
      recorder.record(now - intendedAt, 1);
      recorder.recordFromSend(now - sentAt[receives++ & ringMask]);
      return;
    }
    long since = sentAt[receives & ringMask];
    int together = 0;
    for (int i = 0; i < done; i++) {
      long sent = sentAt[receives++ & ringMask];
      if (sent != since) {
        recorder.record(now - since, together);
        since = sent;
        together = 0;
      }
      together++;
    }
    recorder.record(now - since, together);
  }

  private int endOfInput() {
    if (!oneShot || inFlight > 0) {
      return fail(
          Errors.Kind.RESET,
          "the server closed a connection with " + inFlight + " requests unanswered");
    }
    count(1, engine.now());
    discard();
    state = State.NEW;
    return FINISHED;
  }

  /** Closes the connection and counts an error. Returns 0, the number of answers. */
  private int fail(Errors.Kind kind, String detail) {
    if (die()) {
      engine.errors().add(kind, 1, detail);
    }
    return 0;
  }

  /** Closes the connection, for ever and without an error. Returns false if it was dead before. */
  boolean die() {
    if (state == State.DEAD) {
      return false;
    }
    state = State.DEAD;
    discard();
    return true;
  }

  /** Closes the connection without an error. */
  void discard() {
    if (channel != null) {
      try {
        channel.close();
      } catch (IOException e) {
        // The descriptor is released all the same.
      }
    }
  }

  private void interest(int ops) {
    if (key != null && key.isValid() && key.interestOps() != ops) {
      key.interestOps(ops);
    }
  }

  /** Says what was expected and what came in its place, up to the end of a line. */
  private String describe(int wrongAt, ByteBuffer received, int wrong) {
    int[] starts = engine.answerStarts;
    int line = nextAnswer;
    while (starts[line + 1] <= wrongAt) {
      line++;
    }
    byte[] expected = new byte[starts[line + 1] - starts[line]];
    engine.answers.clear().get(starts[line], expected);
    int right = wrongAt - starts[line]; // bytes; some may have come with an earlier read
    int end = wrong;
    while (end < received.limit() && received.get(end++) != '\n') {}
    byte[] got = Arrays.copyOf(expected, right + end - wrong);
    received.get(wrong, got, right, end - wrong);
    return "expected %s, got %s: byte %d differs"
        .formatted(Quoted.of(expected), Quoted.of(got), right + 1);
  }

  boolean isNew() {
    return state == State.NEW;
  }

  boolean isConnecting() {
    return state == State.CONNECTING;
  }

  boolean isOpen() {
    return state == State.OPEN;
  }

  boolean isDead() {
    return state == State.DEAD;
  }

  /** Whether its latencies are recorded: those of a hog are not. */
  boolean isTimed() {
    return timed;
  }

  /** Requests without an answer; 1 for a one-shot connection that is not closed. */
  int inFlight() {
    return switch (state) {
      case NEW, DEAD -> 0;
      case CONNECTING -> oneShot ? 1 : 0;
      case OPEN -> oneShot ? 1 : inFlight;
    };
  }

  /** Sum of the ages of the requests in flight, in nanoseconds; 0 if it is not timed. */
  double ageInFlight(long now) {
    if (!timed || inFlight() == 0) {
      return 0;
    }
    double age = 0;
    for (int i = 0; i < inFlight(); i++) {
      age += now - (double) sentAt[(receives + i) & ringMask];
    }
    return age;
  }

  /** Right answers so far. */
  long answers() {
    return answers;
  }
}
