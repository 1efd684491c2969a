package hexline.conformance;

/** A promise that the server did not keep; the message says what was sent, expected and seen. */
public final class Violation extends AssertionError {

  private static final long serialVersionUID = 1L;

  public Violation(String message) {
    super(message);
  }
}
