package hexline.server.guard;

/** What {@link Watchdog} does with a connection, from another thread than the serving one. */
public interface WatchedConnection {

  /** What a look at a connection's deadline has found. */
  enum Look {
    /** The deadline has not passed, or the client has done in time what the server waits for. */
    FINE,
    /** The deadline has passed; whether the client is late is known after some more looks. */
    SUSPECT,
    /** The deadline has passed, and the client has not done what the server waits for. */
    TIMED_OUT
  }

  /**
   * Looks at the deadline. The clock alone is no reason to close a client: a line may have arrived,
   * or room for an answer may have appeared, while the server was too busy to notice (R12, R13).
   *
   * @param now the time, of {@link System#nanoTime}
   * @param inGrace whether the process was paused shortly before: no idle or write timeout counts
   */
  Look look(long now, boolean inGrace);

  /** Asks the connection to answer what has arrived and to end (R14). Called again and again. */
  void drain();

  /** The watchdog has closed the connection because of its deadline: for the log. */
  void timedOut();

  /** Closes the connection at once; a read or write that waits fails. */
  void abort();
}
