package hexline.async;

import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousSocketChannel;
import java.nio.channels.CompletionHandler;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * How often the completion thread has come around. Nobody else knows what has arrived: it asks the
 * kernel when it has nothing left to complete, and for some hundred clients at a time. A client that
 * it has not heard of in so many rounds had sent nothing when they began. Thread-safe.
 */
final class Rounds {

  /** Enough to hear of 10,000 clients: the JDK asks for 512 at a time. */
  static final int ALL_CLIENTS = 24;

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
  private volatile long count;

  /** Rounds that were started and have ended. */
  long count() {
    return count;
  }

  /** Starts a round if none is under way, by way of any channel. Not on the completion thread. */
  void start(AsynchronousSocketChannel channel) {
    if (running.compareAndSet(false, true) && !complete(channel, this::end)) {
      running.set(false);
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
