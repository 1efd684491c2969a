package hexline.claims;

import hexline.bench.report.Environment;
import hexline.bench.report.Json;
import hexline.bench.statistics.Interval;
import java.time.Duration;
import java.util.Collection;
import java.util.List;

/**
 * The findings of a run as they are written to a file; README.md describes the format.
 *
 * @param format name and version of the format
 * @param command that made the run
 * @param interrupted whether the run was ended before all claims had been heard
 * @param took how long the run took
 */
public record Results(
    String format,
    String command,
    boolean interrupted,
    Duration took,
    Environment environment,
    List<Entry> claims) {

  /** The format that this class writes. */
  public static final String FORMAT = "hexline-claims/1";

  public Results {
    claims = List.copyOf(claims);
  }

  /**
   * A claim and what became of it.
   *
   * @param claim the sentence
   * @param predicted a verdict, as {@link ClaimVerdict#words} has it
   * @param verdict the same
   * @param reason a sentence: on what the verdict depends, why it cannot be told or why there is
   *     none; or empty
   * @param evidence in a sentence or two, with numbers; empty if it was not tested
   * @param rule one line for each verdict that evidence can lead to
   * @param digest of id, sentence, rule and figures
   */
  public record Entry(
      String id,
      String topic,
      String said,
      String chapter,
      String claim,
      String predicted,
      String because,
      String verdict,
      String reason,
      String evidence,
      List<String> rule,
      String digest,
      List<Measured> figures,
      List<String> notes,
      String text,
      String command,
      Duration took) {

    public Entry {
      rule = List.copyOf(rule);
      figures = List.copyOf(figures);
      notes = List.copyOf(notes);
    }
  }

  /**
   * The values of a figure.
   *
   * @param printed median and interval as the sentence of evidence has them
   * @param low lower end of the 95 % interval of the median; with fewer than six values the least
   * @param high its upper end
   */
  public record Measured(
      String name,
      Unit unit,
      String label,
      String printed,
      double median,
      double low,
      double high,
      List<Double> values) {

    public Measured {
      values = List.copyOf(values);
    }

    static Measured of(Figure figure, List<Double> values) {
      Interval interval = Interval.of(values);
      return new Measured(
          figure.name(),
          figure.unit(),
          figure.label(),
          figure.print(values),
          interval.median(),
          interval.low(),
          interval.high(),
          values);
    }
  }

  /** The results of a run. */
  public static Results of(
      Collection<Finding> findings,
      Environment environment,
      String command,
      boolean interrupted,
      Duration took) {
    List<Entry> entries = findings.stream().map(Results::entry).toList();
    return new Results(FORMAT, command, interrupted, took, environment, entries);
  }

  private static Entry entry(Finding finding) {
    Claim claim = finding.claim();
    Evidence evidence = finding.evidence();
    return new Entry(
        claim.id(),
        claim.said().topic().title(),
        claim.said().where(),
        claim.said().chapter(),
        claim.sentence(),
        claim.prediction().verdict().words(),
        claim.prediction().because(),
        finding.judgement().verdict().words(),
        finding.judgement().because(),
        finding.summary(),
        claim.rule().words(),
        claim.digest(),
        claim.figures().stream()
            .filter(figure -> !evidence.values(figure).isEmpty())
            .map(figure -> Measured.of(figure, evidence.values(figure)))
            .toList(),
        evidence.notes(),
        claim.text(),
        claim.command(),
        finding.took());
  }

  /** As JSON with a line end. */
  public String json() {
    return Json.write(this);
  }
}
