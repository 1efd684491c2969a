package hexline.protocol;

/**
 * What a server does for a request besides converting it. One handler serves all connections of a
 * server, so it must be safe for use by many threads. Whatever it throws ends the connection that
 * sent the request, and no other.
 */
public interface Handler {

  /** Converts, and nothing else. */
  Handler NONE =
      new Handler() {
        @Override
        public void handle() {}

        @Override
        public boolean takesTime() {
          return false;
        }
      };

  /** Called once for each well-formed request, before its answer is written. May block or burn. */
  void handle();

  /** Whether a turn should end after one request, because {@link #handle} blocks or burns. */
  default boolean takesTime() {
    return true;
  }

  /**
   * Called for each line that is answered with an error. The bytes are valid during the call only.
   *
   * @param line holds the rejected line, as much of it as has arrived
   * @param from index of its first byte
   * @param to index after its last byte, without the line end
   */
  default void rejected(byte[] line, int from, int to) {}
}
