package hexline.server.guard;

import java.lang.ref.SoftReference;

/**
 * Memory held in reserve through a soft reference (R15): a quarter of the heap, 4 MiB at most. When
 * the heap is nearly full, the collector clears the reference before it would throw
 * OutOfMemoryError anywhere. The acceptor must allocate the reserve again before each accept; it is
 * then the thread that fails, and it can back off. Threads that cannot back off (the JDK's poller,
 * which wakes all virtual threads) are protected. For use by one thread at a time.
 */
public final class MemoryReserve {

  private static final int BYTES = bytes(Runtime.getRuntime().maxMemory());

  private SoftReference<byte[]> held = new SoftReference<>(null);

  /** How many bytes are held in a heap of this size. */
  static int bytes(long heap) {
    return (int) Math.min(heap / 4, 4L << 20);
  }

  /**
   * Allocates the reserve if the collector has cleared it.
   *
   * @throws OutOfMemoryError if there is no memory for another client
   */
  public void require() {
    if (held.get() == null) {
      held = new SoftReference<>(new byte[BYTES]); // one array: many small ones would fill the heap
    }
  }
}
