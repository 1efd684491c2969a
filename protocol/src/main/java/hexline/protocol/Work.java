package hexline.protocol;

/**
 * What a server does for a request besides converting it. One object serves all connections of a
 * server, so it must be safe for use by many threads. An exception or error that it throws ends the
 * connection that sent the request, and no other (R9).
 */
@FunctionalInterface
public interface Work {

  /** Converts, and nothing else. */
  Work NONE =
      new Work() {
        @Override
        public void perform() {}

        @Override
        public boolean takesTime() {
          return false;
        }
      };

  /** Called once for each well-formed request, before its answer is written. May block or compute. */
  void perform();

  /**
   * Whether {@link #perform} blocks or computes for long. Then {@link HexCodec#answer} answers one
   * line per call, so that a server can send each answer before the work for the next one begins.
   */
  default boolean takesTime() {
    return true;
  }
}
