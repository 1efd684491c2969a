package hexline.recipes;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hexline.recipes.Coroutine.Caller;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.opentest4j.AssertionFailedError;

@Timeout(30)
class CoroutineTest {

  private static void echo(Caller<String, String> caller) throws InterruptedException {
    String received = caller.give("ready");
    while (received != null) {
      received = caller.give("echo " + received);
    }
  }

  @Test
  void eachSendRunsTheBodyToItsNextYield() throws Exception {
    try (var echo = new Coroutine<String, String>(CoroutineTest::echo)) {
      assertEquals(Optional.of("ready"), echo.send(null));
      assertEquals(Optional.of("echo a"), echo.send("a"));
      assertEquals(Optional.of("echo b"), echo.send("b"));
      assertEquals(Optional.empty(), echo.send(null));
      assertThrows(IllegalStateException.class, () -> echo.send("c"));
    }
  }

  @Test
  void printsWhatTheArticlePrints() throws Exception {
    var printed = new ByteArrayOutputStream();
    PrintStream out = System.out;
    System.setOut(new PrintStream(printed, true, UTF_8));
    try {
      Coroutine.main(new String[0]);
    } finally {
      System.setOut(out);
    }
    assertEquals(
        List.of(
            "bar",
            "Received: baz",
            "Echo: baz",
            "Received: foo-bar-baz",
            "Echo: foo-bar-baz",
            "None"),
        printed.toString(UTF_8).lines().limit(6).toList());
  }

  @Test
  void whatTheBodyThrowsReachesTheCaller() throws Exception {
    var failure = new IllegalStateException("in the body");
    try (var coroutine =
        new Coroutine<String, String>(_ -> {
          throw failure;
        })) {
      var thrown = assertThrows(ExecutionException.class, () -> coroutine.send(null));
      assertSame(failure, thrown.getCause());
    }
  }

  @Test
  void closeLetsTheBodyCleanUp() throws Exception {
    var cleanedUp = new CountDownLatch(1);
    var coroutine =
        new Coroutine<String, String>(caller -> {
          try {
            caller.give("held");
          } finally {
            cleanedUp.countDown();
          }
        });
    coroutine.send(null);
    assertEquals(1, cleanedUp.getCount());
    coroutine.close();
    assertEquals(0, cleanedUp.getCount(), "close returns when the body has ended");
  }

  @Test
  void anInterruptedSendEndsTheBody() {
    try (var echo = new Coroutine<String, String>(CoroutineTest::echo)) {
      Thread.currentThread().interrupt();
      assertThrows(InterruptedException.class, () -> echo.send(null));
      assertThrows(IllegalStateException.class, () -> echo.send("late"));
    }
  }

  @Test
  void closeOfOneThatNeverBeganReturns() {
    new Coroutine<String, String>(CoroutineTest::echo).close();
  }

  /** Yields two values; the body has run {@code ahead} when it gives the second. */
  private interface Twice {
    /** Starts the body and returns the first value, "1". */
    @Nullable String first(Runnable ahead) throws Exception;
  }

  @Test
  void theBodyWaitsWhileItsCallerRuns() throws Exception {
    theBodyWaitsWhileItsCallerRuns(
        ahead -> {
          // Not closed here: that would end the wait that is looked at.
          var coroutine = new Coroutine<String, String>(caller -> twice(caller, ahead));
          return coroutine.send(null).orElse(null);
        },
        50);
    assertThrows(
        AssertionFailedError.class,
        () -> theBodyWaitsWhileItsCallerRuns(Broken::runsAhead, 10_000));
  }

  private static void twice(Caller<String, String> caller, Runnable ahead)
      throws InterruptedException {
    caller.give("1");
    ahead.run();
    caller.give("2");
  }

  /** A body that runs ahead does so in an instant; that one does not takes a moment to see. */
  private static void theBodyWaitsWhileItsCallerRuns(Twice twice, int watchMillis)
      throws Exception {
    var ranAhead = new CountDownLatch(1);
    assertEquals("1", twice.first(ranAhead::countDown));
    assertFalse(
        ranAhead.await(watchMillis, TimeUnit.MILLISECONDS),
        "the body must not run between two sends");
  }

  /** Hands over through a queue, and waits for nothing. */
  private static final class Broken {
    static String runsAhead(Runnable ahead) throws InterruptedException {
      var yielded = new LinkedBlockingQueue<String>();
      Thread.ofVirtual()
          .start(() -> {
            yielded.add("1");
            ahead.run();
            yielded.add("2");
          });
      return yielded.take();
    }
  }

  @Test
  void nothingRunsBeforeTheFirstSend() {
    var began = new CountDownLatch(1);
    try (var _ = new Coroutine<String, String>(_ -> began.countDown())) {
      assertTrue(began.getCount() == 1);
    }
    assertEquals(1, began.getCount(), "a coroutine that is not driven does nothing");
  }
}
