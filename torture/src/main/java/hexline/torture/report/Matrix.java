package hexline.torture.report;

import hexline.cli.Printable;
import hexline.conformance.Report;
import hexline.conformance.Result;
import hexline.conformance.Verdict;
import hexline.conformance.cases.TestCase;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.stream.IntStream;

/**
 * The matrix as text: a row for each case, a column for each server, and below it what has failed and
 * why. No row is longer than the terminal is wide: where the names of the servers do not fit, they
 * have numbers, and the verdicts are letters.
 */
public final class Matrix {

  private static final int TITLE = 21; // columns, or more if a title is longer
  private static final int LEAST = 5; // columns of a verdict

  private final List<ServerResults> servers;
  private final List<TestCase> cases;
  private final int columns;
  private final String firstColumns; // as a format

  /**
   * A matrix.
   *
   * @param servers each with a result for every case
   * @param columns of the terminal
   */
  public Matrix(List<ServerResults> servers, List<TestCase> cases, int columns) {
    this.servers = List.copyOf(servers);
    this.cases = List.copyOf(cases);
    this.columns = columns;
    int longest = cases.stream().mapToInt(each -> each.title().length()).max().orElse(0);
    this.firstColumns = "%-4s  %-" + Math.max(TITLE, longest) + "s";
  }

  /**
   * Prints the table. Below it is what the servers that count have failed, with the reasons, and what
   * the others have failed, without.
   */
  public void print(PrintWriter out) {
    lines().forEach(out::println);
    for (ServerResults server : servers) {
      List<Result> failed = server.results().stream().filter(Matrix::isFailure).toList();
      if (server.counts() && !failed.isEmpty()) {
        out.println();
        out.println(label(server) + ":");
        var report = new Report(out, server.subject()::repeatCommand);
        failed.forEach(report::add);
      } else if (!failed.isEmpty()) {
        printOther(server, failed, out);
      }
    }
    out.flush();
  }

  private void printOther(ServerResults server, List<Result> failed, PrintWriter out) {
    var words = new ArrayList<String>();
    String what = label(server) + " (" + server.subject().about() + ") fails";
    words.addAll(List.of(what.split(" ", -1)));
    failed.forEach(each -> words.add(each.testCase().id()));
    var line = new StringBuilder();
    out.println();
    for (String word : words) {
      if (!line.isEmpty() && line.length() + 1 + word.length() > columns) {
        out.println(cut(line.toString()));
        line.setLength(0);
      }
      line.append(line.isEmpty() ? "" : " ").append(word);
    }
    out.println(cut(line.toString()));
  }

  private static boolean isFailure(Result result) {
    return result.verdict() == Verdict.FAIL || result.verdict() == Verdict.ERROR;
  }

  private static String label(ServerResults server) {
    return Printable.of(server.subject().label());
  }

  /** The table. */
  List<String> lines() {
    List<String> names = servers.stream().map(Matrix::label).toList();
    List<Integer> widths = names.stream().map(name -> 2 + Math.max(LEAST, name.length())).toList();
    int wide =
        firstColumns.formatted("", "").length() + widths.stream().mapToInt(width -> width).sum();
    if (wide <= columns) {
      return lines(names, widths, Verdict::name);
    }
    List<String> numbers =
        IntStream.rangeClosed(1, names.size()).mapToObj(String::valueOf).toList();
    var lines = new ArrayList<String>();
    for (int i = 0; i < names.size(); i++) {
      lines.add(cut("%2s  %s".formatted(numbers.get(i), names.get(i))));
    }
    lines.add(cut(". PASS, F FAIL, T TRAIT, S SKIP, E ERROR"));
    lines.add("");
    lines.addAll(
        lines(
            numbers,
            numbers.stream().map(number -> 3).toList(),
            verdict -> verdict == Verdict.PASS ? "." : verdict.name().substring(0, 1)));
    return lines;
  }

  private List<String> lines(
      List<String> heads, List<Integer> widths, Function<Verdict, String> form) {
    var lines = new ArrayList<String>();
    lines.add(row("id", "case", heads, widths));
    for (int i = 0; i < cases.size(); i++) {
      int index = i;
      List<String> verdicts =
          servers.stream()
              .map(server -> form.apply(server.results().get(index).verdict()))
              .toList();
      lines.add(row(cases.get(i).id(), cases.get(i).title(), verdicts, widths));
    }
    lines.add("");
    for (Verdict verdict : Verdict.values()) {
      List<String> counts =
          servers.stream().map(server -> String.valueOf(server.count(verdict))).toList();
      if (counts.stream().anyMatch(count -> !count.equals("0"))) {
        lines.add(row("", verdict.name().toLowerCase(Locale.ROOT), counts, widths));
      }
    }
    return lines;
  }

  private String row(String id, String title, List<String> cells, List<Integer> widths) {
    var row = new StringBuilder(firstColumns.formatted(id, title));
    for (int i = 0; i < cells.size(); i++) {
      String cell = cells.get(i);
      int gap = widths.get(i) > 3 ? 2 : 1;
      row.append(" ".repeat(gap)).append(cell);
      row.append(" ".repeat(Math.max(0, widths.get(i) - gap - cell.length())));
    }
    return cut(row.toString());
  }

  private String cut(String line) {
    String text = line.stripTrailing();
    return text.substring(0, Math.min(text.length(), columns));
  }
}
