package hexline.torture.report;

import hexline.conformance.Result;
import hexline.conformance.Verdict;
import hexline.torture.figure.Measured;
import hexline.torture.server.Subject;
import java.time.Duration;
import java.util.List;

/**
 * A column of the matrix.
 *
 * @param results in the order of the cases, which is the same for all servers
 * @param time that all of them have taken
 * @param figures every figure in their order, or none if they were not measured
 */
public record ServerResults(
    Subject subject, List<Result> results, Duration time, List<Measured> figures) {

  public ServerResults {
    results = List.copyOf(results);
    figures = List.copyOf(figures);
  }

  /** A column without figures. */
  public ServerResults(Subject subject, List<Result> results, Duration time) {
    this(subject, results, time, List.of());
  }

  /** The same with figures. */
  public ServerResults with(List<Measured> measured) {
    return new ServerResults(subject, results, time, measured);
  }

  /** How many cases have this verdict. */
  public long count(Verdict verdict) {
    return results.stream().filter(result -> result.verdict() == verdict).count();
  }

  /** Whether what it fails is a failure of the run. */
  public boolean counts() {
    return subject.counts();
  }
}
