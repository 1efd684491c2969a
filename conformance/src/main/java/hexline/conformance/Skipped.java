package hexline.conformance;

/** Thrown by a case that cannot be tried here; the message is the reason. */
final class Skipped extends RuntimeException {

  private static final long serialVersionUID = 1L;

  Skipped(String reason) {
    super(reason);
  }
}
