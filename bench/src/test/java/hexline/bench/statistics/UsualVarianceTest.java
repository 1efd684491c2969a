package hexline.bench.statistics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class UsualVarianceTest {

  private static final int FREEDOM = 4;

  /** Estimates of variances, each from normal values with that many degrees of freedom. */
  private static UsualVariance of(double[] variances, long seed) {
    var random = new Random(seed);
    var estimates = new ArrayList<Double>();
    for (double variance : variances) {
      double squares = 0;
      for (int i = 0; i < FREEDOM; i++) {
        squares += Math.pow(random.nextGaussian(), 2);
      }
      estimates.add(variance * squares / FREEDOM);
    }
    return UsualVariance.of(estimates, Collections.nCopies(variances.length, FREEDOM));
  }

  @Test
  @DisplayName("estimates of one variance give it, and count for many degrees of freedom")
  void same() {
    double[] variances = new double[2000];
    java.util.Arrays.fill(variances, 0.09);
    UsualVariance usual = of(variances, 1);
    assertEquals(0.09, usual.variance(), 0.005);
    assertTrue(usual.freedom() > 20, usual::toString);
  }

  @Test
  @DisplayName("variances that differ count for few degrees of freedom")
  void different() {
    double[] variances = new double[2000];
    java.util.Arrays.setAll(variances, i -> i % 2 == 0 ? 0.01 : 1);
    UsualVariance usual = of(variances, 1);
    assertTrue(usual.freedom() < 2, usual::toString);
  }

  @Test
  @DisplayName("one estimate has nothing in common with another, and 0 says nothing")
  void none() {
    assertEquals(UsualVariance.NONE, UsualVariance.of(List.of(), List.of()));
    assertEquals(UsualVariance.NONE, UsualVariance.of(List.of(0.5, 0.0), List.of(4, 4)));
  }
}
