package hexline.nio;

import hexline.server.ServerConfig;
import hexline.server.guard.AcceptBackoff;
import hexline.server.guard.Deadline;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The reactor: a thread that waits for all its channels at once and runs what is attached to the
 * ready ones. Everything that belongs to a channel happens on this thread, so nothing here needs a
 * lock; other threads hand in tasks.
 */
final class EventLoop {

  private static final Logger LOG = System.getLogger("hexline.nio-server");
  private static final long DRAIN_TICK = TimeUnit.MILLISECONDS.toNanos(5);

  private final SharedBuffers buffers = new SharedBuffers();
  private final Selector selector = Selector.open();
  private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
  private final Deque<Runnable> ready = new ArrayDeque<>();
  private final AcceptBackoff backoff = new AcceptBackoff(LOG);
  private final BooleanSupplier mayGetMore;
  private final long tick;
  private final Thread thread;

  private long now = System.nanoTime(); // at the last turn
  private long tickAt = System.nanoTime(); // when deadlines are looked at next
  private @Nullable Runnable timer;
  private long timerAt;
  private boolean draining;
  private long readUntil; // while draining: how long a client that never pauses is heard
  private long drainUntil;

  /** A loop that does not end, even if it drains, while it may be given more clients. */
  EventLoop(String name, ServerConfig config, BooleanSupplier mayGetMore) throws IOException {
    this.mayGetMore = mayGetMore;
    tick = Deadline.tick(config);
    thread = Thread.ofPlatform().name(name).unstarted(this::run);
  }

  void start() {
    thread.start();
  }

  /** Registers a channel whose readiness runs {@code onReady}. On the loop, or before it starts. */
  SelectionKey register(SelectableChannel channel, int ops, Runnable onReady) throws IOException {
    channel.configureBlocking(false);
    return channel.register(selector, ops, onReady);
  }

  /** Runs a task on the loop: at once if this is the loop, else in its next turn. Thread-safe. */
  void execute(Runnable task) {
    if (Thread.currentThread() == thread) {
      task.run();
    } else {
      tasks.add(task);
      selector.wakeup();
    }
  }

  /** Runs a task on the loop after all other clients had their turn. */
  void again(Runnable task) {
    ready.add(task);
  }

  /** Runs a task on the loop after some time; there is one such task at a time. */
  void schedule(long nanos, Runnable task) {
    timer = task;
    timerAt = System.nanoTime() + nanos;
  }

  // @start region=loop
  private void run() {
    try (selector;
        Closeable _ = this::closeAll) { // closed before the selector
      while (!isDrained()) {
        try {
          turn();
        } catch (RuntimeException | Error e) { // above all: no memory even to select (R15)
          backoff.pause(e);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException("the event loop cannot select any more", e);
    }
  }

  private void turn() throws IOException {
    if (ready.isEmpty() && tasks.isEmpty()) {
      long millis = Math.max(1, nanosToWait() / 1_000_000); // 0 would mean for ever
      selector.select(this::dispatch, millis); // waits for all clients
    } else {
      selector.selectNow(this::dispatch);
    }
    now = System.nanoTime();
    for (int i = ready.size(); i > 0; i--) {
      runGuarded(ready.remove());
    }
    now = System.nanoTime(); // the turn may have taken long
    buffers.flush();
    for (Runnable task; (task = tasks.poll()) != null; ) {
      runGuarded(task);
    }
    checkTime();
  }

  private void dispatch(SelectionKey key) {
    runGuarded((Runnable) key.attachment());
  }

  // @end region=loop

  private static void runGuarded(Runnable task) {
    try {
      task.run();
    } catch (Throwable e) { // whatever it is: the other clients are served on
      LOG.log(Level.WARNING, "a task of the event loop failed: " + e);
    }
  }

  private long nanosToWait() {
    return timer == null ? tickAt - now : Math.min(tickAt - now, timerAt - now);
  }

  private void checkTime() {
    if (Thread.interrupted()) { // with the flag set, select would never wait again
      LOG.log(Level.WARNING, "somebody interrupted the event loop; it goes on");
    }
    Runnable due = timer;
    if (due != null && now - timerAt >= 0) {
      timer = null;
      runGuarded(due);
    }
    if (now - tickAt >= 0) {
      tickAt = now + (draining ? DRAIN_TICK : tick);
      backoff.succeeded();
      for (SelectionKey key : selector.keys()) {
        if (key.attachment() instanceof NioConnection connection) {
          connection.checkTime(now);
        }
      }
    }
  }

  SharedBuffers buffers() {
    return buffers;
  }

  /** The time of this turn, of {@link System#nanoTime}: exact enough for deadlines. */
  long now() {
    return now;
  }

  boolean isDraining() {
    return draining;
  }

  /** Whether a client that never pauses has been heard long enough while draining. */
  boolean isOverdue() {
    return draining && now - readUntil >= 0;
  }

  private boolean isDrained() {
    return draining
        && (now - drainUntil >= 0
            || (!mayGetMore.getAsBoolean() && selector.keys().isEmpty() && tasks.isEmpty()));
  }

  /** Lets every connection answer what has arrived and end. The loop ends with the last one. */
  void drain(long nanos) {
    if (draining) {
      return;
    }
    draining = true;
    readUntil = now + nanos / 2;
    drainUntil = now + nanos;
    tickAt = now;
  }

  /** Waits for the loop to end, and takes its channels away if it does not. Thread-safe. */
  void awaitEnd(long nanos) {
    try {
      if (!thread.join(Duration.ofNanos(Math.max(1, nanos)))) {
        closeAll();
      }
    } catch (InterruptedException e) {
      closeAll();
      Thread.currentThread().interrupt();
    }
  }

  private void closeAll() {
    try {
      selector.keys().forEach(EventLoop::close);
    } catch (ClosedSelectorException e) {
      // The loop has ended in time after all.
    }
  }

  private static void close(SelectionKey key) {
    try {
      key.channel().close();
    } catch (IOException e) {
      LOG.log(Level.DEBUG, () -> "could not close a client: " + e.getMessage());
    }
  }
}
