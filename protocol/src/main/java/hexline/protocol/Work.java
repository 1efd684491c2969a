package hexline.protocol;

/**
 * What a server does for a request besides converting it. All connections of a server share one
 * object, so it must be thread-safe. An exception or error that it throws ends the connection that
 * sent the request, and no other (R9).
 */
@FunctionalInterface
public interface Work {

  /** No work: requests are only converted. */
  Work NONE =
      new Work() {
        @Override
        public void perform() {}

        @Override
        public boolean takesTime() {
          return false;
        }
      };

  /**
   * Called once for each well-formed request, on the thread that called {@link HexCodec#answer},
   * before the answer is written. May block or compute.
   */
  void perform();

  /**
   * Whether {@link #perform} blocks or computes for long. If so, {@link HexCodec#answer} answers
   * one request per call, so that a server can send each answer before the work for the next one
   * begins. A codec asks once, when it is created.
   */
  default boolean takesTime() {
    return true;
  }
}
