package hexline.bench.load;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PercentilesTest {

  private static Histogram upTo(int n) {
    var samples = new Histogram(3);
    for (int i = 1; i <= n; i++) {
      samples.recordValue(i);
    }
    return samples;
  }

  private static double value(Histogram samples, double percentile) {
    return (double) Percentiles.of(samples, percentile).orElseThrow();
  }

  @ParameterizedTest
  @CsvSource({"50,19", "99,999", "99.9,9999", "99.99,99999"})
  @DisplayName("with fewer than ten samples beyond, there is none; with ten there is")
  void tenBeyond(double percentile, int tooFew) {
    assertTrue(Percentiles.of(upTo(tooFew), percentile).isEmpty(), "of " + tooFew);
    assertTrue(Percentiles.of(upTo(tooFew + 1), percentile).isPresent(), "of one more");
  }

  @ParameterizedTest
  @CsvSource({"50,0.25", "99,0.005", "99.9,0.0005"})
  @DisplayName("if half of what lies beyond may be the engine's own delays, there is none")
  void engineLate(double percentile, double half) {
    Histogram samples = upTo(100_000);
    assertTrue(Percentiles.of(samples, percentile, half * 1.01).isEmpty(), "more than half");
    assertEquals(
        Percentiles.of(samples, percentile),
        Percentiles.of(samples, percentile, half * 0.99),
        "less than half");
  }

  @Test
  @DisplayName("a percentile is what its name says")
  void values() {
    Histogram samples = upTo(100_000);
    assertEquals(50_000, value(samples, 50), 50, "p50 of 1..100000");
    assertEquals(99_000, value(samples, 99), 99, "p99 of 1..100000");
    assertEquals(99_900, value(samples, 99.9), 100, "p99.9 of 1..100000");
  }
}
