package hexline.server.guard;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.ResourceBundle;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class AcceptBackoffTest {

  /** A logger that remembers. */
  private static final class Memory implements System.Logger {
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

    private void add(String message) {
      if (failures-- > 0) {
        throw new OutOfMemoryError("thrown by a test");
      }
      messages.add(message);
    }
  }

  @Test
  void doublesFrom50MillisecondsToASecondAndStartsAgainAfterSuccess() {
    var backoff = new AcceptBackoff(new Memory());
    var failure = new IOException("Too many open files");
    List<Long> millis = new ArrayList<>();
    for (int i = 0; i < 7; i++) {
      millis.add(backoff.failed(failure) / 1_000_000);
    }
    assertEquals(List.of(50L, 100L, 200L, 400L, 800L, 1000L, 1000L), millis, "R15");
    backoff.succeeded();
    assertEquals(50, backoff.failed(failure) / 1_000_000, "R15");
  }

  @Test
  void logsTheFirstFailureAndNotAllOfAStorm() {
    var log = new Memory();
    var backoff = new AcceptBackoff(log);
    long start = System.nanoTime();
    for (int i = 0; i < 100_000; i++) {
      backoff.failed(new IOException("Too many open files"));
    }
    long seconds = (System.nanoTime() - start) / 1_000_000_000;
    assertTrue(log.messages.getFirst().contains("failure 1"), log.messages.getFirst());
    assertTrue(log.messages.getFirst().contains("Too many open files"), log.messages.getFirst());
    assertTrue(log.messages.size() <= 1 + seconds, "R15: at most one a second");
  }

  @Test
  void survivesALogThatFailsAndSaysItLater() {
    var log = new Memory();
    log.failures = 3; // no memory for a line, for a while
    var backoff = new AcceptBackoff(log);
    var failure = new OutOfMemoryError("thrown by a test");
    Thread.currentThread().interrupt(); // so that no pause takes time
    backoff.pause(failure);
    backoff.pause(failure);
    backoff.failed(failure);
    assertEquals(List.of(), log.messages);
    backoff.pause(failure);
    assertTrue(Thread.interrupted(), "it stays set");
    assertTrue(log.messages.getFirst().contains("failure 4"), log.messages.getFirst());
  }
}
