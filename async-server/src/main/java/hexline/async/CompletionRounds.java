package hexline.async;

import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousSocketChannel;
import java.nio.channels.CompletionHandler;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * How often the completion thread has come around. Nobody else knows what has arrived: it asks the
 * kernel when it has nothing left to complete, and for {@value #EVENTS} clients at a time. A client
 * that it has not heard of in {@link #forAllClients} rounds had sent nothing when they began.
 *
 * <p>A round is a task that has waited in the thread's queue and was run. A write of nothing puts it
 * there: it is over at once, whatever the client does, and a completion that another thread causes
 * is handed to the group's own. Thread-safe.
 */
final class CompletionRounds {

  private static final int EVENTS = 512; // of the JDK's EPollPort

  private static final CompletionHandler<Integer, Runnable> RUN =
      new CompletionHandler<>() {
        @Override
        public void completed(Integer n, Runnable task) {
          task.run();
        }

        @Override
        public void failed(Throwable failure, Runnable task) {
          task.run(); // the channel is closed, which makes no difference
        }
      };

  private final AtomicBoolean running = new AtomicBoolean();
  private final int forAllClients;
  private volatile long count;

  CompletionRounds(int maxConnections) {
    forAllClients = maxConnections / EVENTS + 4; // some for those who come and those who leave
  }

  /** How many rounds it takes to hear of everybody. */
  int forAllClients() {
    return forAllClients;
  }

  /** Rounds that were started and have ended. */
  long count() {
    return count;
  }

  /** Starts a round if none is under way, by way of any channel. Not on the completion thread. */
  void start(AsynchronousSocketChannel channel) {
    if (running.compareAndSet(false, true)) {
      boolean started = false;
      try {
        started = complete(channel, this::end);
      } finally {
        if (!started) {
          running.set(false);
        }
      }
    }
  }

  @SuppressWarnings("NonAtomicVolatileUpdate") // there is one round at a time
  private void end() {
    count++;
    running.set(false);
  }

  /**
   * Runs a task on the completion thread: as the completion of a write of nothing. Not to be called
   * on that thread, where it would run at once.
   *
   * @return false if that is not possible now, because a real write is under way or the group ends
   */
  static boolean complete(AsynchronousSocketChannel channel, Runnable task) {
    try {
      channel.write(ByteBuffer.allocate(0), task, RUN);
      return true;
    } catch (IllegalStateException e) {
      return false;
    }
  }
}
