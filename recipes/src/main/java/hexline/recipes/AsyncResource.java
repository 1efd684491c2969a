package hexline.recipes;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.function.Function;

/**
 * <b>asyncio:</b> {@code async with Session() as session: await session.work()}; {@code shield}.
 *
 * <p><b>Java:</b> {@code try (var lease = Lease.open(server))}, where {@code open} and {@code
 * close} block. {@code close} asks the other side on a thread of its own, which an interrupt of the
 * calling thread does not reach. With futures, {@code close} is a stage that runs after success and
 * failure of the work, and the result completes after it.
 *
 * <p><b>Use it</b> for whatever another process holds for this one: sessions, transactions, leases.
 *
 * <p><b>What goes wrong:</b> a thread is interrupted, restores its interrupt flag as it should, and
 * comes to {@code close()}: the first call there that waits throws at once, and the lease stays
 * open. With futures: {@code thenCompose} closes after success only; {@code whenComplete} closes in
 * both cases, but the result completes before the lease is closed, and a failure of {@code close}
 * is lost.
 */
public final class AsyncResource {

  private AsyncResource() {}

  /** The process that holds the lease; each request waits for its reply. */
  @FunctionalInterface
  public interface Server {
    String ask(String request) throws InterruptedException;
  }

  // @start region=virtual
  /** A lease that has to be closed on the server, too. */
  public static final class Lease implements AutoCloseable {
    private final Server server;

    private Lease(Server server) {
      this.server = server;
    }

    public static Lease open(Server server) throws InterruptedException {
      server.ask("open");
      return new Lease(server);
    }

    public String work() throws InterruptedException {
      return server.ask("work");
    }

    /** Returns when the server has closed the lease; an interrupt does not end the wait. */
    @Override
    public void close() {
      Tasks.start(() -> server.ask("close")).join(); // join() ignores interrupts; get() would throw
    }
  }

  // @end region=virtual

  // @start region=futures
  /**
   * Opens, works, and closes after success and failure of the work. Completes after {@code close}:
   * with the first failure, or with the result of the work.
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
        .copy(); // cancelling the copy ends the waiting; the work and the close still run
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
    System.out.println("try with a lease:");
    try (var lease = Lease.open(server)) {
      System.out.println("  " + lease.work());
    }

    System.out.println("interrupted at work:");
    var working = new CountDownLatch(1);
    var user =
        Thread.startVirtualThread(() -> {
          try (var lease = Lease.open(server)) {
            working.countDown();
            lease.work();
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
            Tasks.start(() -> Lease.open(server)),
            lease -> Tasks.start(lease::work),
            lease -> Tasks.start(() -> server.ask("close")));
    System.out.println("  " + result.join());
    System.out.println("futures, and the work fails:");
    CompletableFuture<String> noResult =
        using(
            Tasks.start(() -> Lease.open(server)),
            _ -> CompletableFuture.failedFuture(new IllegalStateException("no work today")),
            lease -> Tasks.start(() -> server.ask("close")));
    System.out.println("  " + noResult.handle((_, failure) -> failure.getCause()).join());
  }
}
