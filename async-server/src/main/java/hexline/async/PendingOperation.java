package hexline.async;

import static java.util.concurrent.CompletableFuture.completedFuture;

import hexline.server.guard.QuietDetector;
import hexline.server.guard.Watchdog;
import java.nio.channels.AsynchronousSocketChannel;
import java.util.concurrent.CompletableFuture;

/**
 * The read or write of a connection that was started last. Tells whether it is pending because of
 * the client, and not because the completion thread was too busy to notice: see
 * {@link CompletionPasses}. Thread-safe.
 */
final class PendingOperation implements QuietDetector {

  private final AsynchronousSocketChannel channel;
  private final CompletionPasses passes;
  private final Watchdog watchdog;
  private volatile CompletableFuture<?> operation = completedFuture(null);
  private volatile boolean isRead;

  private CompletableFuture<?> seen = operation; // what the last call of isStuck has found
  private long seenInPass; // the pass in which a call has first found it
  private long lastPass; // that a call of hadPass has found

  PendingOperation(AsynchronousSocketChannel channel, CompletionPasses passes, Watchdog watchdog) {
    this.channel = channel;
    this.passes = passes;
    this.watchdog = watchdog;
  }

  /** A read was started. */
  void readBegins(CompletableFuture<?> read) {
    isRead = true;
    operation = read;
  }

  /** A write was started. */
  void writeBegins(CompletableFuture<?> write) {
    isRead = false;
    operation = write;
  }

  /** Whether the client has sent nothing that the server has not read. */
  @Override
  public boolean isQuiet() {
    return isRead && isStuck();
  }

  /** Whether the completion thread has made a pass since the last call; may start one. */
  synchronized boolean hadPass() {
    long pass = passes.count();
    boolean isAnother = pass != lastPass;
    lastPass = pass;
    passes.start(channel);
    return isAnother;
  }

  /** Whether a read is pending; exact on the completion thread. */
  boolean isReading() {
    return isRead && !operation.isDone();
  }

  /**
   * Whether the operation is pending although the completion thread has asked the kernel for this
   * connection since a call has first found the operation. To be called again and again; each call
   * may start a pass of the completion thread.
   */
  @SuppressWarnings("ReferenceEquality") // which operation it is, not what it gives
  synchronized boolean isStuck() {
    CompletableFuture<?> current = operation;
    if (current.isDone() || current != seen) {
      seen = current;
      seenInPass = passes.count();
      return false;
    }
    if (passes.count() - seenInPass <= CompletionPasses.enough(watchdog.count())) {
      passes.start(channel);
      return false;
    }
    return true;
  }
}
