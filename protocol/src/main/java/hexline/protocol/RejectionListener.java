package hexline.protocol;

/** Is told of each line that {@link HexCodec} answers with an error. */
@FunctionalInterface
public interface RejectionListener {

  /** Ignores them. */
  RejectionListener NONE = (line, from, to) -> {};

  /**
   * A line was rejected. The bytes are valid during the call only.
   *
   * @param line holds the rejected line, as much of it as has arrived
   * @param from index of its first byte
   * @param to index after its last byte, without the line end
   */
  void rejected(byte[] line, int from, int to);
}
