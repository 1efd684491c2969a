package hexline.recipes;

import hexline.recipes.shared.SlowServer;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/**
 * <b>asyncio:</b> {@code async with} around code that is made of futures.
 *
 * <p><b>Java:</b> {@code close} is a stage that runs after success and failure of the work, and the
 * result completes after it.
 *
 * <p><b>Use it</b> behind an interface that hands out futures; on a virtual thread {@link
 * AsyncResource} is enough.
 *
 * <p><b>What goes wrong:</b> {@code thenCompose} closes after success only. {@code whenComplete}
 * closes in both cases, but the result completes before the resource is closed, and a failure of
 * {@code close} is lost.
 */
public final class FutureResource {

  private FutureResource() {}

  /**
   * Opens, works, and closes after success and failure of the work. Completes after {@code close}:
   * with the first failure, or with the result of the work.
   */
  public static <R, T, C> CompletableFuture<T> using(
      CompletableFuture<R> open,
      Function<R, CompletableFuture<T>> work,
      Function<R, CompletableFuture<C>> close) {
    // @start region=using
    return open.thenCompose(
            resource -> {
              var done = CompletableFuture.completedFuture(resource).thenCompose(work);
              var closed = done.handle((_, _) -> resource).thenCompose(close);
              return done.thenCombine(closed, (result, _) -> result);
            })
        .copy(); // cancelling the copy ends the waiting; the work and the close still run
    // @end region=using
  }

  public static void main(String[] args) {
    System.out.println("the work succeeds:");
    var result =
        using(
            Tasks.start(() -> SlowServer.ask("open")),
            _ -> Tasks.start(() -> SlowServer.ask("work")),
            _ -> Tasks.start(() -> SlowServer.ask("close")));
    System.out.println("  " + result.join());
    System.out.println("the work fails:");
    CompletableFuture<String> noResult =
        using(
            Tasks.start(() -> SlowServer.ask("open")),
            _ -> CompletableFuture.failedFuture(new IllegalStateException("no work today")),
            _ -> Tasks.start(() -> SlowServer.ask("close")));
    System.out.println("  " + noResult.handle((_, failure) -> failure.getCause()).join());
  }
}
