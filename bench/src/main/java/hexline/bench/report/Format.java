package hexline.bench.report;

import java.util.Locale;
import java.util.OptionalLong;

/** Numbers as the table shows them: three significant digits, narrow, the same in every locale. */
final class Format {

  private Format() {}

  /** A time such as 812us, 3.94ms or 1.02s; a dash if absent. */
  static String time(OptionalLong nanos) {
    if (nanos.isEmpty()) {
      return "-";
    }
    double micros = nanos.getAsLong() / 1e3;
    if (micros < 999.5) {
      return significant(micros) + "us";
    }
    return micros < 999_500 ? significant(micros / 1e3) + "ms" : significant(micros / 1e6) + "s";
  }

  /** A number with three significant digits, or all digits before the point if there are more. */
  static String significant(double number) {
    double size = Math.abs(number);
    String form = size < 9.995 ? "%.2f" : size < 99.95 ? "%.1f" : "%,.0f";
    return String.format(Locale.ROOT, form, number);
  }

  static String count(double number) {
    return String.format(Locale.ROOT, "%,.0f", number);
  }

  /** A ratio with two digits after the point, or three significant ones from ten on. */
  static String ratio(double ratio) {
    return ratio < 9.995 ? String.format(Locale.ROOT, "%.2f", ratio) : significant(ratio);
  }

  static String percent(double share) {
    return String.format(Locale.ROOT, "%.0f%%", share * 100);
  }
}
