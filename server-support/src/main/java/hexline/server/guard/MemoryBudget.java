package hexline.server.guard;

import java.util.concurrent.atomic.AtomicLong;

/**
 * Counts the memory that connections hold beyond their smallest buffers, and says when it is
 * scarce: above a quarter of the heap. Then buffers stop growing, and a connection takes little
 * input and produces few answers per turn. A server full of clients that do not read becomes slower
 * for these clients, and neither loses an answer nor runs out of memory (R8, R15). Thread-safe.
 *
 * <p>The smallest buffers are not counted here: {@link MemoryReserve} keeps the acceptor from
 * taking more clients than the heap can hold.
 */
public final class MemoryBudget {

  private static final long LIMIT = Runtime.getRuntime().maxMemory() / 4;

  private final AtomicLong held = new AtomicLong();

  /** Notes that a connection holds this many bytes more; less, if the number is negative. */
  public void hold(int bytes) {
    if (bytes != 0) {
      held.addAndGet(bytes);
    }
  }

  /** Whether a connection has to make do with its smallest buffers. */
  public boolean isScarce() {
    return held.get() > LIMIT;
  }
}
