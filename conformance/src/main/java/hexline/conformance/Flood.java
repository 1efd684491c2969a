package hexline.conformance;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** A client that sends requests without end, whether or not it reads the answers. */
public final class Flood {

  /** More than the socket buffers on both sides hold: who takes this much keeps it in memory. */
  private static final long BOUND = SocketBuffers.mostBytes() + (2L << 20);

  private static final Duration QUIET = Duration.ofMillis(500);
  private static final Duration AT_REST = Duration.ofMillis(30); // of CPU time, in that time
  private static final long FIRST = 100_000_000_000_000_000L; // long lines fill buffers faster
  private static final byte[] REQUESTS = Wire.numbers(FIRST, FIRST + 4000);
  private static final long LONGEST = 8_000_000_000L; // ns: less than the default write timeout
  private static final byte[] ANSWERS = Oracle.answers(REQUESTS);

  private final Client client;
  private final Sending sending;
  private final AtomicLong answered = new AtomicLong();
  private long rounds; // of requests whose answers have all come

  public Flood(Client client) {
    this.client = client;
    this.sending = client.stream(REQUESTS, Long.MAX_VALUE / REQUESTS.length);
  }

  /**
   * Waits until the server has stopped reading, which it must do before the bound.
   *
   * @param server its process, if the kit has started it: one that is at work has not stopped, it
   *     has not come to it yet
   */
  public void expectBackPressure(@Nullable ServerProcess server) {
    long start = System.nanoTime();
    Duration before = cpuTime(server);
    while (sending.stalls(QUIET, BOUND)) {
      Duration now = cpuTime(server);
      if (now.minus(before).compareTo(AT_REST) < 0 || System.nanoTime() - start > LONGEST) {
        return;
      }
      before = now;
    }
    expectWithinBound();
    sending.await();
  }

  private static Duration cpuTime(@Nullable ServerProcess server) {
    return server == null ? Duration.ZERO : server.cpuTime();
  }

  /** Reads answers, every one of them right, until the condition holds. */
  void readUntil(BooleanSupplier condition) {
    while (!condition.getAsBoolean()) {
      readRound();
    }
  }

  private void readRound() {
    client.expect(ANSWERS);
    answered.addAndGet(ANSWERS.length);
    rounds++;
  }

  /** Bytes of answers that have come. */
  long answered() {
    return answered.get();
  }

  /** Sends no more, and reads everything that is still due, up to FIN. */
  void finish() {
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

  /** Waits until the server has given the client up; false if it stalls for this time instead. */
  boolean isGivenUpWithin(Duration time) {
    boolean stalled = sending.stalls(time, BOUND);
    expectWithinBound();
    return !stalled;
  }

  /** Waits until the connection breaks, whatever is read away before that; whether it did. */
  public boolean breaksWithin(Duration time) {
    return sending.breaksWithin(time);
  }

  private void expectWithinBound() {
    if (sending.taken() > BOUND) {
      throw new Violation(
          "the server took %d MiB of requests from a client that reads no answer, and went on"
              .formatted(sending.taken() >> 20));
    }
  }
}
