package hexline.conformance.client;

import java.time.Duration;
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
  private static final byte[] REQUESTS = Wire.numbers(FIRST, FIRST + 4000);
  private static final long LONGEST = 8_000_000_000L; // ns: less than the default write timeout
  private static final byte[] ANSWERS = Oracle.answers(REQUESTS);

  private final Client client;
  private final Sending sending;
  private final AtomicLong answered = new AtomicLong();
  private long rounds; // how often all answers to REQUESTS have been received

  public Flood(Client client) {
    this.client = client;
    this.sending = client.stream(REQUESTS, Long.MAX_VALUE / REQUESTS.length);
  }

  /**
   * Waits until the server has stopped reading, which it must do before it has taken more than the
   * socket buffers hold.
   *
   * @throws Violation if it reads on
   */
  public void expectBackPressure() {
    expectBackPressure(() -> Duration.ZERO);
  }

  /**
   * The same, for a server whose processor time can be read: a server that is at work while the
   * client cannot send has not stopped reading, but is slow.
   */
  public void expectBackPressure(Supplier<Duration> processorTime) {
    long start = System.nanoTime();
    Duration before = processorTime.get();
    while (sending.stalls(QUIET, BOUND)) {
      Duration now = processorTime.get();
      if (now.minus(before).compareTo(AT_REST) < 0 || System.nanoTime() - start > LONGEST) {
        return;
      }
      before = now;
    }
    expectWithinBound();
    sending.await();
  }

  /** Receives answers, all of which must be right, until the condition holds. */
  public void readUntil(BooleanSupplier condition) {
    while (!condition.getAsBoolean()) {
      readRound();
    }
  }

  private void readRound() {
    client.expect(ANSWERS);
    answered.addAndGet(ANSWERS.length);
    rounds++;
  }

  /** Bytes of answers that have been received. */
  public long answered() {
    return answered.get();
  }

  /** Stops sending and receives all answers that are due, then FIN. */
  public void finish() {
    sending.stop();
    boolean done = false;
    while (!done || rounds * REQUESTS.length < sending.taken()) {
      if (rounds * REQUESTS.length < sending.taken()) {
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
