package hexline.recipes;

import java.io.IOException;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import jdk.internal.vm.Continuation;
import jdk.internal.vm.ContinuationScope;

/**
 * <b>asyncio:</b> {@code asyncio.run(main())}: one thread, a ready queue, a selector, and
 * coroutines that read from top to bottom.
 *
 * <p><b>Java:</b> an event loop of three parts, the same that virtual threads are built from: a
 * selector, a queue of what is ready, and continuations. A continuation is a computation that can
 * be left in the middle ({@code yield}) and entered again ({@code run}). A task that has to wait
 * yields; its selection key or its timer holds its continuation, and the loop runs it when the
 * channel is ready or the time is over. {@link AwaitLoopServer} is a server for this loop.
 *
 * <p><b>Use it</b> to understand, not to build on: {@code jdk.internal.vm.Continuation} is internal
 * to the JDK, needs {@code --add-exports java.base/jdk.internal.vm=ALL-UNNAMED} and may change with
 * any release. Virtual threads are the supported form; their loop has many carriers instead of one
 * thread.
 *
 * <p><b>What goes wrong:</b> the same as in asyncio. While a task computes, or is in a call that
 * blocks, no other task of the loop runs.
 */
public final class AwaitLoop {

  /** A coroutine: it waits in {@link #await} and {@link #sleep}. */
  @FunctionalInterface
  public interface Task {
    void run() throws IOException;
  }

  private record Timer(long due, long order, Continuation sleeper) {}

  private static final ContinuationScope SCOPE = new ContinuationScope("await-loop");

  private final Selector selector = Selector.open();
  private final Queue<Continuation> ready = new ArrayDeque<>();
  private final Queue<Timer> timers = // compared by difference: nanoTime may overflow
      new PriorityQueue<>(
          (a, b) -> Long.signum(a.due == b.due ? a.order - b.order : a.due - b.due));
  private long order; // of timers that are due at the same time

  public AwaitLoop() throws IOException {}

  /**
   * Runs a task to its end, and meanwhile the tasks that it starts. A loop runs once. Tasks that
   * have not ended when the first one ends are dropped without running their {@code finally}
   * blocks.
   */
  public void run(Task main) throws IOException {
    var done = start(main);
    try {
      // @start region=loop
      while (!done.isDone()) {
        select();
        while (!timers.isEmpty() && timers.peek().due - System.nanoTime() <= 0) {
          ready.add(timers.remove().sleeper);
        }
        for (int turn = ready.size(); turn > 0; turn--) {
          ready.remove().run(); // until the task ends, or yields in await or sleep
        }
      }
      // @end region=loop
    } finally {
      for (SelectionKey key : selector.keys()) {
        key.channel().close();
      }
      selector.close();
    }
    done.join(); // throws what main threw
  }

  private void select() throws IOException {
    if (!ready.isEmpty()) {
      selector.selectNow(this::wake);
    } else if (timers.isEmpty()) {
      selector.select(this::wake);
    } else {
      long millis = (timers.peek().due - System.nanoTime()) / 1_000_000;
      selector.select(this::wake, Math.max(1, millis));
    }
  }

  private void wake(SelectionKey key) {
    key.interestOps(0);
    ready.add((Continuation) key.attachment());
  }

  /**
   * Starts a task, which begins in the next turn. To be called from a task of this loop, like the
   * methods below.
   */
  public CompletableFuture<Void> start(Task task) {
    var done = new CompletableFuture<Void>();
    Runnable body =
        () -> {
          try {
            task.run();
            done.complete(null);
          } catch (Throwable e) {
            done.completeExceptionally(e);
          }
        };
    ready.add(new Continuation(SCOPE, body));
    return done;
  }

  /** Suspends the task until the channel is ready for the operation. One task per channel. */
  public void await(SelectableChannel channel, int operation) throws IOException {
    channel.register(selector, operation, Continuation.getCurrentContinuation(SCOPE));
    Continuation.yield(SCOPE);
  }

  /** Suspends the task for a time; other tasks run meanwhile. */
  public void sleep(Duration time) {
    var sleeper = Continuation.getCurrentContinuation(SCOPE);
    timers.add(new Timer(System.nanoTime() + time.toNanos(), order++, sleeper));
    Continuation.yield(SCOPE);
  }

  public static void main(String[] args) throws IOException {
    var loop = new AwaitLoop();
    loop.run(() -> {
      System.out.println("three tasks on the thread " + Thread.currentThread().getName() + ":");
      var tasks =
          Stream.of(900, 600, 300)
              .map(millis ->
                  loop.start(() -> {
                    System.out.println("  sleeps for " + millis + " ms");
                    loop.sleep(Duration.ofMillis(millis));
                    System.out.println("  awake after " + millis + " ms");
                  }))
              .toList();
      while (!tasks.stream().allMatch(CompletableFuture::isDone)) {
        loop.sleep(Duration.ofMillis(1));
      }
    });
  }
}
