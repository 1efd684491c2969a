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
class EventLoopTest {

  /** The shape of {@link EventLoop#sleep}. */
  private interface Sleep {
    void sleep(EventLoop loop, Duration time);
  }

  @Test
  void whoeverWaitsLetsOthersRun() throws Exception {
    whoeverWaitsLetsOthersRun(EventLoop::sleep);
    assertThrows(AssertionFailedError.class, () -> whoeverWaitsLetsOthersRun(Broken::sleep));
  }

  private static void whoeverWaitsLetsOthersRun(Sleep sleep) throws Exception {
    var order = new ArrayList<String>();
    var loop = new EventLoop();
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
    var loop = new EventLoop();
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
    var loop = new EventLoop();
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
  void aTaskThatThrowsStopsNobody() throws Exception {
    var loop = new EventLoop();
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
    static void sleep(EventLoop loop, Duration time) {
      try {
        Thread.sleep(time);
      } catch (InterruptedException e) {
        throw new AssertionError(e);
      }
    }
  }
}
