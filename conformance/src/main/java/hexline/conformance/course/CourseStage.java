package hexline.conformance.course;

import hexline.conformance.cases.Rule;
import hexline.conformance.cases.TestCase;
import java.util.List;
import java.util.Set;

/**
 * A part of the way from a first draft to the whole protocol.
 *
 * @param name on the command line, as in {@code end-of-input}
 * @param title what a server can do that has passed it
 * @param rules the rules that it adds to those of the stages before
 * @param why why it matters, in sentences
 * @param hint how servers do it, in sentences
 */
public record CourseStage(String name, String title, Set<Rule> rules, String why, String hint) {

  public CourseStage {
    rules = Set.copyOf(rules);
    why = why.strip().replaceAll("\\s+", " ");
    hint = hint.strip().replaceAll("\\s+", " ");
  }

  /** The cases that belong to it, in the kit's order. */
  public List<TestCase> cases() {
    return Stages.casesOf(this);
  }
}
