package hexline.conformance;

import java.util.List;
import java.util.Set;

/**
 * What a model is by nature, and which cases that excuses. A trait is declared by whoever runs the
 * kit; an excused case is run all the same, and one that passes refutes the declaration.
 *
 * @param label its name on the command line
 * @param reason what it is, in a clause
 * @param excusedCases the ids of the cases whose failure is what this trait explains
 */
public record Trait(String label, String reason, Set<String> excusedCases) {

  /** The iterative model's. */
  public static final Trait ONE_CLIENT_AT_A_TIME =
      new Trait(
          "one-client-at-a-time",
          "while it serves one client, the others wait in the kernel's backlog",
          Set.of("C14", "S07", "R01", "D03"));

  /** Those that the protocol knows. */
  public static final List<Trait> ALL = List.of(ONE_CLIENT_AT_A_TIME);

  public Trait {
    excusedCases = Set.copyOf(excusedCases);
  }

  boolean excuses(Case conformanceCase) {
    return excusedCases.contains(conformanceCase.id());
  }

  @Override
  public String toString() {
    return label;
  }
}
