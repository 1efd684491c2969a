package hexline.recipes;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.opentest4j.AssertionFailedError;

@Timeout(60)
class FutureResourceTest {

  /** A resource of futures, whose work and closing end when the test says so. */
  private static final class Futures {
    final CompletableFuture<String> work = new CompletableFuture<>();
    final CompletableFuture<String> closing = new CompletableFuture<>();
    int closed;

    CompletableFuture<String> use(User user) {
      return user.using(
          CompletableFuture.completedFuture("lease"),
          _ -> work,
          _ -> {
            closed++;
            return closing;
          });
    }
  }

  /** The shape of {@link FutureResource#using}. */
  private interface User {
    CompletableFuture<String> using(
        CompletableFuture<String> open,
        Function<String, CompletableFuture<String>> work,
        Function<String, CompletableFuture<String>> close);
  }

  @Test
  void theResultComesWhenTheResourceIsClosed() throws Exception {
    theResultComesWhenTheResourceIsClosed(FutureResource::using);
    assertThrows(
        AssertionFailedError.class,
        () -> theResultComesWhenTheResourceIsClosed(Broken::whenComplete));
  }

  private static void theResultComesWhenTheResourceIsClosed(User user) throws Exception {
    var futures = new Futures();
    var result = futures.use(user);
    assertEquals(0, futures.closed, "nothing may be closed that is in use");
    futures.work.complete("result");
    assertEquals(1, futures.closed);
    assertFalse(result.isDone(), "the result must not come before the resource is closed");
    futures.closing.complete("closed");
    assertEquals("result", result.get(20, SECONDS));
  }

  @Test
  void workThatFailsClosesToo() {
    workThatFailsClosesToo(FutureResource::using);
    assertThrows(
        AssertionFailedError.class, () -> workThatFailsClosesToo(Broken::afterSuccessOnly));
  }

  private static void workThatFailsClosesToo(User user) {
    var futures = new Futures();
    var failure = new IllegalStateException("no work today");
    var result = futures.use(user);
    futures.work.completeExceptionally(failure);
    futures.closing.completeExceptionally(new IllegalStateException("not closed either"));
    assertEquals(1, futures.closed, "times that the resource was closed");
    var thrown = assertThrows(ExecutionException.class, () -> result.get(20, SECONDS));
    assertSame(failure, thrown.getCause(), "what failed first");
  }

  @Test
  void workThatThrowsClosesToo() {
    var futures = new Futures();
    var failure = new IllegalStateException("no work today");
    futures.closing.complete("closed");
    var result =
        FutureResource.<String, String, String>using(
            CompletableFuture.completedFuture("lease"),
            _ -> {
              throw failure;
            },
            _ -> {
              futures.closed++;
              return futures.closing;
            });
    assertEquals(1, futures.closed, "times that the resource was closed");
    assertSame(failure, assertThrows(ExecutionException.class, result::get).getCause());
  }

  @Test
  void aFailureToCloseIsSeen() {
    var futures = new Futures();
    var failure = new IllegalStateException("no work today");
    var result = futures.use(FutureResource::using);
    futures.work.complete("result");
    futures.closing.completeExceptionally(failure);
    assertSame(failure, assertThrows(ExecutionException.class, result::get).getCause());
  }

  @Test
  void cancellingTheResultClosesOnceTheWorkHasEnded() {
    cancellingTheResultClosesOnceTheWorkHasEnded(FutureResource::using);
    assertThrows(
        AssertionFailedError.class,
        () -> cancellingTheResultClosesOnceTheWorkHasEnded(Broken::onTheResult));
  }

  private static void cancellingTheResultClosesOnceTheWorkHasEnded(User user) {
    var futures = new Futures();
    var result = futures.use(user);
    result.cancel(true);
    assertEquals(0, futures.closed, "nothing may be closed that is in use");
    futures.work.complete("result");
    assertEquals(1, futures.closed, "times that the resource was closed");
  }

  /** The usual first attempt. */
  private static final class Broken {

    static CompletableFuture<String> whenComplete(
        CompletableFuture<String> open,
        Function<String, CompletableFuture<String>> work,
        Function<String, CompletableFuture<String>> close) {
      return open.thenCompose(lease ->
          work.apply(lease)
              .whenComplete((_, _) -> {
                var _ = close.apply(lease);
              }));
    }

    static CompletableFuture<String> afterSuccessOnly(
        CompletableFuture<String> open,
        Function<String, CompletableFuture<String>> work,
        Function<String, CompletableFuture<String>> close) {
      return open.thenCompose(lease ->
          work.apply(lease).thenCompose(result -> close.apply(lease).thenApply(_ -> result)));
    }

    /** Closes at once when it is cancelled, even if the work still goes on. */
    static CompletableFuture<String> onTheResult(
        CompletableFuture<String> open,
        Function<String, CompletableFuture<String>> work,
        Function<String, CompletableFuture<String>> close) {
      var result = open.thenCompose(work);
      var _ =
          result.whenComplete((_, _) -> {
            var _ = close.apply(open.join());
          });
      return result;
    }
  }
}
