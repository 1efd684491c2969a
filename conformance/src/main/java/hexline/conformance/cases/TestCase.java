package hexline.conformance.cases;

import hexline.conformance.client.Violation;
import hexline.conformance.process.Launch;
import java.util.List;
import java.util.stream.Collectors;

/**
 * One property of a server that a client can observe.
 *
 * @param id a letter for the group and a number, as in {@code F01}
 * @param title a few words, joined by hyphens
 * @param tier how much time and how many resources it takes
 * @param rules the rules that it checks
 * @param promise one sentence: what the client does, and what the server must do
 * @param launch the server process that it needs
 * @param body talks to the server
 */
public record TestCase(
    String id,
    String title,
    Tier tier,
    List<Rule> rules,
    String promise,
    Launch launch,
    Body body) {

  /** What a case does with a server. */
  @FunctionalInterface
  public interface Body {
    /**
     * Returns if the server keeps the promise.
     *
     * @throws Violation if it does not
     */
    void run(CaseRun run) throws Exception;
  }

  public TestCase {
    rules = List.copyOf(rules);
  }

  /** The numbers of its rules, as in {@code R1, R6}. */
  public String ruleNumbers() {
    return rules.stream().map(Rule::name).collect(Collectors.joining(", "));
  }

  @Override
  public String toString() {
    return id + " " + title;
  }
}
