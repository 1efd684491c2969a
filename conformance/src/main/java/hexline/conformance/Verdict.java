package hexline.conformance;

/** How a case ended. */
public enum Verdict {
  /** The server keeps what the case promises. */
  PASS,
  /** It does not. */
  FAIL,
  /** It does not, and said so before: a declared {@link Trait} is the reason. */
  TRAIT,
  /** The case could not be tried on this target. */
  SKIP
}
