package hexline.claims;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * How evidence becomes a verdict, fixed before the experiment runs. The conditions are tried in the
 * order depends, holds, fails; the first one that is met decides. If none is met, the evidence does
 * not tell.
 *
 * @param depends on what the verdict depends, and by which evidence that is shown
 */
public record Rule(Condition holds, Condition fails, Optional<Dependence> depends) {

  /**
   * A condition under which the claim is true in one case and false in another.
   *
   * @param on on what it depends, as in "whether the threads are bounded"
   */
  public record Dependence(String on, Condition condition) {}

  /** A rule that knows two verdicts. */
  public static Rule of(Condition holds, Condition fails) {
    return new Rule(holds, fails, Optional.empty());
  }

  /** The same rule, with a third verdict. */
  public Rule orDepends(String on, Condition condition) {
    return new Rule(holds, fails, Optional.of(new Dependence(on, condition)));
  }

  /** The verdict on some evidence. */
  public Judgement judge(Evidence evidence) {
    if (depends.isPresent() && depends.get().condition().test(evidence) == Answer.YES) {
      return new Judgement(ClaimVerdict.DEPENDS, "on " + depends.get().on());
    }
    if (holds.test(evidence) == Answer.YES) {
      return new Judgement(ClaimVerdict.HOLDS, "");
    }
    if (fails.test(evidence) == Answer.YES) {
      return new Judgement(ClaimVerdict.FAILS, "");
    }
    return new Judgement(ClaimVerdict.CANNOT_TELL, unclear(evidence));
  }

  /** Why it cannot be told. */
  private String unclear(Evidence evidence) {
    List<String> missing =
        figures().stream()
            .filter(figure -> evidence.values(figure).isEmpty())
            .map(Figure::label)
            .toList();
    if (!missing.isEmpty()) {
      return "not measured: " + String.join("; ", missing);
    }
    boolean anyOpen =
        Stream.concat(Stream.of(holds, fails), depends.stream().map(Dependence::condition))
            .anyMatch(condition -> condition.test(evidence) == Answer.UNCLEAR);
    return anyOpen
        ? "the interval of a figure straddles a threshold"
        : "the figures lie between the thresholds";
  }

  /** The figures that it looks at, each once. */
  public Set<Figure> figures() {
    var all = new LinkedHashSet<Figure>();
    depends.ifPresent(part -> part.condition().figures().forEach(all::add));
    holds.figures().forEach(all::add);
    fails.figures().forEach(all::add);
    return all;
  }

  /** The rule in words, one line for each verdict. */
  public List<String> words() {
    var lines = new ArrayList<String>();
    depends.ifPresent(
        part -> lines.add("DEPENDS on " + part.on() + ", if " + part.condition().words()));
    lines.add("HOLDS if " + holds.words());
    lines.add("FAILS if " + fails.words());
    return lines;
  }
}
