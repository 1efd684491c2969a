package hexline.conformance;

import static hexline.conformance.cases.Rule.R1;
import static hexline.conformance.cases.Rule.R2;
import static hexline.conformance.cases.Rule.R3;
import static hexline.conformance.cases.Rule.R6;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hexline.conformance.cases.Rule;
import hexline.conformance.cases.TestCase;
import hexline.conformance.cases.Tier;
import hexline.conformance.client.Violation;
import hexline.conformance.process.Launch;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** The summary by rule, and its advice. */
class BrokenRulesTest {

  private static Result result(String id, Verdict verdict, boolean needsFraming, Rule... rules) {
    var testCase =
        new TestCase(
            id, "made-up", Tier.QUICK, List.of(rules), "A promise.", Launch.SHARED, run -> {});
    return new Result(testCase, verdict, 1, "", new Violation("", needsFraming));
  }

  private static Result failure(String id, boolean needsFraming, Rule... rules) {
    return result(id, Verdict.FAIL, needsFraming, rules);
  }

  @Test
  @DisplayName("a case of several rules blames those that a narrower failure blames")
  void narrowest() {
    var broken =
        BrokenRules.of(
            List.of(
                failure("X01", true, R1, R2, R3, R6),
                failure("X02", false, R2),
                failure("X03", false, R2, R3),
                failure("X04", true, R6)));
    assertEquals(
        Map.of(R2, List.of("X01", "X02", "X03"), R6, List.of("X01", "X04")), broken.cases());
    assertEquals("Mend R2 (Grammar) first: later rules rest on earlier ones.", broken.advice());
  }

  @Test
  @DisplayName("a case without a narrower failure blames all its rules")
  void alone() {
    var broken = BrokenRules.of(List.of(failure("X01", false, R2, R3)));
    assertEquals(Map.of(R2, List.of("X01"), R3, List.of("X01")), broken.cases());
  }

  @Test
  @DisplayName("if R1 is broken, the advice counts the other failures that need framing")
  void framing() {
    var broken =
        BrokenRules.of(
            List.of(
                failure("X01", true, R1),
                failure("X02", true, R1, R6),
                failure("X03", true, R6),
                failure("X04", false, R3)));
    assertEquals(
        "Mend R1 (Framing) first: 1 other failed case sends several lines in one write, or one line"
            + " in several.",
        broken.advice());
  }

  @Test
  @DisplayName("a trait, a skipped case and an unexpected pass break no rule")
  void nothingBroken() {
    var pass =
        new Result(failure("X02", false, R1).testCase(), Verdict.FAIL, 1, "unexpected", null);
    var results =
        List.of(
            result("X01", Verdict.TRAIT, true, R1), pass, result("X03", Verdict.SKIP, true, R1));
    assertTrue(BrokenRules.of(results).isEmpty());
  }
}
