package hexline.server.blocking;

import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Tells, in a drain, a client that has said all from one whose line is on its way to its thread.
 *
 * <p>What has arrived can be seen in the socket until it is read. What nobody sees is the moment
 * between that and the reader's saying so, and a busy machine can make it long. A virtual thread
 * that is parked is not in it: one look is enough. A platform thread in a read always seems to run,
 * so it must have been found without input at several looks in a row, and for some time.
 */
final class ReaderQuiet {

  /** Of a platform thread. Whoever looks needs the processor in between, as the reader does. */
  private static final int LOOKS = 5;

  /** From the first of the looks to the last, in nanoseconds. */
  private static final long TIME = TimeUnit.MILLISECONDS.toNanos(20);

  private volatile @Nullable Thread reader; // in a read without a time limit
  private long reads; // how many of them have begun; seen by whoever sees the reader

  private long seen; // of the looks so far: which read it was,
  private int looks; // how many they are,
  private long since; // and when the first one was

  /** A read begins; to be called by the thread that reads, as {@link #ends}. */
  void begins() {
    reads++;
    reader = Thread.currentThread();
  }

  /** The read has returned. */
  void ends() {
    reader = null;
  }

  /** Looks once more; whether the client has said all. To be called by one thread at a time. */
  boolean isQuiet(InputStream input) throws IOException {
    Thread thread = reader;
    long read = reads;
    if (thread == null || input.available() > 0) {
      looks = 0;
      return false;
    }
    if (thread.isVirtual()) {
      return isParked(thread) && reader != null && read == reads;
    }
    long now = System.nanoTime();
    if (looks == 0 || read != seen) {
      seen = read;
      looks = 0;
      since = now;
    }
    looks++;
    return looks >= LOOKS && now - since >= TIME && reader != null && read == reads;
  }

  private static boolean isParked(Thread thread) {
    Thread.State state = thread.getState();
    return state == Thread.State.WAITING || state == Thread.State.TIMED_WAITING;
  }
}
