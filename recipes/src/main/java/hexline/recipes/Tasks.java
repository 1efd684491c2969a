package hexline.recipes;

import static java.util.concurrent.TimeUnit.MILLISECONDS;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;

/**
 * <b>asyncio:</b> {@code task = asyncio.create_task(work())}, then {@code await task}, {@code
 * task.cancel()}, {@code task.add_done_callback(f)}.
 *
 * <p><b>Java:</b> {@code submit} to an executor of virtual threads is {@code create_task}, {@code
 * get} is {@code await}, and {@code cancel(true)} interrupts. The {@code Future} that {@code
 * submit} returns has no callbacks; a {@code CompletableFuture} has callbacks, but its {@code
 * cancel} does not interrupt the thread that computes it. {@link #start} has both.
 *
 * <p><b>Use it</b> when the end of the task has to call code; to wait for it, {@code submit} is
 * enough.
 *
 * <p><b>What goes wrong:</b> {@code cancel} on what {@code supplyAsync} returned: the future is
 * cancelled and the work goes on. {@code cancel} on a stage that was chained to a task does not
 * reach the task. And an interrupt has different effects on a read from a socket: it closes the
 * socket of a virtual thread, and a platform thread in the same read does not notice it.
 */
public final class Tasks {

  private Tasks() {}

  /**
   * Starts a call on a virtual thread. A future that is cancelled, or fails by {@code orTimeout},
   * interrupts the call.
   */
  public static <T> CompletableFuture<T> start(Callable<T> call) {
    var task = new CompletableFuture<T>();
    Thread thread =
        Thread.startVirtualThread(() -> {
          try {
            task.complete(call.call());
          } catch (Throwable e) {
            task.completeExceptionally(e);
          }
        });
    // @start region=cancel
    var _ =
        task.whenComplete((_, failure) -> {
          if (failure != null
              && Thread.currentThread() != thread) { // the call itself has not failed
            thread.interrupt();
          }
        });
    // @end region=cancel
    return task;
  }

  public static void main(String[] args) throws Exception {
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      System.out.println("create and await: " + threads.submit(() -> "result").get());
      start(() -> "result").thenAccept(result -> System.out.println("callback: " + result)).get();

      System.out.println("cancel");
      cancel("submit", threads::submit);
      cancel("supplyAsync", call -> CompletableFuture.supplyAsync(() -> unchecked(call)));
      cancel("start", Tasks::start);
    }
    System.out.println("interrupt a read of a socket");
    interrupt("on a virtual thread: ", Thread.ofVirtual(), 5_000);
    interrupt("on a platform thread:", Thread.ofPlatform().daemon(), 500);
  }

  private static void cancel(String what, Function<Callable<String>, Future<String>> start)
      throws InterruptedException {
    var begun = new CountDownLatch(1);
    var ended = new CompletableFuture<String>();
    var task =
        start.apply(() -> {
          begun.countDown();
          try {
            Thread.sleep(Duration.ofSeconds(1));
            ended.complete("goes on to its end, and its result is lost");
          } catch (InterruptedException e) {
            ended.complete("is interrupted");
          }
          return "result";
        });
    begun.await();
    task.cancel(true);
    System.out.println("  what " + what + " returned: the work " + ended.join());
  }

  private static String unchecked(Callable<String> call) {
    try {
      return call.call();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  private static void interrupt(String where, Thread.Builder threads, int patienceMillis)
      throws IOException {
    try (var listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        var socket = new Socket(listener.getInetAddress(), listener.getLocalPort());
        var _ = listener.accept()) {
      var end = new CompletableFuture<String>();
      end.completeOnTimeout("goes on", patienceMillis, MILLISECONDS);
      threads.start(() -> end.complete(read(socket))).interrupt();
      System.out.println("  " + where + " " + end.join() + "; closed: " + socket.isClosed());
    }
  }

  private static String read(Socket socket) {
    try {
      return "ends with " + socket.getInputStream().read();
    } catch (IOException e) {
      return "ends with " + e;
    }
  }
}
