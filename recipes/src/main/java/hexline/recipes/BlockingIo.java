package hexline.recipes;

import static java.nio.charset.StandardCharsets.US_ASCII;

import hexline.recipes.shared.Heartbeat;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.ForkJoinPool;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * <b>asyncio:</b> {@code await asyncio.to_thread(blocking_io)}.
 *
 * <p><b>Java:</b> on a virtual thread a library that blocks is simply called: only this thread
 * waits. In code that runs on an event loop, or consists of futures, the call has to move to
 * another thread, and a virtual thread is the cheapest one.
 *
 * <p><b>Use it</b> for database drivers, mail, and other libraries without an asynchronous
 * interface; for files that may be slow, see {@link FileLines}.
 *
 * <p><b>What goes wrong:</b> {@code supplyAsync} without an executor. The common pool has one
 * thread fewer than the machine has processors; when all of them are in a blocking call, every
 * other task of the pool waits. Native code that blocks keeps the carrier of a virtual thread, so
 * it needs a pool of platform threads.
 */
public final class BlockingIo {

  private BlockingIo() {}

  // @start region=to-thread
  /** Makes a call that blocks, on a virtual thread of its own. */
  public static <T> CompletableFuture<T> toThread(Supplier<T> call) {
    return CompletableFuture.supplyAsync(call, Thread::startVirtualThread);
  }

  // @end region=to-thread

  /** The library: it connects, asks and waits, and has no asynchronous interface. */
  static String ask(SocketAddress server, int number) {
    try (var socket = new Socket()) {
      socket.connect(server);
      socket.getOutputStream().write((number + "\n").getBytes(US_ASCII));
      return new String(socket.getInputStream().readAllBytes(), US_ASCII).strip();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A server that answers after 50 ms. */
  private static void serve(ServerSocket listener) {
    try {
      while (true) {
        Socket client = listener.accept();
        Thread.startVirtualThread(() -> answer(client));
      }
    } catch (IOException e) {
      // the demonstration is over
    }
  }

  private static void answer(Socket client) {
    try (client;
        var in = new BufferedReader(new InputStreamReader(client.getInputStream(), US_ASCII))) {
      int number = Integer.parseInt(in.readLine());
      Thread.sleep(Duration.ofMillis(50));
      client.getOutputStream().write(("0x" + Integer.toHexString(number)).getBytes(US_ASCII));
    } catch (IOException | InterruptedException e) {
      System.out.println("  no answer: " + e);
    }
  }

  public static void main(String[] args) throws Exception {
    try (var listener = new ServerSocket(0, 100, InetAddress.getLoopbackAddress())) {
      Thread.ofPlatform().daemon().name("server").start(() -> serve(listener));
      var server = listener.getLocalSocketAddress();
      ask(server, 0); // loads the classes
      System.out.println("20 calls of 50 ms each:");
      Executor common = ForkJoinPool.commonPool();
      show("on the loop", server, Runnable::run);
      show("in the common pool of " + ForkJoinPool.commonPool().getParallelism(), server, common);
      show("toThread", server, Thread::startVirtualThread);
      showOnVirtualThreads(server);
    }
  }

  /** Starts the calls on a loop and prints when they are done, and how long the loop paused. */
  private static void show(String where, SocketAddress server, Executor executor) throws Exception {
    try (var loop = Executors.newSingleThreadScheduledExecutor()) {
      var heartbeat = new Heartbeat(loop);
      long start = System.nanoTime();
      Supplier<String> call = () -> ask(server, 4312);
      var calls =
          loop.submit(() ->
              Stream.generate(() -> CompletableFuture.supplyAsync(call, executor))
                  .limit(20)
                  .toList());
      calls.get().forEach(CompletableFuture::join);
      long millis = (System.nanoTime() - start) / 1_000_000;
      System.out.printf(
          "  %-24s %4d ms, the loop pauses for %d ms%n", where + ":", millis, heartbeat.stop());
    }
  }

  private static void showOnVirtualThreads(SocketAddress server) {
    long start = System.nanoTime();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < 20; i++) {
        threads.execute(() -> ask(server, 4312));
      }
    }
    long millis = (System.nanoTime() - start) / 1_000_000;
    System.out.printf("  %-24s %4d ms, and there is no loop%n", "on virtual threads:", millis);
  }
}
