package hexline.conformance.client;

import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** A client that sends requests without a pause, whether or not it reads the answers. */
public final class Flood {

  /** More bytes than the socket buffers of both sides hold: the rest is in the server's memory. */
  private static final long BOUND = SocketBuffers.mostBytes() + (2L << 20);

  private static final Duration QUIET = Duration.ofMillis(500);
  private static final Duration AT_REST = Duration.ofMillis(30); // processor time during QUIET
  private static final long FIRST = 100_000_000_000_000_000L; // 18 digits fill buffers quickly
  private static final int ROUND = 4000; // requests
  private static final byte[] NUMBERS = Wire.numbers(FIRST, FIRST + ROUND);
  private static final byte[] NUMBERS_IN_HEX = Oracle.answers(NUMBERS);
  private static final int SHORT = 16; // requests of a greedy client: a number, and empty lines
  private static final byte[] SHORT_LINES = shortLines();
  private static final byte[] LONG_ANSWERS = Oracle.answers(SHORT_LINES);
  private static final Duration AHEAD = Duration.ofSeconds(2); // longest wait for the sender
  private static final Duration STANDSTILL = Duration.ofSeconds(6); // the write timeout is 10 s

  private final Client client;
  private final byte[] requests; // of a round
  private final byte[] answers; // to these
  private final boolean isGreedy;
  private final Sending sending;
  private final AtomicLong answered = new AtomicLong();
  private long rounds; // whose answers have all been received
  private int next; // index in answers of the first byte of this round that has not been received
  private long mostAhead; // bytes of requests that were sent and not answered

  /** A client that asks for numbers. */
  public Flood(Client client) {
    this(client, NUMBERS, NUMBERS_IN_HEX, false);
  }

  /**
   * A client that always has input for the server, even where it gets no processor to send with. Its
   * answers are some 30 times as long as its requests: they fill the buffers on their way, so that
   * the server has to wait, while the buffers of the other way still hold requests. And it reads no
   * answers before it has filled these again by half.
   */
  public static Flood greedy(Client client) {
    return new Flood(client, SHORT_LINES, LONG_ANSWERS, true);
  }

  /** Empty lines, which are no integers, and numbers among them that tell where an answer is. */
  private static byte[] shortLines() {
    var lines = new StringBuilder();
    for (int i = 0; i < ROUND; i++) {
      lines.append(i % SHORT == 0 ? i : "").append('\n');
    }
    return Wire.bytes(lines.toString());
  }

  private Flood(Client client, byte[] requests, byte[] answers, boolean isGreedy) {
    this.client = client;
    this.requests = requests;
    this.answers = answers;
    this.isGreedy = isGreedy;
    this.sending = client.stream(requests, Long.MAX_VALUE / requests.length);
  }

  /**
   * Waits until the server has stopped reading, which it must do before it has taken more than the
   * socket buffers hold.
   *
   * @throws Violation if it reads on
   */
  public void expectBackPressure() {
    expectBackPressure(() -> Duration.ZERO, () -> false);
  }

  /**
   * The same, for a server whose work can be seen: a server that has used processor time while the
   * client could not send, or that waits for a processor, has not stopped reading, but is slow. It
   * has as much time as it needs, as long as it takes a byte every six seconds.
   *
   * @param processorTime that the server has used so far
   * @param isAtWork whether a thread of the server runs or could run now
   */
  public void expectBackPressure(Supplier<Duration> processorTime, BooleanSupplier isAtWork) {
    long taken = sending.taken();
    long lastTaken = System.nanoTime();
    Duration before = processorTime.get();
    while (sending.stalls(QUIET, BOUND)) {
      if (sending.taken() != taken) {
        taken = sending.taken();
        lastTaken = System.nanoTime();
      }
      Duration now = processorTime.get();
      boolean isAtRest = now.minus(before).compareTo(AT_REST) < 0 && !isAtWork.getAsBoolean();
      boolean hasStopped = isAtRest && client.hasUndelivered();
      if (hasStopped || System.nanoTime() - lastTaken > STANDSTILL.toNanos()) {
        return;
      }
      before = now;
    }
    expectWithinBound();
    if (!sending.hasBrokenAfter(STANDSTILL)) { // else this is the write timeout, seen late
      sending.await();
    }
  }

  /** Receives answers, all of which must be right, until the condition holds. */
  public void readUntil(BooleanSupplier condition) {
    while (!condition.getAsBoolean()) {
      readRound();
    }
  }

  private void readRound() {
    client.expect(Arrays.copyOfRange(answers, next, answers.length));
    received(answers.length - next);
  }

  private void received(int bytes) {
    answered.addAndGet(bytes);
    next += bytes;
    if (next == answers.length) {
      next = 0;
      rounds++;
    }
  }

  /** Receives answers, all of which must be right, until none has arrived for this long. */
  public void readAllThereIs(Duration quiet) {
    int bytes;
    do {
      bytes = client.expectSome(answers, next, quiet);
      received(bytes);
    } while (bytes > 0);
  }

  /**
   * Requests that the server's kernel has acknowledged, of a client that asks for numbers. The
   * server need not have read them.
   *
   * @throws Skipped where the system has no table of sockets
   */
  public long arrived() {
    return (sending.taken() - client.undelivered()) / (requests.length / ROUND);
  }

  /** Whether the server's kernel has not taken all that was sent; true if that is unknown. */
  public boolean isHeldUp() {
    return client.hasUndelivered();
  }

  /** Whether the server has sent FIN; false if that is unknown. */
  public boolean hasServerSentFin() {
    return client.hasServerSentFin();
  }

  /** Stops sending and receives the answers to this many requests for numbers at least. */
  public void expectAnswered(long count) {
    sending.stop();
    long due = count * answer() - answered.get();
    while (due > 0) {
      int end = (int) Math.min(answers.length, next + due);
      client.expect(Arrays.copyOfRange(answers, next, end));
      due -= end - next;
      received(end - next);
    }
  }

  /** Most bytes that a client receives from a server that has stopped reading. */
  public static long mostOnTheWay() {
    return BOUND;
  }

  /** Bytes of answers that have been received. */
  public long answered() {
    return answered.get();
  }

  /**
   * Receives answers, all of which must be right and whole, until FIN. Meanwhile it sends on, unless
   * it has been stopped.
   *
   * @param limit how long answers may go on
   */
  public void readToEnd(Duration limit) {
    if (!endsWithin(limit)) {
      throw Violation.expected("FIN", "answers that go on after %d ms".formatted(limit.toMillis()));
    }
  }

  /** Receives answers as {@link #readToEnd} does, for this long at most; whether FIN has come. */
  public boolean endsWithin(Duration time) {
    long start = System.nanoTime();
    int bytes = 0;
    while (bytes >= 0) {
      if (System.nanoTime() - start > time.toNanos()) {
        return false;
      }
      if (isGreedy) {
        sendAhead();
      }
      boolean isWhole = next == 0 || answers[next - 1] == '\n';
      bytes = client.expectSomeOrEnd(answers, next, isWhole);
      received(Math.max(bytes, 0));
    }
    return true;
  }

  /** Waits until half as many requests are on their way as the buffers have ever held. */
  private void sendAhead() {
    long start = System.nanoTime();
    long ahead = ahead();
    while (ahead < mostAhead / 2
        && !sending.endsWithin(Duration.ofMillis(1))
        && System.nanoTime() - start < AHEAD.toNanos()) {
      ahead = ahead();
    }
    mostAhead = Math.max(mostAhead, ahead);
  }

  /** Bytes of requests whose answers have not been received, about. */
  private long ahead() {
    long done = rounds * requests.length + (long) requests.length * next / answers.length;
    return sending.taken() - done;
  }

  /** Bytes of an answer. */
  private int answer() {
    return answers.length / ROUND;
  }

  /** Stops sending and receives all answers that are due, then FIN. */
  public void finish() {
    sending.stop();
    boolean done = false;
    while (!done || rounds * requests.length < sending.taken()) {
      if (rounds * requests.length < sending.taken()) {
        readRound();
      }
      done = done || sending.endsWithin(Duration.ofMillis(1));
    }
    sending.await();
    client.expectEndAfterFinish();
  }

  /** Waits until the server closes; returns false if it neither reads nor closes for this time. */
  public boolean isGivenUpWithin(Duration time) {
    boolean stalled = sending.stalls(time, BOUND);
    expectWithinBound();
    return !stalled;
  }

  /** Waits this long for the connection to break; returns whether it did. */
  public boolean breaksWithin(Duration time) {
    return sending.breaksWithin(time);
  }

  private void expectWithinBound() {
    if (sending.taken() > BOUND) {
      throw Violation.expected(
          "the server to stop reading from a client that reads no answer",
          "%d MiB of requests taken from it".formatted(sending.taken() >> 20));
    }
  }
}
