package hexline.conformance;

import hexline.conformance.cases.Rule;
import hexline.conformance.cases.TestCase;
import hexline.conformance.client.Violation;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The rules that failed cases blame. A case that checks several rules blames all of them, unless a
 * case with some of these rules alone has failed as well: then it blames the rules of that one.
 */
final class BrokenRules {

  private final Map<Rule, List<String>> cases = new EnumMap<>(Rule.class);
  private final List<Result> failed;

  private BrokenRules(List<Result> failed) {
    this.failed = failed;
  }

  static BrokenRules of(List<Result> results) {
    var broken = new BrokenRules(results.stream().filter(Result::breaksRules).toList());
    for (Result result : broken.failed) {
      for (Rule rule : broken.blamed(result.testCase())) {
        broken.cases.computeIfAbsent(rule, r -> new ArrayList<>()).add(result.testCase().id());
      }
    }
    return broken;
  }

  private Set<Rule> blamed(TestCase testCase) {
    var blamed = EnumSet.noneOf(Rule.class);
    for (Result other : failed) {
      List<Rule> some = other.testCase().rules();
      if (some.size() < testCase.rules().size() && testCase.rules().containsAll(some)) {
        blamed.addAll(blamed(other.testCase()));
      }
    }
    return blamed.isEmpty() ? EnumSet.copyOf(testCase.rules()) : blamed;
  }

  boolean isEmpty() {
    return cases.isEmpty();
  }

  /** The broken rules in their order, and the ids of the cases that blame each. */
  Map<Rule, List<String>> cases() {
    return cases;
  }

  /** Which rule to mend first, and why. Rules that others rest on have the lower numbers. */
  String advice() {
    Map.Entry<Rule, List<String>> first = cases.entrySet().iterator().next();
    Rule rule = first.getKey();
    long resting =
        failed.stream()
            .filter(result -> !first.getValue().contains(result.testCase().id()))
            .filter(BrokenRules::needsFraming)
            .count();
    String name = "%s (%s)".formatted(rule, rule.title());
    if (rule == Rule.R1 && resting > 0) {
      return "Mend %s first: %d other failed %s several lines in one write, or one line in several."
          .formatted(name, resting, resting == 1 ? "case sends" : "cases send");
    }
    return cases.size() == 1
        ? "Mend " + name + "."
        : "Mend " + name + " first: later rules rest on earlier ones.";
  }

  private static boolean needsFraming(Result result) {
    Violation violation = result.violation();
    return violation != null && violation.needsFraming();
  }
}
