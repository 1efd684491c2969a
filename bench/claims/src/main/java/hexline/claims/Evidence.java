package hexline.claims;

import hexline.bench.statistics.Interval;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What an experiment has found: values of figures, and remarks. Thread-safe. */
public final class Evidence {

  private final Map<Figure, List<Double>> values = new LinkedHashMap<>();
  private final List<String> notes = new ArrayList<>();

  /** Adds the value of a repetition. */
  public synchronized void add(Figure figure, double value) {
    values.computeIfAbsent(figure, _ -> new ArrayList<>()).add(value);
  }

  /** Adds the answer of a repetition. */
  public void add(Figure figure, boolean yes) {
    add(figure, yes ? 1.0 : 0.0);
  }

  /** Adds the values of several repetitions. */
  public void addAll(Figure figure, Collection<Double> several) {
    several.forEach(value -> add(figure, value));
  }

  /** Adds a remark, a sentence without a full stop: something that was seen and is no figure. */
  public synchronized void note(String remark) {
    notes.add(remark);
  }

  /** The values of a figure in the order in which they were found; empty if there are none. */
  public synchronized List<Double> values(Figure figure) {
    return List.copyOf(values.getOrDefault(figure, List.of()));
  }

  /** Median and 95 % interval of a figure; absent if it has no value. */
  public Optional<Interval> interval(Figure figure) {
    List<Double> found = values(figure);
    return found.isEmpty() ? Optional.empty() : Optional.of(Interval.of(found));
  }

  /** The remarks. */
  public synchronized List<String> notes() {
    return List.copyOf(notes);
  }
}
