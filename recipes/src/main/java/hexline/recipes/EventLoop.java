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
 * <p><b>Java:</b> what virtual threads are made of, put together by hand. A continuation is a stack
 * that can be left in the middle ({@code yield}) and entered again ({@code run}). A task that has
 * to wait leaves, and a selection key or a timer remembers it; the loop enters whatever is ready.
 * {@link EventLoopServer} is a server for this loop.
 *
 * <p><b>Use it</b> to understand, not to build on: {@code jdk.internal.vm.Continuation} is internal
 * to the JDK, needs {@code --add-exports java.base/jdk.internal.vm=ALL-UNNAMED} and may change with
 * any release. Virtual threads are the supported form, with many carriers instead of one thread.
 *
 * <p><b>What goes wrong:</b> the same as in asyncio. A task that computes, or that calls something
 * that blocks, stops all the others.
 */
public final class EventLoop {

  /** A coroutine: calls this loop's methods, and waits in them. */
  @FunctionalInterface
  public interface Task {
    void run() throws IOException;
  }

  private record Timer(long due, long order, Continuation sleeper) {}

  private static final ContinuationScope SCOPE = new ContinuationScope("event-loop");

  private final Selector selector = Selector.open();
  private final Queue<Continuation> ready = new ArrayDeque<>();
  private final Queue<Timer> timers = // by difference, as nanoTime may overflow
      new PriorityQueue<>(
          (a, b) -> Long.signum(a.due == b.due ? a.order - b.order : a.due - b.due));
  private long order; // those that are due at the same time wake as they fell asleep

  public EventLoop() throws IOException {}

  // @start region=loop
  /**
   * Runs a task to its end, and meanwhile those that it starts. A loop runs once; tasks that have
   * not ended by then are dropped, {@code finally} blocks and all.
   */
  public void run(Task main) throws IOException {
    var done = start(main);
    try {
      while (!done.isDone()) {
        select();
        while (!timers.isEmpty() && timers.peek().due - System.nanoTime() <= 0) {
          ready.add(timers.remove().sleeper);
        }
        for (int turn = ready.size(); turn > 0; turn--) {
          ready.remove().run(); // until it ends, or yields below
        }
      }
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

  /** Starts a task, which begins with the next turn. Only for tasks, like the methods below. */
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

  /** Waits until the channel can do the operation; one task a channel. */
  public void await(SelectableChannel channel, int operation) throws IOException {
    channel.register(selector, operation, Continuation.getCurrentContinuation(SCOPE));
    Continuation.yield(SCOPE);
  }

  /** Waits, and lets others run. */
  public void sleep(Duration time) {
    var sleeper = Continuation.getCurrentContinuation(SCOPE);
    timers.add(new Timer(System.nanoTime() + time.toNanos(), order++, sleeper));
    Continuation.yield(SCOPE);
  }

  // @end region=loop

  public static void main(String[] args) throws IOException {
    var loop = new EventLoop();
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
