package hexline.bench.load;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class ArrivalsTest {

  private static final int MANY = 100_000;

  @Test
  @DisplayName("constant arrivals have the same gap, and no rounding adds up")
  void constant() {
    var arrivals = new Arrivals(Arrivals.Kind.CONSTANT, 3, 1);
    long last = 0;
    for (int i = 0; i < 3000; i++) {
      last = arrivals.next();
    }
    assertEquals(1e12, (double) last, 10, "3000 arrivals of 3 a second take 1000 s");
  }

  @Test
  @DisplayName("Poisson arrivals: gaps with the promised mean, as wide as the mean")
  void poisson() {
    var arrivals = new Arrivals(Arrivals.Kind.POISSON, 1000, 1);
    double sum = 0;
    double squares = 0;
    long before = 0;
    for (int i = 0; i < MANY; i++) {
      long next = arrivals.next();
      assertTrue(next >= before, "time does not run backwards");
      double gap = next - (double) before;
      sum += gap;
      squares += gap * gap;
      before = next;
    }
    double mean = sum / MANY;
    double deviation = Math.sqrt(squares / MANY - mean * mean);
    assertEquals(1e6, mean, 1e4, "mean gap at 1000 a second, in nanoseconds");
    assertEquals(1, deviation / mean, 0.02, "an exponential distribution is as wide as its mean");
  }

  @Test
  @DisplayName("a seed decides the schedule")
  void seeded() {
    var one = new Arrivals(Arrivals.Kind.POISSON, 1000, 9);
    var other = new Arrivals(Arrivals.Kind.POISSON, 1000, 9);
    for (int i = 0; i < 100; i++) {
      assertEquals(one.next(), other.next(), "arrival " + i);
    }
  }

  private static long[] sumOfThree(Arrivals.Kind kind) {
    var times = new long[MANY];
    for (int part = 0; part < 3; part++) {
      var arrivals = new Arrivals(kind, 1000, part, part, 3);
      long first = arrivals.next(); // the schedule of a thread begins with it
      for (int i = part; i < MANY; i += 3) {
        times[i] = i == part ? arrivals.phase() : arrivals.phase() + arrivals.next() - first;
      }
    }
    Arrays.sort(times);
    return times;
  }

  @Test
  @DisplayName("constant arrivals of several threads take turns: their sum is constant")
  void sumOfConstant() {
    long[] times = sumOfThree(Arrivals.Kind.CONSTANT);
    for (int i = 0; i < MANY; i++) {
      assertEquals(i * 1e6, (double) times[i], 2, "arrival " + i);
    }
  }

  @Test
  @DisplayName("Poisson arrivals of several threads add up to Poisson arrivals")
  void sumOfPoisson() {
    long[] times = sumOfThree(Arrivals.Kind.POISSON);
    int half = MANY / 2; // the parts do not end at the same time
    double mean = (double) (times[half] - times[0]) / half;
    double squares = 0;
    int longer = 0;
    for (int i = 0; i < half; i++) {
      double gap = times[i + 1] - (double) times[i];
      squares += gap * gap;
      longer += gap > mean ? 1 : 0;
    }
    double deviation = Math.sqrt(squares / half - mean * mean);
    assertEquals(1e6, mean, 1.5e4, "mean gap at 1000 a second, in nanoseconds");
    assertEquals(1, deviation / mean, 0.02, "an exponential distribution is as wide as its mean");
    assertEquals(1 / Math.E, (double) longer / half, 0.01, "gaps longer than the mean");
  }

  @Test
  @DisplayName("a rate must be positive")
  void rate() {
    for (double rate : new double[] {0, -1, Double.NaN}) {
      assertThrows(
          IllegalArgumentException.class,
          () -> new Arrivals(Arrivals.Kind.CONSTANT, rate, 1),
          () -> "rate " + rate);
    }
  }
}
