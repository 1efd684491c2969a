package hexline.server.guard;

import java.lang.ref.SoftReference;

/**
 * Memory that an acceptor must have before it takes a client (R15): a quarter of the heap, 4 MiB at
 * the most. Before any thread gets an OutOfMemoryError the collector gives it away; then it is the
 * acceptor that does not get it back, and an acceptor can wait. So those are spared that cannot:
 * without the JDK's thread that wakes virtual threads no client would ever be served again. To be
 * used by one thread at a time.
 */
public final class MemoryReserve {

  private static final int BYTES = (int) Math.min(Runtime.getRuntime().maxMemory() / 4, 4L << 20);

  private SoftReference<byte[]> held = new SoftReference<>(null);

  /**
   * Makes sure that it is there.
   *
   * @throws OutOfMemoryError if there is no memory for another client
   */
  public void require() {
    if (held.get() == null) {
      held = new SoftReference<>(new byte[BYTES]); // in one piece: many would fill the heap
    }
  }
}
