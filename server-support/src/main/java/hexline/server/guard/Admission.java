package hexline.server.guard;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Counts the clients that are served, up to {@code --max-connections} (R11). One more is sent
 * {@link #tooMany} and FIN. Thread-safe.
 */
public final class Admission {

  /**
   * Most connections of a server that linger at a time ({@link LingerTime}). Further ones are
   * reset: a flood of clients over the limit must not hold all file descriptors.
   */
  public static final int MAX_LINGERING = 1000;

  private static final ByteBuffer TOO_MANY =
      ByteBuffer.wrap("Too many connections\n".getBytes(ISO_8859_1)).asReadOnlyBuffer();

  private final int max;
  private final AtomicInteger live = new AtomicInteger();

  /** Admits up to this many clients at a time. */
  public Admission(int max) {
    this.max = max;
  }

  /** What a client over the limit is sent; a new view for each caller. */
  public static ByteBuffer tooMany() {
    return TOO_MANY.duplicate();
  }

  /** Counts a client in; false if as many as the limit allows are there. */
  public boolean tryEnter() {
    if (live.incrementAndGet() <= max) {
      return true;
    }
    live.decrementAndGet();
    return false;
  }

  /** Counts a client out that {@link #tryEnter} has counted in. */
  public void leave() {
    live.decrementAndGet();
  }
}
