package hexline.recipes;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hexline.recipes.AsyncResource.Lease;
import hexline.recipes.AsyncResource.Server;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.opentest4j.AssertionFailedError;

@Timeout(60)
class AsyncResourceTest {

  /** Keeps what it was asked; every request waits, so it notices an interrupt. */
  private static final class Diary implements Server {
    private final List<String> requests = new ArrayList<>();
    final CountDownLatch atWork = new CountDownLatch(1);
    final CountDownLatch workEnds = new CountDownLatch(1);

    @Override
    public String ask(String request) throws InterruptedException {
      if (Thread.interrupted()) {
        throw new InterruptedException("before " + request);
      }
      synchronized (requests) {
        requests.add(request);
      }
      if (request.equals("work")) {
        atWork.countDown();
        workEnds.await();
      }
      return "result of " + request;
    }

    List<String> requests() {
      synchronized (requests) {
        return List.copyOf(requests);
      }
    }
  }

  @Test
  void aLeaseIsOpenedUsedAndClosed() throws Exception {
    var diary = new Diary();
    diary.workEnds.countDown();
    try (var lease = Lease.open(diary)) {
      assertEquals("result of work", lease.work());
    }
    assertEquals(List.of("open", "work", "close"), diary.requests());
  }

  @Test
  void aLeaseThatCannotBeOpenedIsNotClosed() {
    var diary = new Diary();
    Thread.currentThread().interrupt();
    assertThrows(InterruptedException.class, () -> Lease.open(diary).close());
    assertEquals(List.of(), diary.requests());
  }

  private interface Opener {
    AutoCloseable open(Server server) throws InterruptedException;
  }

  @Test
  void anInterruptedThreadStillCloses() throws Exception {
    anInterruptedThreadStillCloses(Lease::open);
    assertThrows(
        AssertionFailedError.class, () -> anInterruptedThreadStillCloses(Broken.Lease::open));
  }

  private static void anInterruptedThreadStillCloses(Opener opener) throws Exception {
    var diary = new Diary();
    var stillInterrupted = new CompletableFuture<Boolean>();
    var user =
        Thread.startVirtualThread(() -> {
          try (var _ = opener.open(diary)) {
            try {
              diary.ask("work");
            } catch (InterruptedException e) {
              Thread.currentThread().interrupt(); // as everyone should who goes on for a while
            }
          } catch (Exception e) {
            stillInterrupted.completeExceptionally(e);
          }
          stillInterrupted.complete(Thread.currentThread().isInterrupted());
        });
    assertTrue(diary.atWork.await(20, SECONDS));
    user.interrupt();
    user.join();
    assertEquals(
        List.of("open", "work", "close"), diary.requests(), "what the other side was asked");
    assertTrue(stillInterrupted.get(), "the interrupt is not to be lost");
  }

  /** The usual first attempt. */
  private static final class Broken {

    /** Closes on the thread that was interrupted. */
    record Lease(Server server) implements AutoCloseable {
      static Lease open(Server server) throws InterruptedException {
        server.ask("open");
        return new Lease(server);
      }

      @Override
      public void close() {
        try {
          server.ask("close");
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
        }
      }
    }
  }
}
