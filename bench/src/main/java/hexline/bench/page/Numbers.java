package hexline.bench.page;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.List;
import java.util.Locale;

/** Numbers as the page shows them: three significant digits and a unit, the same everywhere. */
final class Numbers {

  private static final int DIGITS = 3;

  private Numbers() {}

  /** Three significant digits, without an exponent and without useless zeros: 0.0354, 35,600. */
  static String significant(double number) {
    if (!Double.isFinite(number)) {
      return "-";
    }
    if (number == 0) {
      return "0";
    }
    BigDecimal rounded = new BigDecimal(number, new MathContext(DIGITS, RoundingMode.HALF_EVEN));
    int decimals = Math.max(0, DIGITS - (rounded.precision() - rounded.scale()));
    return String.format(Locale.ROOT, "%,." + Math.min(decimals, 6) + "f", rounded);
  }

  /** A time of so many nanoseconds, as in 812 µs, 3.94 ms or 1.02 s. */
  static String time(double nanos) {
    double micros = nanos / 1e3;
    if (micros < 999.5) {
      return significant(micros) + " µs";
    }
    return micros < 999_500 ? significant(micros / 1e3) + " ms" : significant(micros / 1e6) + " s";
  }

  /** Bytes as kB or MB of 1024, as the table of the terminal has them. */
  static String bytes(double bytes) {
    double kB = bytes / 1024;
    if (Math.abs(kB) < 999.5) {
      return significant(kB) + " kB";
    }
    return Math.abs(kB) < 1_023_488
        ? significant(kB / 1024) + " MB"
        : significant(kB / 1024 / 1024) + " GB";
  }

  /** A rate, as in 35,600/s. */
  static String rate(double perSecond) {
    return significant(perSecond) + "/s";
  }

  /** A time without useless zeros: 10 ms. */
  static String roundTime(double nanos) {
    return time(nanos).replaceFirst("(\\.\\d*?)0+ ", "$1 ").replace(". ", " ");
  }

  /** A ratio: two digits after the point, three significant ones from ten on, two below 0.1. */
  static String ratio(double ratio) {
    if (ratio >= 9.995) {
      return significant(ratio);
    }
    return ratio >= 0.0995 || ratio <= 0
        ? String.format(Locale.ROOT, "%.2f", ratio)
        : new BigDecimal(ratio).round(new MathContext(2)).toPlainString();
  }

  static String count(double number) {
    return String.format(Locale.ROOT, "%,.0f", number);
  }

  static String count(long number) {
    return String.format(Locale.ROOT, "%,d", number);
  }

  static String percent(double share) {
    return String.format(Locale.ROOT, "%.0f %%", share * 100);
  }

  /** Names as a list in a sentence: a, b and c. */
  static String names(List<String> names) {
    return names.size() < 2
        ? String.join("", names)
        : String.join(", ", names.subList(0, names.size() - 1)) + " and " + names.getLast();
  }
}
