package hexline.conformance;

import hexline.conformance.cases.TestCase;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A property of a server's model that makes cases fail. Whoever runs the kit declares it. An
 * excused case is run all the same; if it passes, the declaration is wrong and the case fails. A
 * difference that no trait declares is a failure.
 *
 * @param label its name on the command line
 * @param model the model that has it by nature, as in {@code sync}
 * @param reason why the cases fail, in a clause
 * @param excusedCases the ids of the cases that fail because of it
 */
public record Trait(String label, String model, String reason, Set<String> excusedCases) {

  /** The sync server's: the iterative model. */
  public static final Trait ONE_CLIENT_AT_A_TIME =
      new Trait(
          "one-client-at-a-time",
          "sync",
          "while it serves one client, the others wait in the kernel's backlog",
          Set.of(
              "C10", "L06", "L07", "L09", "L12", "D03", "S01", "S02", "E03", "E04", "E05", "E11"));

  /** The traits of PROTOCOL.md. */
  public static final List<Trait> ALL = List.of(ONE_CLIENT_AT_A_TIME);

  public Trait {
    excusedCases = Set.copyOf(excusedCases);
  }

  /** The traits of a model, by its name, as in {@code sync}. */
  public static Set<Trait> of(String model) {
    return ALL.stream()
        .filter(trait -> trait.model.equals(model))
        .collect(Collectors.toUnmodifiableSet());
  }

  boolean excuses(TestCase testCase) {
    return excusedCases.contains(testCase.id());
  }

  @Override
  public String toString() {
    return label;
  }
}
