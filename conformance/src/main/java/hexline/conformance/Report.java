package hexline.conformance;

import hexline.conformance.cases.Rule;
import hexline.conformance.cases.TestCase;
import java.io.PrintWriter;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;

/** Results as text of at most 100 columns: a row for each case, and below it why it failed. */
public final class Report {

  private static final int COLUMNS = 100;
  private static final String ROW = "%-4s  %-21s  %-26s  %-7s  %6s%n";
  private static final Pattern SPACE = Pattern.compile(" ");
  private static final String INDENT = "      ";
  private static final String LABEL = INDENT + "%-9s";

  private final PrintWriter out;
  private final Function<TestCase, String> repeatCommand;
  private final Set<Rule> stated = EnumSet.noneOf(Rule.class);

  /**
   * @param repeatCommand the command that runs one case again
   */
  public Report(PrintWriter out, Function<TestCase, String> repeatCommand) {
    this.out = out;
    this.repeatCommand = repeatCommand;
  }

  /** Prints the heads of the columns. */
  void start() {
    out.printf(ROW, "id", "case", "rules", "verdict", "ms");
    out.flush();
  }

  /** Prints a result, with what a failure needs. */
  public void add(Result result) {
    TestCase done = result.testCase();
    out.printf(ROW, done.id(), done.title(), done.ruleNumbers(), result.verdict(), result.millis());
    if (result.breaksRules()) {
      wrap("promise", done.promise());
      wrap("failure", result.reason());
      done.rules().forEach(this::state);
    } else if (!result.reason().isEmpty()) {
      result.reason().lines().forEach(line -> wrap("", line));
    }
    if (result.verdict() == Verdict.FAIL) {
      line("repeat", repeatCommand.apply(done));
    }
    out.flush();
  }

  /** The statement is printed with the first case that breaks the rule. */
  private void state(Rule rule) {
    String statement = stated.add(rule) ? ": " + rule.statement() : "";
    wrap(rule.name(), rule.title() + statement);
  }

  /** Prints a paragraph behind a label, aligned with what stands below a failed case. */
  void paragraph(String label, String text) {
    wrap(label, text);
    out.flush();
  }

  /** Prints a line behind a label, however long it is, so that it can be copied. */
  void line(String label, String text) {
    out.printf(LABEL + "%s%n", label, text);
  }

  private void wrap(String label, String text) {
    wrapBehind(label.isEmpty() ? INDENT : LABEL.formatted(label), text);
  }

  private void wrapBehind(String start, String text) {
    var line = new StringBuilder(start);
    for (String word : SPACE.splitAsStream(text).toList()) {
      boolean isFirst = line.length() == start.length();
      if (!isFirst && line.length() + 1 + word.length() > COLUMNS) {
        out.println(line);
        line = new StringBuilder(" ".repeat(start.length()));
        isFirst = true;
      }
      line.append(isFirst ? "" : " ").append(word);
    }
    out.println(line);
  }

  /** Prints which rules are broken, which of them to mend first, and how many cases passed. */
  void finish(List<Result> results) {
    out.println();
    var broken = BrokenRules.of(results);
    if (!broken.isEmpty()) {
      out.println("Broken rules, and the cases that found them:");
      broken
          .cases()
          .forEach((rule, ids) ->
              wrapBehind("  %-4s %-16s ".formatted(rule, rule.title()), String.join(" ", ids)));
      out.println();
      wrapBehind("", broken.advice());
      out.println();
    }
    out.println(summary(results));
    out.flush();
  }

  static String summary(List<Result> results) {
    long errors = count(results, Verdict.ERROR);
    return count(results, Verdict.PASS)
        + " passed, "
        + count(results, Verdict.FAIL)
        + " failed, "
        + count(results, Verdict.TRAIT)
        + " traits, "
        + count(results, Verdict.SKIP)
        + " skipped"
        + (errors == 0 ? "" : ", " + errors + " not run for lack of the kit's own means");
  }

  static long count(List<Result> results, Verdict verdict) {
    return results.stream().filter(result -> result.verdict() == verdict).count();
  }

  /** Prints the cases and their promises. */
  void list(List<TestCase> cases) {
    for (TestCase each : cases) {
      out.printf(
          "%-4s  %-21s  %-26s  tier %d%n",
          each.id(), each.title(), each.ruleNumbers(), each.tier().number());
      wrap("", each.promise());
    }
    out.flush();
  }
}
