package hexline.conformance;

import hexline.conformance.cases.Rule;
import hexline.conformance.cases.TestCase;
import hexline.conformance.client.Violation;
import org.jspecify.annotations.Nullable;

/**
 * How one case ended on one server.
 *
 * @param millis how long it took
 * @param reason why the verdict is not {@link Verdict#PASS}, in one or more lines; empty if it is
 * @param violation what the server did wrong, or null if the verdict has another reason
 */
public record Result(
    TestCase testCase, Verdict verdict, long millis, String reason, @Nullable Violation violation) {

  /** Whether the server has broken a rule and no trait excuses it. */
  public boolean breaksRules() {
    return verdict == Verdict.FAIL && violation != null;
  }

  /**
   * The reason and, if rules are broken, the case's promise and the rules, each on its own line.
   */
  public String explanation() {
    var text = new StringBuilder(reason);
    if (breaksRules()) {
      text.append("\npromise: ").append(testCase.promise());
      for (Rule rule : testCase.rules()) {
        text.append('\n').append(rule).append(' ').append(rule.title()).append(": ");
        text.append(rule.statement());
      }
    }
    return text.toString();
  }
}
