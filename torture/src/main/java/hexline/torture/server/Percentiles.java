package hexline.torture.server;

import java.util.List;

/** Percentiles by the nearest rank: each is one of the values. */
public final class Percentiles {

  private Percentiles() {}

  /**
   * The least value that is not exceeded by this share of all.
   *
   * @param share from above 0 to 1
   * @throws IllegalArgumentException if there is no value
   */
  public static double of(List<Double> values, double share) {
    if (values.isEmpty()) {
      throw new IllegalArgumentException("no values");
    }
    List<Double> sorted = values.stream().sorted().toList();
    int rank = (int) Math.ceil(share * sorted.size());
    return sorted.get(Math.clamp(rank, 1, sorted.size()) - 1);
  }
}
