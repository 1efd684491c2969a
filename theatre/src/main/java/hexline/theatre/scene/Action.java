package hexline.theatre.scene;

/** What a client does at a time of the scene, in milliseconds since it began. */
public sealed interface Action {

  int atMillis();

  /**
   * Sends lines.
   *
   * @param lines with their line ends
   * @param count how many they are
   */
  record Send(int atMillis, String lines, int count) implements Action {}

  /** Begins to read what the server sends. A client that has no such action always reads. */
  record Read(int atMillis) implements Action {}

  /** Leaves, or as soon as all answers have come if that is later. */
  record Leave(int atMillis) implements Action {}
}
