package hexline.torture.report;

import hexline.conformance.Result;
import hexline.conformance.Verdict;
import hexline.torture.figure.Measured;
import hexline.torture.server.Subject;
import hexline.torture.soak.SoakResult;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A column of the matrix, and what else was found of its server.
 *
 * @param results in the order of the cases, which is the same for all servers
 * @param time that all of them have taken
 * @param figures every figure in their order, or none if they were not measured
 * @param soak null if there was none
 */
public record ServerResults(
    Subject subject,
    List<Result> results,
    Duration time,
    List<Measured> figures,
    @Nullable SoakResult soak) {

  public ServerResults {
    results = List.copyOf(results);
    figures = List.copyOf(figures);
  }

  /** A column without figures and soak. */
  public ServerResults(Subject subject, List<Result> results, Duration time) {
    this(subject, results, time, List.of(), null);
  }

  /** The same with figures. */
  public ServerResults with(List<Measured> measured) {
    return new ServerResults(subject, results, time, measured, soak);
  }

  /** The same with a soak. */
  public ServerResults with(SoakResult result) {
    return new ServerResults(subject, results, time, figures, result);
  }

  /** How many cases have this verdict. */
  public long count(Verdict verdict) {
    return results.stream().filter(result -> result.verdict() == verdict).count();
  }

  /** Whether what it fails is a failure of the run. */
  public boolean counts() {
    return subject.counts();
  }

  /** Whether it has not stood its soak. */
  public boolean fallsInSoak() {
    return soak != null && !soak.problems().isEmpty();
  }
}
