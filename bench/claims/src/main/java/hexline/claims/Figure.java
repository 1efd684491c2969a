package hexline.claims;

import hexline.bench.statistics.Interval;
import java.util.List;

/**
 * Something that an experiment measures or looks at, several times.
 *
 * @param name by which the sentence of evidence refers to it
 * @param label what it is, as in "wait of the second client"
 */
public record Figure(String name, Unit unit, String label) {

  /** Something that is the case in a repetition, or is not. */
  public static Figure yesNo(String name, String label) {
    return new Figure(name, Unit.YES_NO, label);
  }

  /** The value is surely greater: the whole interval is. */
  public Condition above(double threshold) {
    return new Condition.Above(this, threshold);
  }

  /** The value is surely at most so much: the whole interval is. */
  public Condition atMost(double threshold) {
    return new Condition.AtMost(this, threshold);
  }

  /** In every repetition. */
  public Condition always() {
    return new Condition.Always(this);
  }

  /** In no repetition. */
  public Condition never() {
    return new Condition.Never(this);
  }

  /**
   * Values as they are printed: "yes in 4 of 5", or the median with its interval as in "1.2 (1.1 to
   * 1.4) times".
   */
  public String print(List<Double> values) {
    if (values.isEmpty()) {
      return "not measured";
    }
    if (unit == Unit.YES_NO) {
      long yes = values.stream().filter(value -> value > 0.5).count();
      return yes + " of " + values.size();
    }
    Interval interval = Interval.of(values);
    String median = unit.of(interval.median());
    String number = Unit.number(interval.median());
    if (interval.low() == interval.high()) {
      return median;
    }
    return "%s (%s to %s)%s"
        .formatted(
            number,
            Unit.number(interval.low()),
            Unit.number(interval.high()),
            median.substring(number.length()));
  }
}
