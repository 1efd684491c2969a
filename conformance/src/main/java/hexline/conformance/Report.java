package hexline.conformance;

import java.io.PrintWriter;
import java.util.List;
import java.util.regex.Pattern;

/** Results as a table of at most 100 columns, a case a line and its reason below. */
final class Report {

  private static final int COLUMNS = 100;
  private static final String ROW = "%-4s  %-22s  %-22s  %-7s  %6s%n";
  private static final Pattern SPACE = Pattern.compile(" ");
  private static final String INDENT = "      ";

  private final PrintWriter out;

  Report(PrintWriter out) {
    this.out = out;
  }

  /** Prints what is known before the first case has ended. */
  void start() {
    out.printf(ROW, "id", "case", "rules", "verdict", "ms");
    out.flush();
  }

  void add(Result result) {
    Case done = result.conformanceCase();
    out.printf(ROW, done.id(), done.title(), done.rules(), result.verdict(), result.millis());
    if (!result.reason().isEmpty()) {
      wrap(result.reason());
    }
    out.flush();
  }

  private void wrap(String text) {
    var line = new StringBuilder(INDENT);
    for (String word : SPACE.splitAsStream(text).toList()) {
      boolean isFirst = line.length() == INDENT.length();
      if (!isFirst && line.length() + 1 + word.length() > COLUMNS) {
        out.println(line);
        line = new StringBuilder(INDENT);
        isFirst = true;
      }
      line.append(isFirst ? "" : " ").append(word);
    }
    out.println(line);
  }

  void finish(List<Result> results) {
    out.println();
    out.println(summary(results));
    out.flush();
  }

  static String summary(List<Result> results) {
    return "%d passed, %d failed, %d traits, %d skipped"
        .formatted(
            count(results, Verdict.PASS),
            count(results, Verdict.FAIL),
            count(results, Verdict.TRAIT),
            count(results, Verdict.SKIP));
  }

  static long count(List<Result> results, Verdict verdict) {
    return results.stream().filter(result -> result.verdict() == verdict).count();
  }

  /** Prints the cases themselves. */
  void list(List<Case> cases) {
    for (Case each : cases) {
      out.printf("%-4s  %-22s  %s%n", each.id(), each.title(), each.rules());
      wrap(each.promise());
    }
    out.flush();
  }
}
