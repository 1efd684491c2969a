package hexline.server.guard;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.ResourceBundle;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class AcceptBackoffTest {

  private static final long MILLISECOND = 1_000_000; // ns
  private static final long SECOND = 1_000 * MILLISECOND;

  private final IOException failure = new IOException("Too many open files");

  /** A logger that remembers. */
  private static class Memory implements System.Logger {
    final List<String> messages = new ArrayList<>();
    int failures;

    @Override
    public String getName() {
      return "memory";
    }

    @Override
    public boolean isLoggable(Level level) {
      return true;
    }

    @Override
    public void log(Level level, @Nullable ResourceBundle bundle, String msg, Throwable thrown) {
      add(level + " " + msg);
    }

    @Override
    public void log(Level level, @Nullable ResourceBundle bundle, String format, Object... params) {
      add(level + " " + format);
    }

    void add(String message) {
      if (failures-- > 0) {
        throw new OutOfMemoryError("thrown by a test");
      }
      messages.add(message);
    }
  }

  @Test
  void doublesFrom50MillisecondsToASecondAndStartsAgainAfterSuccess() {
    var backoff = new AcceptBackoff(new Memory());
    List<Long> millis = new ArrayList<>();
    for (int i = 0; i < 7; i++) {
      millis.add(backoff.failed(failure) / MILLISECOND);
    }
    assertEquals(List.of(50L, 100L, 200L, 400L, 800L, 1000L, 1000L), millis, "R15");
    backoff.succeeded();
    assertEquals(50, backoff.failed(failure) / MILLISECOND, "R15");
  }

  @Test
  void survivesALogThatFailsAndSaysItLater() {
    var log = new Memory();
    log.failures = 3; // no memory for a line, for a while
    var backoff = new AcceptBackoff(log);
    var noMemory = new OutOfMemoryError("thrown by a test");
    Thread.currentThread().interrupt(); // so that no pause takes time
    backoff.pause(noMemory);
    backoff.pause(noMemory);
    backoff.failed(noMemory);
    assertEquals(List.of(), log.messages);
    backoff.pause(noMemory);
    assertTrue(Thread.interrupted(), "it stays set");
    assertTrue(log.messages.getFirst().contains("failure 4"), log.messages.getFirst());
  }

  /** A time that stands still, but while the acceptor waits. */
  private static final class Time {
    final List<Long> waits = new ArrayList<>(); // ms
    long now = Long.MAX_VALUE - 1; // System.nanoTime may overflow
    long longest = Long.MAX_VALUE; // ns after which a wait ends, whatever was asked for

    void park(long nanos) {
      waits.add(nanos / MILLISECOND);
      now += Math.min(nanos, longest);
    }

    AcceptBackoff backoff(Memory log) {
      return new AcceptBackoff(log, () -> now, this::park);
    }
  }

  @Test
  @DisplayName("R15: a pause waits for the whole time, and logs behind it")
  void pauses() {
    var time = new Time();
    long start = time.now;
    var loggedAt = new ArrayList<Long>();
    var log =
        new Memory() {
          @Override
          void add(String message) {
            loggedAt.add(time.now - start);
          }
        };
    var backoff = time.backoff(log);
    backoff.pause(failure);
    assertEquals(List.of(50L), time.waits);
    assertEquals(List.of(50 * MILLISECOND), loggedAt, "the memory for the line may have come back");
    backoff.pause(failure);
    assertEquals(List.of(50L, 100L), time.waits);
  }

  @Test
  @DisplayName("R15: a wait that ends early is gone on with")
  void waitsOn() {
    var time = new Time();
    time.longest = 20 * MILLISECOND;
    time.backoff(new Memory()).pause(failure);
    assertEquals(List.of(50L, 30L, 10L), time.waits);
  }

  @Test
  @DisplayName("an interrupt ends a pause, and stays set")
  void interrupted() {
    var time = new Time();
    var log = new Memory();
    Thread.currentThread().interrupt();
    time.backoff(log).pause(failure);
    assertTrue(Thread.interrupted(), "it stays set");
    assertEquals(List.of(), time.waits);
    assertEquals(1, log.messages.size());
  }

  @Test
  @DisplayName("R15: a line a second at most, with the count of failures so far")
  void oneLineASecond() {
    var time = new Time();
    var log = new Memory();
    var backoff = time.backoff(log);
    backoff.failed(failure);
    time.now += SECOND - 1;
    backoff.failed(failure);
    assertEquals(
        List.of("WARNING cannot take another client (failure 1): " + failure), log.messages);
    time.now += 1;
    backoff.failed(failure);
    assertEquals("WARNING cannot take another client (failure 3): " + failure, log.messages.get(1));
    time.now += SECOND;
    backoff.failed(failure);
    assertEquals(3, log.messages.size());
  }
}
