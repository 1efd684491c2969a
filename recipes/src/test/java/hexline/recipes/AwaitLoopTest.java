package hexline.recipes;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.opentest4j.AssertionFailedError;

@Timeout(30)
class AwaitLoopTest {

  /** The shape of {@link AwaitLoop#sleep}. */
  private interface Sleep {
    void sleep(AwaitLoop loop, Duration time);
  }

  @Test
  void aTaskThatWaitsLetsOthersRun() throws Exception {
    aTaskThatWaitsLetsOthersRun(AwaitLoop::sleep);
    assertThrows(AssertionFailedError.class, () -> aTaskThatWaitsLetsOthersRun(Broken::sleep));
  }

  private static void aTaskThatWaitsLetsOthersRun(Sleep sleep) throws Exception {
    var order = new ArrayList<String>();
    var loop = new AwaitLoop();
    loop.run(() -> {
      var _ =
          loop.start(() -> {
            sleep.sleep(loop, Duration.ofMillis(1));
            order.add("sleeper");
          });
      var _ = loop.start(() -> order.add("other")); // in the same turn
      while (order.size() < 2) {
        loop.sleep(Duration.ofMillis(1));
      }
    });
    assertEquals(List.of("other", "sleeper"), order);
  }

  @Test
  void tasksTakeTurns() throws Exception {
    var turns = new StringBuilder();
    var loop = new AwaitLoop();
    loop.run(() -> {
      for (char name : "ab".toCharArray()) {
        var _ =
            loop.start(() -> {
              for (int i = 0; i < 3; i++) {
                turns.append(name);
                loop.sleep(Duration.ZERO);
              }
            });
      }
      while (turns.length() < 6) {
        loop.sleep(Duration.ZERO);
      }
    });
    assertEquals("ababab", turns.toString());
  }

  @Test
  void whatMainThrowsIsThrownByRun() throws Exception {
    var loop = new AwaitLoop();
    var thrown =
        assertThrows(
            CompletionException.class,
            () ->
                loop.run(() -> {
                  throw new IOException("from main");
                }));
    assertEquals("java.io.IOException: from main", String.valueOf(thrown.getCause()));
  }

  @Test
  void aTaskThatThrowsDoesNotStopOthers() throws Exception {
    var loop = new AwaitLoop();
    var outcome = new ArrayList<Throwable>();
    loop.run(() -> {
      var failing =
          loop.start(() -> {
            throw new IOException("from a task");
          });
      loop.sleep(Duration.ZERO);
      outcome.add(failing.exceptionNow());
    });
    assertEquals("java.io.IOException: from a task", outcome.getFirst().toString());
  }

  private static final class Broken {
    /** Keeps the only thread. */
    static void sleep(AwaitLoop loop, Duration time) {
      try {
        Thread.sleep(time);
      } catch (InterruptedException e) {
        throw new AssertionError(e);
      }
    }
  }
}
