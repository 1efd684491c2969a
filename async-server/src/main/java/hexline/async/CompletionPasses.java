package hexline.async;

import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousSocketChannel;
import java.nio.channels.CompletionHandler;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Counts passes of the completion thread over its event queue. The thread asks the kernel for
 * further events only when its queue is empty, and for at most {@value #EVENTS} at a time. So an
 * operation that is still pending after {@link #enough} passes was not possible when these passes
 * began: the client had sent nothing, or had made no room.
 *
 * <p>A pass is detected by an operation of zero bytes. It completes at once, whatever the client
 * does, and its handler is queued behind all completions that are waiting, because another thread
 * has started it. Thread-safe.
 */
final class CompletionPasses {

  private static final int EVENTS = 512; // of the JDK's EPollPort
  private static final int SPARE = 4; // for clients that connect and leave meanwhile

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

  /** How many passes it takes until the thread has asked for this many connections. */
  static int enough(int connections) {
    return connections / EVENTS + SPARE;
  }

  /** Passes that were started and have ended. */
  long count() {
    return count;
  }

  /** Starts a pass if none is under way, through any channel. Not on the completion thread. */
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

  @SuppressWarnings("NonAtomicVolatileUpdate") // there is one pass at a time
  private void end() {
    count++;
    running.set(false);
  }

  /**
   * Runs a task on the completion thread, as the completion of a write or read of zero bytes. Not
   * to be called on that thread, where it would run at once.
   *
   * @return false if that is not possible now, because the group ends
   */
  static boolean complete(AsynchronousSocketChannel channel, Runnable task) {
    var nothing = ByteBuffer.allocate(0);
    try {
      channel.write(nothing, task, RUN);
      return true;
    } catch (IllegalStateException e) { // a write is pending, so no read is
      try {
        channel.read(nothing, task, RUN);
        return true;
      } catch (IllegalStateException further) {
        return false;
      }
    }
  }
}
