package hexline.recipes;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.opentest4j.AssertionFailedError;

@Timeout(30)
class TasksTest {

  /** The shape of {@link Tasks#start}. */
  private interface Start {
    Future<?> start(Callable<String> call);
  }

  @Test
  void cancelReachesTheWork() throws Exception {
    cancelReachesTheWork(Tasks::start, 10_000);
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      cancelReachesTheWork(threads::submit, 10_000);
    }
    // No patience would be enough for this one: nothing tells the work.
    assertThrows(AssertionFailedError.class, () -> cancelReachesTheWork(Broken::supplyAsync, 100));
  }

  private static void cancelReachesTheWork(Start start, int patienceMillis) throws Exception {
    var begun = new CountDownLatch(1);
    var release = new CountDownLatch(1);
    var interrupted = new CountDownLatch(1);
    var task =
        start.start(() -> {
          begun.countDown();
          try {
            release.await();
          } catch (InterruptedException e) {
            interrupted.countDown();
          }
          return "result";
        });
    begun.await();
    try {
      assertTrue(task.cancel(true) && task.isCancelled());
      assertTrue(
          interrupted.await(patienceMillis, MILLISECONDS),
          "cancelling a task must interrupt its thread");
    } finally {
      release.countDown();
    }
  }

  @Test
  void aDeadlineReachesTheWorkToo() throws Exception {
    var interrupted = new CountDownLatch(1);
    var task =
        Tasks.start(() -> {
          try {
            new CountDownLatch(1).await();
          } finally {
            interrupted.countDown();
          }
          return "result";
        });
    var thrown =
        assertThrows(
            ExecutionException.class, () -> task.orTimeout(1, TimeUnit.MILLISECONDS).get());
    assertInstanceOf(TimeoutException.class, thrown.getCause());
    assertTrue(interrupted.await(10, TimeUnit.SECONDS));
  }

  @Test
  void callbacksHearOfEveryEnd() throws Exception {
    assertEquals("result", Tasks.start(() -> "result").thenApply(r -> r).get());
    var failure = new IOException("no route");
    Callable<String> fails =
        () -> {
          throw failure;
        };
    assertSame(failure, Tasks.start(fails).handle((_, e) -> e).get());
    var never = Tasks.start(() -> "" + new CountDownLatch(1).await(1, TimeUnit.DAYS));
    var heard = never.handle((_, e) -> e);
    never.cancel(true);
    assertInstanceOf(CancellationException.class, heard.get());
  }

  @Test
  void anInterruptEndsAReadAndItsSocketOnAVirtualThread() throws Exception {
    interruptEndsARead(Thread.ofVirtual(), 10_000);
    // The twin is a thread of the other kind: it does not notice.
    assertThrows(
        AssertionFailedError.class, () -> interruptEndsARead(Thread.ofPlatform().daemon(), 100));
  }

  private static void interruptEndsARead(Thread.Builder threads, int patienceMillis)
      throws Exception {
    try (var listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        var socket = new Socket(listener.getInetAddress(), listener.getLocalPort());
        var _ = listener.accept()) {
      var ended = new CompletableFuture<String>();
      Thread reader =
          threads.start(() -> {
            try {
              ended.complete("read " + socket.getInputStream().read());
            } catch (IOException e) {
              ended.complete(
                  "java.net.SocketException: Closed by interrupt".equals("" + e)
                      ? "closed"
                      : "" + e);
            }
          });
      reader.interrupt();
      assertTrue(reader.join(Duration.ofMillis(patienceMillis)), "an interrupt must end a read");
      assertEquals("closed", ended.get());
      assertTrue(socket.isClosed(), "a read that was interrupted leaves no usable socket");
    }
  }

  private static final class Broken {
    static Future<?> supplyAsync(Callable<String> call) {
      return CompletableFuture.supplyAsync(() -> {
        try {
          return call.call();
        } catch (Exception e) {
          throw new IllegalStateException(e);
        }
      });
    }
  }
}
