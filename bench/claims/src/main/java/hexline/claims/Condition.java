package hexline.claims;

import hexline.bench.statistics.Interval;
import java.util.List;
import java.util.stream.Stream;

/**
 * A part of a rule: something that evidence meets, does not meet, or leaves open. It is data, so
 * that its words and its test cannot differ.
 */
public sealed interface Condition {

  /** The answer of the evidence. A figure without values leaves it open. */
  Answer test(Evidence evidence);

  /** In words, with thresholds. */
  String words();

  /** The figures that it looks at. */
  Stream<Figure> figures();

  /** Both. */
  default Condition and(Condition other) {
    return new Both(this, other);
  }

  /** One of them, or both. */
  default Condition or(Condition other) {
    return new Either(this, other);
  }

  /** The interval of the figure lies above the threshold. */
  record Above(Figure figure, double threshold) implements Condition {
    @Override
    public Answer test(Evidence evidence) {
      return evidence
          .interval(figure)
          .map(found -> side(found, threshold, Answer.YES, Answer.NO))
          .orElse(Answer.UNCLEAR);
    }

    @Override
    public String words() {
      return figure.label() + " is above " + figure.unit().threshold(threshold);
    }

    @Override
    public Stream<Figure> figures() {
      return Stream.of(figure);
    }
  }

  /** The interval of the figure lies at the threshold or below. */
  record AtMost(Figure figure, double threshold) implements Condition {
    @Override
    public Answer test(Evidence evidence) {
      return evidence
          .interval(figure)
          .map(found -> side(found, threshold, Answer.NO, Answer.YES))
          .orElse(Answer.UNCLEAR);
    }

    @Override
    public String words() {
      return figure.label() + " is at most " + figure.unit().threshold(threshold);
    }

    @Override
    public Stream<Figure> figures() {
      return Stream.of(figure);
    }
  }

  /** Yes in every repetition. */
  record Always(Figure figure) implements Condition {
    @Override
    public Answer test(Evidence evidence) {
      return all(evidence.values(figure), Answer.YES, Answer.NO);
    }

    @Override
    public String words() {
      return "in every trial " + figure.label();
    }

    @Override
    public Stream<Figure> figures() {
      return Stream.of(figure);
    }
  }

  /** Yes in no repetition. */
  record Never(Figure figure) implements Condition {
    @Override
    public Answer test(Evidence evidence) {
      return all(evidence.values(figure), Answer.NO, Answer.YES);
    }

    @Override
    public String words() {
      return "in no trial " + figure.label();
    }

    @Override
    public Stream<Figure> figures() {
      return Stream.of(figure);
    }
  }

  /** Two conditions together. */
  record Both(Condition one, Condition other) implements Condition {
    @Override
    public Answer test(Evidence evidence) {
      return one.test(evidence).and(other.test(evidence));
    }

    @Override
    public String words() {
      return grouped(one) + " and " + grouped(other);
    }

    private static String grouped(Condition part) {
      return part instanceof Either ? "(" + part.words() + ")" : part.words();
    }

    @Override
    public Stream<Figure> figures() {
      return Stream.concat(one.figures(), other.figures());
    }
  }

  /** One of two conditions. */
  record Either(Condition one, Condition other) implements Condition {
    @Override
    public Answer test(Evidence evidence) {
      return one.test(evidence).or(other.test(evidence));
    }

    @Override
    public String words() {
      return one.words() + " or " + other.words();
    }

    @Override
    public Stream<Figure> figures() {
      return Stream.concat(one.figures(), other.figures());
    }
  }

  private static Answer side(Interval found, double threshold, Answer above, Answer below) {
    if (found.low() > threshold) {
      return above;
    }
    return found.high() <= threshold ? below : Answer.UNCLEAR;
  }

  private static Answer all(List<Double> values, Answer allYes, Answer allNo) {
    long yes = values.stream().filter(value -> value > 0.5).count();
    if (values.isEmpty() || (yes > 0 && yes < values.size())) {
      return Answer.UNCLEAR;
    }
    return yes > 0 ? allYes : allNo;
  }
}
