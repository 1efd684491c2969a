package hexline.server.guard;

/** What {@link Connections} must be able to do with a client, from another thread than its own. */
public interface Connection {

  /** Whether the connection's deadline has passed, at this value of {@link System#nanoTime}. */
  boolean hasTimedOut(long now);

  /** Asks the connection to answer what has arrived and to end. Called again and again. */
  void drain();

  /** Closes the connection at once; whatever waits for it fails. */
  void abort();
}
