package hexline.conformance.cases;

import hexline.conformance.process.Launch;
import java.util.ArrayList;
import java.util.List;

/** Collects the cases of a group, all of one tier, in the order of the report. */
final class CaseList {

  private final Tier tier;
  private final List<TestCase> cases = new ArrayList<>();

  CaseList(Tier tier) {
    this.tier = tier;
  }

  /** Adds a case that can be run against any running server; the name is its id and its title. */
  void add(String name, List<Rule> rules, String promise, TestCase.Body body) {
    add(name, rules, promise, Launch.SHARED, body);
  }

  /** Adds a case that needs a server process of its own. */
  void add(String name, List<Rule> rules, String promise, Launch launch, TestCase.Body body) {
    int space = name.indexOf(' ');
    String id = name.substring(0, space);
    cases.add(new TestCase(id, name.substring(space + 1), tier, rules, promise, launch, body));
  }

  List<TestCase> toList() {
    return List.copyOf(cases);
  }
}
