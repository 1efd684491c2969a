package hexline.recipes;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hexline.recipes.WaitFirst.Waited;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionService;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.opentest4j.AssertionFailedError;

@Timeout(30)
@SuppressWarnings("UndefinedEquals") // a task is equal to itself only: that is what is meant
class WaitFirstTest {

  /** The shape of {@link WaitFirst#waitFirst}. */
  private interface Wait {
    Waited<Future<String>> first(
        CompletionService<String> finished, Set<Future<String>> tasks, Duration atMost)
        throws Exception;
  }

  /** The shape of {@link WaitFirst#waitFirstAsync}. */
  private interface WaitAsync {
    CompletableFuture<Waited<CompletableFuture<String>>> first(
        Set<CompletableFuture<String>> tasks, Duration atMost);
  }

  @Test
  void theRestGoesOn() throws Exception {
    theRestGoesOn(WaitFirst::waitFirst);
    assertThrows(AssertionFailedError.class, () -> theRestGoesOn(Broken::cancelsTheRest));
  }

  private static void theRestGoesOn(Wait wait) throws Exception {
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var finished = new ExecutorCompletionService<String>(threads);
      var release = new CountDownLatch(1);
      Future<String> slow =
          finished.submit(() -> {
            release.await();
            return "slow";
          });
      Future<String> fast = finished.submit(() -> "fast");
      var waited = wait.first(finished, Set.of(slow, fast), ofSeconds(10));
      assertEquals(Set.of(fast), waited.done());
      assertEquals(Set.of(slow), waited.pending());
      release.countDown();
      waited = wait.first(finished, waited.pending(), ofSeconds(10));
      assertEquals(Set.of(slow), waited.done(), "what is pending must go on");
      assertEquals("slow", slow.state() == Future.State.SUCCESS ? slow.get() : slow.state());
    }
  }

  @Test
  void aFailureIsAWayToBeDone() throws Exception {
    aFailureIsAWayToBeDone(WaitFirst::waitFirst);
    assertThrows(AssertionFailedError.class, () -> aFailureIsAWayToBeDone(Broken::getsTheFirst));
    aFailureIsAWayToBeDone(WaitFirst::waitFirstAsync);
    assertThrows(AssertionFailedError.class, () -> aFailureIsAWayToBeDone(Broken::anyOf));
  }

  private static void aFailureIsAWayToBeDone(Wait wait) {
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var finished = new ExecutorCompletionService<String>(threads);
      Future<String> fails =
          finished.submit(() -> {
            throw new IllegalStateException("failed");
          });
      var waited = assertDoesNotThrow(() -> wait.first(finished, Set.of(fails), ofSeconds(10)));
      assertEquals(new Waited<>(Set.of(fails), Set.of()), waited);
    }
  }

  private static void aFailureIsAWayToBeDone(WaitAsync wait) {
    var fails = CompletableFuture.<String>failedFuture(new IllegalStateException("failed"));
    var goesOn = new CompletableFuture<String>();
    var waited = assertDoesNotThrow(() -> wait.first(Set.of(fails, goesOn), ofSeconds(10)).get());
    assertEquals(new Waited<>(Set.of(fails), Set.of(goesOn)), waited);
  }

  @Test
  void theWaitEndsWithTheDeadline() {
    theWaitEndsWithTheDeadline(WaitFirst::waitFirst, ofSeconds(10));
    // No patience would be enough for these: the task does not end.
    assertThrows(
        AssertionFailedError.class,
        () -> theWaitEndsWithTheDeadline(Broken::getsTheFirst, ofMillis(100)));
    theWaitEndsWithTheDeadline(WaitFirst::waitFirstAsync, ofSeconds(10));
    assertThrows(
        AssertionFailedError.class, () -> theWaitEndsWithTheDeadline(Broken::anyOf, ofMillis(100)));
  }

  private static void theWaitEndsWithTheDeadline(Wait wait, Duration patience) {
    var task = new CompletableFuture<String>();
    var finished = new ExecutorCompletionService<String>(Thread::startVirtualThread);
    Future<String> waits = finished.submit(task::get);
    try {
      var waited =
          assertTimeoutPreemptively(
              patience, () -> wait.first(finished, Set.of(waits), ofMillis(1)));
      assertEquals(new Waited<>(Set.of(), Set.of(waits)), waited);
    } finally {
      task.complete("released");
    }
  }

  private static void theWaitEndsWithTheDeadline(WaitAsync wait, Duration patience) {
    var task = new CompletableFuture<String>();
    var waited =
        assertTimeoutPreemptively(patience, () -> wait.first(Set.of(task), ofMillis(1)).get());
    assertEquals(new Waited<>(Set.of(), Set.of(task)), waited);
  }

  @Test
  void everyTaskIsReportedOnce() throws Exception {
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var finished = new ExecutorCompletionService<String>(threads);
      Set<Future<String>> tasks = new LinkedHashSet<>();
      for (int i = 0; i < 100; i++) {
        String name = "task " + i;
        tasks.add(finished.submit(() -> name));
      }
      var reported = new ArrayList<Future<String>>();
      Set<Future<String>> pending = tasks;
      while (!pending.isEmpty()) {
        var waited = WaitFirst.waitFirst(finished, pending, ofSeconds(10));
        assertTrue(!waited.done().isEmpty(), "none of " + pending.size() + " was done in time");
        reported.addAll(waited.done());
        pending = waited.pending();
      }
      assertEquals(100, reported.size());
      assertEquals(tasks, Set.copyOf(reported));
    }
  }

  private static final class Broken {

    static Waited<Future<String>> cancelsTheRest(
        CompletionService<String> finished, Set<Future<String>> tasks, Duration atMost)
        throws Exception {
      var waited = WaitFirst.waitFirst(finished, tasks, atMost);
      waited.pending().forEach(task -> task.cancel(true));
      return waited;
    }

    static Waited<Future<String>> getsTheFirst(
        CompletionService<String> finished, Set<Future<String>> tasks, Duration atMost)
        throws Exception {
      var first = finished.take();
      first.get();
      return new Waited<>(Set.of(first), Set.of());
    }

    static CompletableFuture<Waited<CompletableFuture<String>>> anyOf(
        Set<CompletableFuture<String>> tasks, Duration atMost) {
      return CompletableFuture.anyOf(tasks.toArray(CompletableFuture[]::new))
          .thenApply(_ -> new Waited<>(tasks, Set.of()));
    }
  }
}
