package hexline.claims;

/** An experiment cannot be made here: a program or a system is missing. The message says which. */
public final class NotTested extends Exception {

  private static final long serialVersionUID = 1;

  private final String reason;

  /**
   * An exception with its reason.
   *
   * @param reason in words, without a full stop
   */
  public NotTested(String reason) {
    super(reason);
    this.reason = reason;
  }

  /** Why the experiment cannot be made. */
  public String reason() {
    return reason;
  }
}
