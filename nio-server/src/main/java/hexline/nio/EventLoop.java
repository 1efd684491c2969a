package hexline.nio;

import java.io.IOException;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.BooleanSupplier;

/**
 * The reactor: a thread that waits in {@code select} for all its channels at once, and runs the
 * {@link ChannelTask} of each channel that the kernel reports as ready. A task does what can be
 * done without waiting, and returns. While one task runs, no other channel is served: this is why a
 * task must not block.
 *
 * <p>One pass through {@link #turn} is a turn of the loop. Its order is part of the design:
 *
 * <ol>
 *   <li>{@code select} sleeps until a channel is ready, the next tick is due, or another thread
 *       calls {@link #wakeUp}. While a task is queued, {@code selectNow} looks without sleeping.
 *   <li>Each ready channel runs: the listening channel accepts, a client's reads or writes.
 *   <li>Clients that have sent more lines than one turn answers run again, after the ready ones: a
 *       client that pipelines without end is served once in a turn, as all others (R10).
 *   <li>The answers of this turn leave, in one write for each client ({@link SharedBuffers}).
 *   <li>Tasks of other threads run: a client accepted by another loop, answers of a worker.
 *   <li>Deadlines are looked at ({@link LoopGuard}).
 * </ol>
 *
 * A channel and its connection belong to this thread, so no field of a connection needs a lock. (A
 * worker that answers owns the connection's input and codec meanwhile.) Other threads call only
 * {@link #execute}, {@link #wakeUp}, {@link #awaitEnd} and {@link SharedBuffers#answerRoom}.
 *
 * <p><b>Not on this page:</b> deadlines, drain, failures, lack of memory ({@link LoopGuard}).
 */
final class EventLoop {

  private final Selector selector = Selector.open();
  private final Deque<ChannelTask> unfinished = new ArrayDeque<>(); // more lines to answer
  private final Queue<ChannelTask> handedIn = new ConcurrentLinkedQueue<>(); // by other threads
  private final SharedBuffers buffers;
  private final LoopGuard guard;
  private final Thread thread;

  /**
   * A loop that {@link #start} starts.
   *
   * @param mayGetMore whether the acceptor may still hand over clients: while it may, a draining
   *     loop does not end
   */
  EventLoop(String name, NioParts server, BooleanSupplier mayGetMore) throws IOException {
    buffers = new SharedBuffers(server);
    guard = new LoopGuard(selector, server, () -> mayGetMore.getAsBoolean() || hasWork());
    thread = Thread.ofPlatform().name(name).unstarted(this::run);
  }

  void start() {
    thread.start();
  }

  /**
   * Lets the selector watch a channel. Each time one of the operations of {@code interestOps} can
   * be done without waiting, the loop runs the task. On the loop, or before it starts.
   */
  SelectionKey register(SelectableChannel channel, int interestOps, ChannelTask task)
      throws IOException {
    channel.configureBlocking(false);
    return channel.register(selector, interestOps, task);
  }

  /** Runs a task: at once if the caller is this loop, else at the end of a turn. Thread-safe. */
  void execute(ChannelTask task) {
    if (Thread.currentThread() == thread) {
      guard.run(task);
    } else {
      handedIn.add(task);
      wakeUp(); // select may be asleep
    }
  }

  /** Runs a task when all channels that are ready have had their turn. On the loop. */
  void queueTurn(ChannelTask task) {
    unfinished.add(task);
  }

  // @start region=loop
  private void run() {
    while (!guard.isDrained()) {
      try {
        turn();
      } catch (Throwable e) { // no memory even to select
        guard.pause(e);
      }
    }
    guard.closeAll();
  }

  private void turn() throws IOException {
    if (hasWork() || guard.mustAsk()) { // mustAsk: before deadlines are judged
      selector.selectNow(this::dispatch); // looks which channels are ready
    } else {
      selector.select(this::dispatch, guard.millisToTick()); // waits: channel, tick, wakeUp
    }
    for (int i = unfinished.size(); i > 0; i--) {
      guard.run(unfinished.remove());
    }
    buffers.flush();
    for (ChannelTask task; (task = handedIn.poll()) != null; ) {
      guard.run(task);
    }
    guard.checkTime();
  }

  private void dispatch(SelectionKey key) {
    guard.run((ChannelTask) key.attachment()); // what it does depends on the channel's state
  }

  // @end region=loop

  private boolean hasWork() {
    return !unfinished.isEmpty() || !handedIn.isEmpty();
  }

  SharedBuffers buffers() {
    return buffers;
  }

  LoopGuard guard() {
    return guard;
  }

  /** Begins a turn, although no channel is ready. Thread-safe. */
  void wakeUp() {
    selector.wakeup();
  }

  /** Waits until the loop has ended; if it does not in time, closes its channels. Thread-safe. */
  void awaitEnd() {
    guard.awaitEnd(thread);
  }
}
