package hexline.bench.statistics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class IntervalTest {

  /** Ranks from tables of the sign test: the narrowest pair with 95 % or more. */
  @ParameterizedTest
  @CsvSource({
    "1,1,1",
    "3,1,3",
    "5,1,5",
    "6,1,6",
    "8,1,8",
    "9,2,8",
    "10,2,9",
    "12,3,10",
    "20,6,15",
    "30,10,21"
  })
  @DisplayName("the ends are the order statistics of the sign test")
  void ranks(int n, double low, double high) {
    var values = new ArrayList<>(IntStream.rangeClosed(1, n).mapToObj(i -> (double) i).toList());
    Collections.shuffle(values, new Random(1));
    Interval interval = Interval.of(values);
    assertEquals(low, interval.low(), "low end of 1.." + n);
    assertEquals(high, interval.high(), "high end of 1.." + n);
    assertEquals((n + 1) / 2.0, interval.median(), "median of 1.." + n);
    assertEquals(n, interval.values(), "number of values");
    assertEquals(n >= 6, interval.isSure(), "95 % need six values");
  }

  @Test
  @DisplayName("in 95 of 100 cases or more it holds the true median")
  void coverage() {
    var random = new Random(7);
    int held = 0;
    int trials = 20_000;
    for (int i = 0; i < trials; i++) {
      List<Double> values = random.doubles(6).map(x -> x * x).boxed().toList();
      Interval interval = Interval.of(values);
      held += interval.low() <= 0.25 && 0.25 <= interval.high() ? 1 : 0;
    }
    assertTrue(held >= 0.95 * trials, "held in " + held + " of " + trials);
  }

  @Test
  @DisplayName("overlapping is symmetric, and touching counts")
  void overlaps() {
    var low = new Interval(2, 1, 3, 6);
    var touching = new Interval(4, 3, 5, 6);
    var apart = new Interval(6, 5.5, 7, 6);
    assertTrue(low.overlaps(touching) && touching.overlaps(low), "they touch");
    assertFalse(low.overlaps(apart) || apart.overlaps(low), "they are apart");
  }

  @Test
  @DisplayName("the spread is the farther end, as a share of the median")
  void spread() {
    assertEquals(0.5, new Interval(10, 9, 15, 6).spread(), 1e-9, "the upper end is farther");
  }

  @Test
  @DisplayName("nothing has no median")
  void empty() {
    assertThrows(IllegalArgumentException.class, () -> Interval.of(List.of()), "no values");
  }
}
