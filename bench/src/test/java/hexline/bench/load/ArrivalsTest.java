package hexline.bench.load;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

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
