package hexline.recipes;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.function.Function;

/**
 * <b>asyncio:</b> {@code async with Session() as session: await session.work()}; {@code shield}.
 *
 * <p><b>Java:</b> {@code try (var session = Session.open(server))}, where opening and closing
 * simply wait. Closing runs on a thread of its own, which the interrupt of this one does not reach.
 * With futures, the end of the work, good or bad, starts the closing, and the result waits for
 * both.
 *
 * <p><b>Use it</b> for all that the other side holds for you: sessions, transactions, leases.
 *
 * <p><b>What goes wrong:</b> a thread is interrupted, says so again as it should, and comes to
 * {@code close()}: the first wait there throws at once, and the session stays open for ever. With
 * futures: {@code thenCompose} closes after success only; {@code whenComplete} closes, but the
 * result is there before the session is gone, and a failure to close is never seen.
 */
public final class AsyncResource {

  private AsyncResource() {}

  /** The other side; each request waits for its reply. */
  @FunctionalInterface
  public interface Server {
    String ask(String request) throws InterruptedException;
  }

  // @start region=virtual
  /** A session that has to be closed on the other side, too. */
  public static final class Session implements AutoCloseable {
    private final Server server;

    private Session(Server server) {
      this.server = server;
    }

    public static Session open(Server server) throws InterruptedException {
      server.ask("open");
      return new Session(server);
    }

    public String work() throws InterruptedException {
      return server.ask("work");
    }

    /** Returns when the other side has closed; an interrupt is kept for later. */
    @Override
    public void close() {
      Tasks.start(() -> server.ask("close")).join(); // unlike get(), it waits on when interrupted
    }
  }

  // @end region=virtual

  // @start region=futures
  /**
   * Closes what was opened when the work has ended, however it did, and completes when it is
   * closed: with what failed first, or with the result of the work.
   */
  public static <R, T, C> CompletableFuture<T> using(
      CompletableFuture<R> open,
      Function<R, CompletableFuture<T>> work,
      Function<R, CompletableFuture<C>> close) {
    return open.thenCompose(
            resource -> {
              var done = CompletableFuture.completedFuture(resource).thenCompose(work);
              var closed = done.handle((_, _) -> resource).thenCompose(close);
              return done.thenCombine(closed, (result, _) -> result);
            })
        .copy(); // cancelling it only ends the waiting: the work goes on, and its end closes
  }

  // @end region=futures

  /** A request that takes 200 ms to be answered. */
  private static String ask(String request) throws InterruptedException {
    System.out.print("  " + request + " ... ");
    try {
      Thread.sleep(200);
      System.out.println(request + " done");
      return "result of " + request;
    } catch (InterruptedException e) {
      System.out.println(request + " interrupted");
      throw e;
    }
  }

  public static void main(String[] args) throws Exception {
    Server server = AsyncResource::ask;
    System.out.println("try with a session:");
    try (var session = Session.open(server)) {
      System.out.println("  " + session.work());
    }

    System.out.println("interrupted at work:");
    var working = new CountDownLatch(1);
    var user =
        Thread.startVirtualThread(() -> {
          try (var session = Session.open(server)) {
            working.countDown();
            session.work();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
        });
    working.await();
    Thread.sleep(50);
    user.interrupt();
    user.join();

    System.out.println("futures:");
    var result =
        using(
            Tasks.start(() -> Session.open(server)),
            session -> Tasks.start(session::work),
            session -> Tasks.start(() -> server.ask("close")));
    System.out.println("  " + result.join());
    System.out.println("futures, and the work fails:");
    CompletableFuture<String> noResult =
        using(
            Tasks.start(() -> Session.open(server)),
            _ -> CompletableFuture.failedFuture(new IllegalStateException("no work today")),
            session -> Tasks.start(() -> server.ask("close")));
    System.out.println("  " + noResult.handle((_, failure) -> failure.getCause()).join());

    FileLines.main(args);
  }
}
