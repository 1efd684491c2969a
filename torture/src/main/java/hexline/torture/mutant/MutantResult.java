package hexline.torture.mutant;

import hexline.conformance.Result;
import hexline.conformance.Verdict;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * What a mutant has come to on one server.
 *
 * @param server its label, as in a matrix
 * @param outcome whether the cases see what it lacks
 * @param seen what the first case has seen, or why the outcome is another one
 * @param time that all of its cases have taken
 */
public record MutantResult(
    Mutant mutant, String server, Outcome outcome, String seen, Duration time) {

  /** Whether the cases of a mutant see what it lacks. */
  public enum Outcome {
    /** All of them fail. */
    CAUGHT,
    /** One passes: the case, or the defence, is worth nothing. */
    SURVIVED,
    /** One cannot be run on this system, and none passes. */
    SKIPPED,
    /** The mutant serves no client at all, which proves nothing, or could not be tried. */
    BROKEN
  }

  /**
   * The result of a mutant whose cases have come to this.
   *
   * @param control a case that must pass in spite of what the mutant lacks
   */
  static MutantResult of(
      Mutant mutant, String server, Result control, List<Result> results, Duration time) {
    Optional<Result> broken =
        control.verdict() == Verdict.PASS
            ? first(results, each -> !isDecided(each))
            : Optional.of(control);
    Optional<Result> passed = first(results, each -> each.verdict() == Verdict.PASS);
    Optional<Result> skipped = first(results, each -> each.verdict() == Verdict.SKIP);
    if (broken.isPresent()) {
      return new MutantResult(mutant, server, Outcome.BROKEN, text(broken.get()), time);
    } else if (passed.isPresent()) {
      return new MutantResult(mutant, server, Outcome.SURVIVED, text(passed.get()), time);
    } else if (skipped.isPresent()) {
      return new MutantResult(mutant, server, Outcome.SKIPPED, text(skipped.get()), time);
    }
    return new MutantResult(mutant, server, Outcome.CAUGHT, text(results.getFirst()), time);
  }

  private static Optional<Result> first(List<Result> results, Predicate<Result> condition) {
    return results.stream().filter(condition).findFirst();
  }

  /** A server that did not start has broken no rule. */
  private static boolean isDecided(Result result) {
    return switch (result.verdict()) {
      case PASS, SKIP -> true;
      case FAIL -> result.breaksRules();
      case TRAIT, ERROR -> false;
    };
  }

  private static String text(Result result) {
    return result.testCase().id()
        + " "
        + (result.verdict() == Verdict.PASS ? "passes" : result.reason());
  }

  /** Whether it is a failure of the run. */
  public boolean isFailure() {
    return outcome == Outcome.SURVIVED || outcome == Outcome.BROKEN;
  }
}
