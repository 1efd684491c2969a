package hexline.claims;

import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** Findings as lines for a terminal. */
final class Report {

  private static final String INDENT = "  ";
  private static final Pattern WORDS = Pattern.compile("\\s+");

  private final int columns;

  /**
   * A report of a width.
   *
   * @param columns width of the terminal
   */
  Report(int columns) {
    this.columns = Math.max(40, columns);
  }

  /** A claim and what became of it. */
  List<String> of(Finding finding) {
    Claim claim = finding.claim();
    var lines = new ArrayList<String>();
    lines.add(claim.id() + ": " + finding.judgement().verdict().words());
    if (!finding.judgement().because().isEmpty()) {
      wrap(lines, "", finding.judgement().because());
    }
    wrap(lines, "claim", claim.sentence() + " (" + claim.said().where() + ")");
    Prediction prediction = claim.prediction();
    wrap(lines, "predicted", prediction.verdict().words() + ". " + prediction.because());
    if (!finding.summary().isEmpty()) {
      wrap(lines, "evidence", finding.summary());
    }
    return lines;
  }

  /** The same, with the rule and the explanation. */
  List<String> whole(Finding finding) {
    List<String> lines = of(finding);
    finding.claim().rule().words().forEach(line -> wrap(lines, "rule", line));
    wrap(lines, "about", finding.claim().text());
    return lines;
  }

  /** A claim that has not been heard. */
  List<String> of(Claim claim) {
    var lines = new ArrayList<String>();
    lines.add(claim.id());
    wrap(lines, "claim", claim.sentence() + " (" + claim.said().where() + ")");
    return lines;
  }

  /** How many claims had which verdict, and which verdicts were not as predicted. */
  static List<String> summary(Collection<Finding> findings) {
    Map<ClaimVerdict, Integer> counts = new EnumMap<>(ClaimVerdict.class);
    findings.forEach(finding -> counts.merge(finding.judgement().verdict(), 1, Integer::sum));
    var words = new ArrayList<String>();
    counts.forEach((verdict, count) -> words.add(count + " " + verdict.words()));
    var lines = new ArrayList<String>();
    lines.add(
        findings.size()
            + (findings.size() == 1 ? " claim: " : " claims: ")
            + String.join(", ", words));
    List<String> surprises =
        findings.stream()
            .filter(finding -> finding.judgement().verdict() != ClaimVerdict.NOT_TESTED)
            .filter(finding -> !finding.isAsPredicted())
            .map(finding -> finding.claim().id())
            .toList();
    lines.add(
        surprises.isEmpty()
            ? "Every verdict is as predicted."
            : "Not as predicted: " + String.join(", ", surprises));
    return lines;
  }

  /** Breaks a text at spaces into lines that fit. */
  private void wrap(List<String> lines, String name, String text) {
    String margin = INDENT + " ".repeat(11);
    var line = new StringBuilder(INDENT).append("%-11s".formatted(name));
    boolean isEmpty = true;
    for (String word : WORDS.split(text, -1)) {
      if (!isEmpty && line.length() + 1 + word.length() > columns) {
        lines.add(line.toString());
        line.setLength(0);
        line.append(margin);
        isEmpty = true;
      }
      line.append(isEmpty ? "" : " ").append(word);
      isEmpty = false;
    }
    lines.add(line.toString());
  }
}
