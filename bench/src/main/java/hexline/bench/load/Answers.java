package hexline.bench.load;

import java.util.Arrays;

/**
 * How many right answers each connection of an engine got, in the order of its connections.
 * Immutable and thread-safe.
 */
public final class Answers {

  private final long[] counts;

  private Answers(long[] counts) {
    this.counts = counts;
  }

  /** One count for each connection; the array is copied. */
  public static Answers of(long... counts) {
    return new Answers(counts.clone());
  }

  /** The answers of a connection, from 0. */
  public long of(int connection) {
    return counts[connection];
  }

  /** The answers of all connections together. */
  public long total() {
    return Arrays.stream(counts).sum();
  }

  /** Connections that got at least one. */
  public int served() {
    return (int) Arrays.stream(counts).filter(count -> count > 0).count();
  }

  /**
   * Jain's index: 1 if all connections got the same number, 1/n if one of n got all, 0 if there was
   * no answer. Source: Jain, Chiu and Hawe, A Quantitative Measure of Fairness and Discrimination
   * for Resource Allocation in Shared Computer Systems, DEC-TR-301, 1984.
   */
  public double fairness() {
    double sum = 0;
    double squares = 0;
    for (long count : counts) {
      sum += count;
      squares += (double) count * count;
    }
    return squares == 0 ? 0 : sum * sum / (counts.length * squares);
  }

  /**
   * The sums of two counts of the same connections.
   *
   * @throws IllegalArgumentException if the numbers of connections differ
   */
  public Answers plus(Answers other) {
    if (counts.length != other.counts.length) {
      throw new IllegalArgumentException(
          "%d connections and %d".formatted(counts.length, other.counts.length));
    }
    long[] sums = counts.clone();
    Arrays.setAll(sums, i -> counts[i] + other.counts[i]);
    return new Answers(sums);
  }
}
