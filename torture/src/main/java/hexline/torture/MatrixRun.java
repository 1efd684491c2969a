package hexline.torture;

import hexline.conformance.Kit;
import hexline.conformance.Result;
import hexline.conformance.Verdict;
import hexline.conformance.cases.TestCase;
import hexline.conformance.client.KitFailure;
import hexline.torture.report.ServerResults;
import hexline.torture.server.Subject;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.function.Consumer;

/** A column of the matrix: the cases against one server. */
final class MatrixRun {

  private MatrixRun() {}

  /**
   * Runs cases. If the server does not start, all of them fail for this reason.
   *
   * @param waitsFor receives each case before its result is waited for
   */
  static ServerResults run(Subject subject, List<TestCase> cases, Consumer<TestCase> waitsFor)
      throws InterruptedException {
    long start = System.nanoTime();
    try (var kit = new Kit(subject.target(), subject.settings())) {
      kit.start();
      var results = new ArrayList<Result>();
      for (Map.Entry<TestCase, Future<Result>> each : kit.submit(cases).entrySet()) {
        waitsFor.accept(each.getKey());
        results.add(each.getValue().get());
      }
      return new ServerResults(subject, results, since(start));
    } catch (IOException e) {
      return none(subject, cases, Verdict.FAIL, "the server did not start: " + e.getMessage());
    } catch (KitFailure e) {
      return none(subject, cases, Verdict.ERROR, String.valueOf(e.getMessage()));
    } catch (ExecutionException e) {
      throw new IllegalStateException("a case of the kit failed by itself", e.getCause());
    }
  }

  private static ServerResults none(
      Subject subject, List<TestCase> cases, Verdict verdict, String reason) {
    return new ServerResults(
        subject,
        cases.stream().map(each -> new Result(each, verdict, 0, reason, null)).toList(),
        Duration.ZERO);
  }

  private static Duration since(long start) {
    return Duration.ofNanos(System.nanoTime() - start);
  }
}
