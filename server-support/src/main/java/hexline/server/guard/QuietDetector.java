package hexline.server.guard;

import java.io.IOException;

/**
 * Decides whether a client has nothing more to say that has arrived at this machine. There is a gap
 * between the kernel handing bytes to a read and the serving thread recording them; in that gap a
 * socket looks empty although a line is on its way to its answer. A drain must not send FIN in it.
 */
@FunctionalInterface
public interface QuietDetector {

  /**
   * Looks once more. To be called again and again, by one thread at a time.
   *
   * @return true if the serving thread, or the completion thread, waits for input, and no input had
   *     arrived when it last asked the kernel
   * @throws IOException if the connection is broken
   */
  boolean isQuiet() throws IOException;
}
