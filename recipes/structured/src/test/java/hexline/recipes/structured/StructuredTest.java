package hexline.recipes.structured;

import static java.time.Duration.ofDays;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.StructuredTaskScope;
import java.util.concurrent.StructuredTaskScope.FailedException;
import java.util.concurrent.StructuredTaskScope.Joiner;
import java.util.concurrent.StructuredTaskScope.Subtask;
import java.util.concurrent.StructuredTaskScope.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.opentest4j.AssertionFailedError;

@Timeout(30)
class StructuredTest {

  private static final Duration PATIENT = ofSeconds(10);
  private static final Duration SHORT = ofMillis(100); // for twins that would wait for ever

  /** The shape of {@link Structured#gather}. */
  private interface Gatherer {
    List<String> gather(List<Callable<String>> calls) throws Exception;
  }

  /** Waits until it is interrupted, and says so. */
  private static final class Endless implements Callable<String> {
    final CountDownLatch begun = new CountDownLatch(1);
    final AtomicBoolean interrupted = new AtomicBoolean();

    @Override
    public String call() throws InterruptedException {
      begun.countDown();
      try {
        Thread.sleep(ofDays(1));
        return "endless";
      } catch (InterruptedException e) {
        interrupted.set(true);
        throw e;
      }
    }
  }

  @Test
  void theFirstFailureEndsTheRest() {
    theFirstFailureEndsTheRest(Structured::gather, PATIENT);
    assertThrows(
        AssertionFailedError.class, () -> theFirstFailureEndsTheRest(Broken::awaitAll, SHORT));
  }

  private static void theFirstFailureEndsTheRest(Gatherer gatherer, Duration patience) {
    var endless = new Endless();
    Callable<String> fails =
        () -> {
          endless.begun.await();
          throw new IllegalStateException("no route");
        };
    var failed =
        assertTimeoutPreemptively(
            patience,
            () ->
                assertThrows(
                    FailedException.class, () -> gatherer.gather(List.of(endless, fails))));
    assertEquals("java.lang.IllegalStateException: no route", String.valueOf(failed.getCause()));
    assertTrue(endless.interrupted.get(), "no subtask may outlive its scope");
  }

  @Test
  void resultsAreInTheOrderOfTheCalls() throws Exception {
    var bIsDone = new CountDownLatch(1);
    Callable<String> a =
        () -> {
          bIsDone.await();
          return "a";
        };
    Callable<String> b =
        () -> {
          bIsDone.countDown();
          return "b";
        };
    assertEquals(List.of("a", "b"), Structured.gather(List.of(a, b)));
  }

  /** The shape of {@link Structured#race}. */
  private interface Race {
    String race(List<Callable<String>> calls) throws Exception;
  }

  @Test
  void theFirstSuccessWinsTheRace() {
    theFirstSuccessWinsTheRace(Structured::race, PATIENT);
    assertThrows(
        AssertionFailedError.class,
        () -> theFirstSuccessWinsTheRace(calls -> Structured.gather(calls).getFirst(), SHORT));
  }

  private static void theFirstSuccessWinsTheRace(Race race, Duration patience) {
    var endless = new Endless();
    Callable<String> wins =
        () -> {
          endless.begun.await();
          return "won";
        };
    String winner = assertTimeoutPreemptively(patience, () -> race.race(List.of(endless, wins)));
    assertEquals("won", winner);
    assertTrue(endless.interrupted.get(), "the rest must be ended");
  }

  /** The shape of {@link Structured#waitFirst}. */
  private interface Wait {
    List<Subtask<String>> first(List<Callable<String>> calls, Duration atMost) throws Exception;
  }

  @Test
  void aFailureIsAWayToBeDone() {
    aFailureIsAWayToBeDone(Structured::waitFirst, PATIENT);
    assertThrows(
        AssertionFailedError.class, () -> aFailureIsAWayToBeDone(Broken::untilSuccess, SHORT));
  }

  private static void aFailureIsAWayToBeDone(Wait wait, Duration patience) {
    var endless = new Endless();
    Callable<String> fails =
        () -> {
          endless.begun.await();
          throw new IllegalStateException("no route");
        };
    var subtasks =
        assertTimeoutPreemptively(
            patience, () -> wait.first(List.of(endless, fails), ofSeconds(20)));
    assertEquals(
        List.of(Subtask.State.UNAVAILABLE, Subtask.State.FAILED),
        subtasks.stream().map(Subtask::state).toList());
  }

  @Test
  void theDeadlineEndsAll() {
    theDeadlineEndsAll(Structured::waitFirst, PATIENT);
    assertThrows(
        AssertionFailedError.class, () -> theDeadlineEndsAll(Broken::withoutDeadline, SHORT));
  }

  private static void theDeadlineEndsAll(Wait wait, Duration patience) {
    var endless = new Endless();
    assertTimeoutPreemptively(
        patience,
        () ->
            assertThrows(TimeoutException.class, () -> wait.first(List.of(endless), ofMillis(1))));
    assertTrue(
        endless.begun.getCount() > 0 || endless.interrupted.get(),
        "the deadline must end what has begun");
  }

  @Test
  void subtasksSeeTheOwnersContext() throws Exception {
    subtasksSeeTheOwnersContext(Structured::gather);
    assertThrows(
        AssertionFailedError.class, () -> subtasksSeeTheOwnersContext(Broken::inAnExecutor));
  }

  private static void subtasksSeeTheOwnersContext(Gatherer gatherer) throws Exception {
    ScopedValue<String> user = ScopedValue.newInstance();
    var seen =
        ScopedValue.where(user, "ann")
            .call(() -> gatherer.gather(List.of(() -> user.orElse("nobody"))));
    assertEquals(List.of("ann"), seen);
  }

  private static final class Broken {

    static List<String> awaitAll(List<Callable<String>> calls) throws InterruptedException {
      try (var scope = StructuredTaskScope.open(Joiner.<String>awaitAll())) {
        var subtasks = calls.stream().map(scope::fork).toList();
        scope.join();
        return subtasks.stream().map(Subtask::get).toList();
      }
    }

    static List<Subtask<String>> untilSuccess(List<Callable<String>> calls, Duration atMost)
        throws InterruptedException {
      try (var scope =
          StructuredTaskScope.open(
              Joiner.<String>allUntil(done -> done.state() == Subtask.State.SUCCESS))) {
        calls.forEach(scope::fork);
        return scope.join().toList();
      }
    }

    static List<Subtask<String>> withoutDeadline(List<Callable<String>> calls, Duration atMost)
        throws InterruptedException {
      try (var scope = StructuredTaskScope.open(Joiner.<String>allUntil(_ -> true))) {
        calls.forEach(scope::fork);
        return scope.join().toList();
      }
    }

    static List<String> inAnExecutor(List<Callable<String>> calls)
        throws InterruptedException, ExecutionException {
      try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
        return List.of(threads.submit(calls.getFirst()).get());
      }
    }
  }
}
