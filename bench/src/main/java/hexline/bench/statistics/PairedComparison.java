package hexline.bench.statistics;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.commons.statistics.distribution.TDistribution;

/**
 * Ratios of servers that were measured in blocks: a block is one short slice of each server. What
 * slows the machine for longer than a block slows all servers of the block, and cancels in their
 * ratio. Immutable.
 *
 * <p>The method, for two servers:
 *
 * <ol>
 *   <li>In each block, the difference of the logarithms of their figures.
 *   <li>For each start (of a process of each server), the Hodges-Lehmann estimate of the
 *       differences: the median of the means of all pairs of them. Almost as efficient as a mean,
 *       it bears that up to 29 % of the blocks are disturbed (Hodges and Lehmann, "Estimates of
 *       location based on rank tests", 1963).
 *   <li>The mean over the starts, and Student's interval from their variance. A start is the unit,
 *       because the slices of one process are not independent: processes differ for as long as they
 *       live, by their layout of memory and by what the compiler made of them (Kalibera and Jones,
 *       "Rigorous benchmarking in reasonable time", 2013: the variance of the highest level decides
 *       the interval).
 *   <li>Few starts estimate a variance badly. Therefore it is moderated by the usual variance of the
 *       pairs of servers at the same point. The more alike the variances of the pairs are, the more
 *       degrees of freedom the usual one counts, up to twice the pair's own: see {@link
 *       UsualVariance}.
 * </ol>
 */
public final class PairedComparison {

  private static final double USUAL = 0.95;
  private static final double SURE = 0.99;
  private static final int MOST_BORROWED = 2; // times the degrees of freedom of the pair

  private final Map<String, double[][]> logs = new LinkedHashMap<>();
  private final UsualVariance usual;
  private int servers; // that have a variance with another one

  /**
   * A comparison.
   *
   * @param values of each server: one row for each start, in it one figure for each block. A value
   *     that is not greater than 0 or not finite is missing. Rows need not have the same length.
   */
  public PairedComparison(Map<String, double[][]> values) {
    values.forEach((server, starts) -> logs.put(server, logarithms(starts)));
    this.usual = usualVariance();
  }

  private static double[][] logarithms(double[][] starts) {
    return Arrays.stream(starts)
        .map(blocks ->
            Arrays.stream(blocks)
                .map(value -> value > 0 && value < Double.MAX_VALUE ? Math.log(value) : Double.NaN)
                .toArray())
        .toArray(double[][]::new);
  }

  /**
   * The ratio of a server's figure to another's. Absent if no start has both in half of its blocks.
   *
   * @throws IllegalArgumentException if a server is not part of the comparison
   */
  public Optional<Ratio> ratio(String server, String reference) {
    if (server.equals(reference)) {
      return Optional.of(Ratio.self());
    }
    List<double[]> starts = differences(logs(server), logs(reference));
    if (starts.isEmpty()) {
      return Optional.empty();
    }
    int pairs = starts.stream().mapToInt(start -> start.length).sum();
    double[] each = starts.stream().mapToDouble(PairedComparison::hodgesLehmann).toArray();
    double mean = mean(each);
    int own = each.length - 1;
    if (own == 0) {
      return Optional.of(Ratio.unsure(Math.exp(mean), 1, pairs));
    }
    // Three servers have three pairs, of which only two are independent.
    int most = Math.min(MOST_BORROWED, Math.max(0, servers - 2)) * own;
    double borrowed = Math.min(usual.freedom(), most);
    double variance = (own * variance(each) + borrowed * usual.variance()) / (own + borrowed);
    double error = Math.sqrt(variance / each.length);
    TDistribution student = TDistribution.of(own + borrowed);
    double likely = error * student.inverseSurvivalProbability((1 - USUAL) / 2);
    double sure = error * student.inverseSurvivalProbability((1 - SURE) / 2);
    return Optional.of(
        new Ratio(
            Math.exp(mean),
            Math.exp(mean - likely),
            Math.exp(mean + likely),
            Math.exp(mean - sure),
            Math.exp(mean + sure),
            each.length,
            pairs));
  }

  private double[][] logs(String server) {
    double[][] found = logs.get(server);
    if (found == null) {
      throw new IllegalArgumentException("'" + server + "' is not one of " + logs.keySet());
    }
    return found;
  }

  /** Of all pairs that have two starts or more in common. */
  private UsualVariance usualVariance() {
    var all = new ArrayList<>(logs.values());
    var variances = new ArrayList<Double>();
    var freedoms = new ArrayList<Integer>();
    var contributors = new HashSet<Integer>();
    for (int i = 0; i < all.size(); i++) {
      for (int j = i + 1; j < all.size(); j++) {
        List<double[]> starts = differences(all.get(i), all.get(j));
        if (starts.size() > 1) {
          contributors.addAll(List.of(i, j));
          freedoms.add(starts.size() - 1);
          variances.add(
              variance(starts.stream().mapToDouble(PairedComparison::hodgesLehmann).toArray()));
        }
      }
    }
    servers = contributors.size();
    return UsualVariance.of(variances, freedoms);
  }

  /**
   * For each start in which both have a value in at least half of the blocks: the differences in
   * these blocks. With fewer, what is left are the blocks in which a server happened to be good.
   */
  private static List<double[]> differences(double[][] one, double[][] other) {
    var starts = new ArrayList<double[]>();
    for (int start = 0; start < Math.min(one.length, other.length); start++) {
      double[] minuends = one[start];
      double[] subtrahends = other[start];
      double[] found = new double[Math.min(minuends.length, subtrahends.length)];
      int count = 0;
      for (int block = 0; block < found.length; block++) {
        double difference = minuends[block] - subtrahends[block];
        if (!Double.isNaN(difference)) {
          found[count++] = difference;
        }
      }
      if (count > 0 && 2 * count >= found.length) {
        starts.add(Arrays.copyOf(found, count));
      }
    }
    return starts;
  }

  /** The median of the means of all pairs of values, each value with itself included. */
  static double hodgesLehmann(double[] values) {
    int n = values.length;
    double[] means = new double[n * (n + 1) / 2];
    int count = 0;
    for (int i = 0; i < n; i++) {
      for (int j = i; j < n; j++) {
        means[count++] = (values[i] + values[j]) / 2;
      }
    }
    Arrays.sort(means);
    int middle = count / 2;
    return count % 2 == 1 ? means[middle] : (means[middle - 1] + means[middle]) / 2;
  }

  private static double mean(double[] values) {
    return Arrays.stream(values).average().orElseThrow();
  }

  private static double variance(double[] values) {
    double mean = mean(values);
    double squares = Arrays.stream(values).map(value -> (value - mean) * (value - mean)).sum();
    return squares / (values.length - 1);
  }
}
