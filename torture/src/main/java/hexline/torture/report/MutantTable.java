package hexline.torture.report;

import hexline.cli.Printable;
import hexline.torture.mutant.MutantResult;
import hexline.torture.mutant.MutantResult.Outcome;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;

/** Mutants as text: a row for each, below them what is wrong, and how many have each outcome. */
public final class MutantTable {

  private static final String GAP = "  ";

  private MutantTable() {}

  /** Prints the mutants, and an empty line before them; nothing if there are none. */
  public static void print(List<MutantResult> mutants, int columns, PrintWriter out) {
    if (!mutants.isEmpty()) {
      out.println();
      lines(mutants, columns).forEach(out::println);
      out.flush();
    }
  }

  static List<String> lines(List<MutantResult> mutants, int columns) {
    List<Function<MutantResult, String>> cells =
        List.of(
            each -> each.mutant().id(),
            MutantResult::server,
            each -> String.join(" ", each.mutant().cases()),
            each -> word(each.outcome()),
            each -> each.mutant().defence());
    var rows = new ArrayList<List<String>>();
    rows.add(List.of("mutant", "server", "cases", "outcome", "lacks that"));
    mutants.forEach(each -> rows.add(cells.stream().map(cell -> cell.apply(each)).toList()));
    var lines = new ArrayList<String>();
    for (List<String> row : rows) {
      var line = new StringBuilder();
      for (int i = 0; i < row.size(); i++) {
        int column = i;
        int width = rows.stream().mapToInt(each -> each.get(column).length()).max().orElse(0);
        line.append(row.get(i)).append(" ".repeat(width - row.get(i).length())).append(GAP);
      }
      lines.add(cut(line.toString().stripTrailing(), columns));
    }
    lines.add("");
    mutants.stream()
        .filter(each -> each.outcome() != Outcome.CAUGHT)
        .forEach(each -> lines.addAll(reason(each)));
    if (mutants.stream().anyMatch(each -> each.outcome() != Outcome.CAUGHT)) {
      lines.add("");
    }
    for (Outcome outcome : Outcome.values()) {
      long count = mutants.stream().filter(each -> each.outcome() == outcome).count();
      if (count > 0) {
        lines.add("%4d %s".formatted(count, word(outcome)));
      }
    }
    return lines;
  }

  private static List<String> reason(MutantResult result) {
    var lines = new ArrayList<String>();
    lines.add(result.mutant() + " on " + result.server() + " " + word(result.outcome()) + ":");
    result.seen().lines().forEach(line -> lines.add("  " + Printable.of(line)));
    return lines;
  }

  /** What need not worry anybody is in small letters. */
  private static String word(Outcome outcome) {
    boolean isRight = outcome == Outcome.CAUGHT || outcome == Outcome.SKIPPED;
    return isRight ? outcome.name().toLowerCase(Locale.ROOT) : outcome.name();
  }

  private static String cut(String line, int columns) {
    return line.substring(0, Math.min(line.length(), columns));
  }
}
