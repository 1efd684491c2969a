package hexline.recipes;

import hexline.recipes.shared.SlowServer;
import java.util.concurrent.CountDownLatch;

/**
 * <b>asyncio:</b> {@code async with Session() as session: await session.work()}; {@code shield}.
 *
 * <p><b>Java:</b> {@code try (var lease = Lease.open(server))}, where {@code open} and {@code
 * close} block. {@code close} asks the other side on a thread of its own, which an interrupt of the
 * calling thread does not reach. {@link FutureResource} does the same with futures.
 *
 * <p><b>Use it</b> for whatever another process holds for this one: sessions, transactions, leases.
 *
 * <p><b>What goes wrong:</b> a thread is interrupted, restores its interrupt flag as it should, and
 * comes to {@code close()}: the first call there that waits throws at once, and the lease stays
 * open.
 */
public final class AsyncResource {

  private AsyncResource() {}

  /** The process that holds the lease; each request waits for its reply. */
  @FunctionalInterface
  public interface Server {
    String ask(String request) throws InterruptedException;
  }

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

    // @start region=close
    /** Returns when the server has closed the lease; an interrupt does not end the wait. */
    @Override
    public void close() {
      Tasks.start(() -> server.ask("close")).join(); // join() ignores interrupts; get() would throw
    }
    // @end region=close
  }

  public static void main(String[] args) throws Exception {
    Server server = SlowServer::ask;
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
  }
}
