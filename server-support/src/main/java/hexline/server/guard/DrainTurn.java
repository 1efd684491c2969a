package hexline.server.guard;

/**
 * Decides when a connection is read for the last time in a drain (R14). Each connection has a turn;
 * after the first half of the drain timeout a client that keeps sending has no further one, so that
 * its last answers can still leave. For use by the serving thread.
 */
public final class DrainTurn {

  private final DrainClock drain;
  private boolean hadTurn;

  /** The turns of one connection. */
  public DrainTurn(DrainClock drain) {
    this.drain = drain;
  }

  /**
   * To be called before each read: whether the connection is not to be read any more. Also notes
   * whether this read is in the drain, for {@link #isInDrain}.
   */
  public boolean isCutOff() {
    boolean isCutOff = hadTurn && drain.isHalfOver();
    hadTurn = drain.isDraining();
    return isCutOff;
  }

  /** Whether the last read was in the drain. */
  public boolean isInDrain() {
    return hadTurn;
  }
}
