package hexline.server.blocking;

import hexline.server.guard.QuietDetector;
import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/**
 * Tells during a drain whether a connection's thread waits in {@code read} for a client that has
 * sent nothing more. The state of a virtual thread shows it: a virtual thread that is parked in its
 * read holds no bytes, so one look is enough. A platform thread must have been without input at
 * {@link RepeatedLooks} within one and the same read.
 */
final class ReaderQuiet implements QuietDetector {

  private final InputStream input;
  private long reads; // how many have begun; published by the reader
  private volatile @Nullable Thread reader; // in a read without a time limit

  private final RepeatedLooks looks = new RepeatedLooks(); // at a platform thread

  /** Watches a read of this stream of a socket. */
  ReaderQuiet(InputStream input) {
    this.input = input;
  }

  /** A read begins; to be called by the thread that reads. */
  void readBegins() {
    reads++;
    reader = Thread.currentThread();
  }

  /** The read has returned; to be called by the thread that reads. */
  void readEnds() {
    reader = null;
  }

  /** How many reads have begun; for the thread that reads. */
  long reads() {
    return reads;
  }

  /** Whether a thread is in a read. */
  boolean isReading() {
    return reader != null;
  }

  @Override
  public boolean isQuiet() throws IOException {
    Thread thread = reader;
    long read = reads;
    if (thread == null || input.available() > 0) {
      looks.reset();
      return false;
    }
    if (thread.isVirtual()) {
      return isParked(thread) && isStillIn(read);
    }
    return looks.areEnough(read) && isStillIn(read);
  }

  private boolean isStillIn(long read) {
    return reader != null && read == reads;
  }

  /** Whether a virtual thread waits, and nothing has woken it. */
  static boolean isParked(Thread thread) {
    Thread.State state = thread.getState();
    return state == Thread.State.WAITING || state == Thread.State.TIMED_WAITING;
  }
}
