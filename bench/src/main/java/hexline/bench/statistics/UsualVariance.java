package hexline.bench.statistics;

import java.util.List;
import java.util.stream.IntStream;
import org.apache.commons.numbers.gamma.Digamma;
import org.apache.commons.numbers.gamma.Trigamma;

/**
 * What several variances, each estimated from few values, have in common: the true ones are taken to
 * be distributed about a usual one, which can then moderate each of the estimates. Source: Smyth,
 * "Linear models and empirical Bayes methods for assessing differential expression in microarray
 * experiments", 2004, section 6.2 (d0 and s0 there).
 *
 * @param variance the usual one
 * @param freedom how many degrees of freedom it counts: many if the estimates differ by no more than
 *     chance, few if the true variances differ; 0 if it is not known
 */
record UsualVariance(double variance, double freedom) {

  static final UsualVariance NONE = new UsualVariance(0, 0);

  private static final double MOST_FREEDOM = 1e6;

  /**
   * Estimates it.
   *
   * @param variances estimates; one that is 0 says nothing on a logarithmic scale and is left out
   * @param freedoms degrees of freedom of each
   */
  static UsualVariance of(List<Double> variances, List<Integer> freedoms) {
    int[] known = IntStream.range(0, variances.size()).filter(i -> variances.get(i) > 0).toArray();
    if (known.length < 2) {
      return NONE;
    }
    double[] logs = new double[known.length];
    double byChance = 0;
    for (int i = 0; i < known.length; i++) {
      double half = freedoms.get(known[i]) / 2.0;
      logs[i] = Math.log(variances.get(known[i])) - Digamma.value(half) + Math.log(half);
      byChance += Trigamma.value(half) / known.length;
    }
    double mean = IntStream.range(0, logs.length).mapToDouble(i -> logs[i]).average().orElseThrow();
    double squares =
        IntStream.range(0, logs.length).mapToDouble(i -> (logs[i] - mean) * (logs[i] - mean)).sum();
    double beyondChance = squares / (logs.length - 1) - byChance;
    if (beyondChance <= 0) {
      return new UsualVariance(Math.exp(mean), MOST_FREEDOM);
    }
    double half = inverseTrigamma(beyondChance);
    return new UsualVariance(
        Math.exp(mean + Digamma.value(half) - Math.log(half)), Math.min(MOST_FREEDOM, 2 * half));
  }

  /** Trigamma falls from infinity to 0, so bisection finds where it has a value. */
  private static double inverseTrigamma(double value) {
    double low = 1e-6;
    double high = MOST_FREEDOM;
    for (int i = 0; i < 100; i++) {
      double middle = Math.sqrt(low * high);
      if (Trigamma.value(middle) > value) {
        low = middle;
      } else {
        high = middle;
      }
    }
    return Math.sqrt(low * high);
  }
}
