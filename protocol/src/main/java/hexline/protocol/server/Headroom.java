package hexline.protocol.server;

import java.lang.ref.SoftReference;

/**
 * A mebibyte of memory that the acceptor must have before it takes a client (R15). Before any thread
 * gets an OutOfMemoryError the collector gives it away; then it is the acceptor who does not get it
 * back, and he can wait. Threads that cannot are spared: the one of the JDK that wakes virtual
 * threads would end, and nobody could be woken any more. To be used by one thread at a time.
 */
public final class Headroom {

  private SoftReference<byte[][]> held = new SoftReference<>(null);

  /**
   * Makes sure that it is there.
   *
   * @throws OutOfMemoryError if there is no memory for another client
   */
  public void require() {
    if (held.get() == null) {
      held =
          new SoftReference<>(new byte[16][64 * 1024]); // pieces that fit any collector's regions
    }
  }
}
