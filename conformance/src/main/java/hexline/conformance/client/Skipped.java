package hexline.conformance.client;

/** Thrown by a case that cannot be run on this system or against this target; says why. */
public final class Skipped extends RuntimeException {

  private static final long serialVersionUID = 1L;

  public Skipped(String reason) {
    super(reason);
  }
}
