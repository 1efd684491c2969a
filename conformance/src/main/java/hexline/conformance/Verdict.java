package hexline.conformance;

/** How a case ended. */
public enum Verdict {
  /** The server keeps the case's promise. */
  PASS,
  /** The server does not keep it. */
  FAIL,
  /** The server does not keep it, and a declared {@link Trait} is the reason. */
  TRAIT,
  /** The case cannot be run on this system or against this target. */
  SKIP,
  /** The kit itself could not run the case, which says nothing about the server. */
  ERROR
}
