package hexline.bench.page;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class NumbersTest {

  @Test
  @DisplayName("three significant digits, and no exponent")
  void significant() {
    assertEquals("35,600", Numbers.significant(35_600.5));
    assertEquals("1,050,000", Numbers.significant(1_049_700));
    assertEquals("0.0354", Numbers.significant(0.03541));
    assertEquals("9.99", Numbers.significant(9.994));
    assertEquals("10.0", Numbers.significant(9.995_1));
    assertEquals("0", Numbers.significant(0));
    assertEquals("-12.5", Numbers.significant(-12.5));
    assertEquals("-", Numbers.significant(Double.NaN));
  }

  @Test
  @DisplayName("a time has the unit that suits it")
  void times() {
    assertEquals("812 µs", Numbers.time(812_000));
    assertEquals("1.00 ms", Numbers.time(999_600));
    assertEquals("3.94 ms", Numbers.time(3_940_000));
    assertEquals("1.02 s", Numbers.time(1.02e9));
    assertEquals("10 ms", Numbers.roundTime(10e6));
    assertEquals("2.5 ms", Numbers.roundTime(2.5e6));
    assertEquals("200 ms", Numbers.roundTime(200e6));
  }

  @Test
  void bytes() {
    assertEquals("2.35 kB", Numbers.bytes(2410));
    assertEquals("453 MB", Numbers.bytes(453.2 * 1024 * 1024));
    assertEquals("1.50 GB", Numbers.bytes(1.5 * 1024 * 1024 * 1024));
  }

  @Test
  void ratios() {
    assertEquals("0.88", Numbers.ratio(0.8784));
    assertEquals("0.034", Numbers.ratio(0.0342));
    assertEquals("92.4", Numbers.ratio(92.39));
    assertEquals("1.00", Numbers.ratio(1));
  }

  @Test
  void names() {
    assertEquals("", Numbers.names(List.of()));
    assertEquals("a", Numbers.names(List.of("a")));
    assertEquals("a, b and c", Numbers.names(List.of("a", "b", "c")));
  }
}
