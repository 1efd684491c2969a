package hexline.protocol;

/** Called for each line that {@link HexCodec} answers with an error (R4, R5). */
@FunctionalInterface
public interface RejectionListener {

  /** Does nothing. */
  RejectionListener NONE = (line, from, to) -> {};

  /**
   * A line was rejected. The array is the caller's input buffer: its bytes are valid during the
   * call only, and must not be changed.
   *
   * @param line holds the rejected line; of a line that is too long, the part that has arrived
   * @param from index of its first byte
   * @param to index after its last byte, without the line end
   */
  void rejected(byte[] line, int from, int to);
}
