package hexline.claims;

/** What an experiment has made of a claim, on the machine that it ran on. */
public enum ClaimVerdict {
  /** The evidence is what the claim says. */
  HOLDS("HOLDS"),
  /** The evidence contradicts it. */
  FAILS("FAILS"),
  /** It holds under one condition and fails under another, and both were tried. */
  DEPENDS("DEPENDS"),
  /** The evidence is not clear enough: an interval straddles a threshold of the rule. */
  CANNOT_TELL("CANNOT TELL"),
  /** There is no evidence; a reason is given. */
  NOT_TESTED("NOT TESTED");

  private final String words;

  ClaimVerdict(String words) {
    this.words = words;
  }

  /** As it is printed. */
  public String words() {
    return words;
  }
}
