package hexline.conformance;

import java.util.Set;

/**
 * What a model is by nature, and which cases that excuses. A trait is declared by whoever runs the
 * kit; an excused case is run all the same, and one that passes refutes the declaration.
 */
public enum Trait {
  ONE_CLIENT_AT_A_TIME(
      "one-client-at-a-time",
      "while it serves one client, the others wait in the kernel's backlog") {
    @Override
    public Set<String> excusedCases() {
      return Set.of("C14", "S07", "R01", "D03");
    }
  };

  private final String label;
  private final String reason;

  Trait(String label, String reason) {
    this.label = label;
    this.reason = reason;
  }

  /** The ids of the cases whose failure is what this trait explains. */
  public abstract Set<String> excusedCases();

  boolean excuses(Case conformanceCase) {
    return excusedCases().contains(conformanceCase.id());
  }

  /** Its name on the command line. */
  public String label() {
    return label;
  }

  public String reason() {
    return reason;
  }

  @Override
  public String toString() {
    return label;
  }
}
