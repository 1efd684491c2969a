package hexline.conformance.client;

/** A broken promise of the server; the message says what was expected and what the client got. */
public final class Violation extends AssertionError {

  private static final long serialVersionUID = 1L;

  private final boolean needsFraming;

  public Violation(String message) {
    this(message, false);
  }

  /**
   * @param needsFraming whether the case had sent several lines in one write, or one line in
   *     several
   */
  public Violation(String message, boolean needsFraming) {
    super(message);
    this.needsFraming = needsFraming;
  }

  /** A violation in the words that all of them share. */
  public static Violation expected(String expected, String got) {
    return new Violation("expected " + expected + ", got " + got);
  }

  /** Whether a server without framing (R1) fails here for that reason alone. */
  public boolean needsFraming() {
    return needsFraming;
  }
}
