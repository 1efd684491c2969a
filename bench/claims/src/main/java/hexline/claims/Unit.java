package hexline.claims;

import java.util.Locale;

/** What the values of a figure are, and how they are printed. */
public enum Unit {
  /** 1 for yes and 0 for no, once for each repetition. */
  YES_NO(""),
  COUNT(""),
  /** How many times as large something is as something else. */
  TIMES(" times"),
  PERCENT(" %"),
  SECONDS(" s"),
  MILLIS(" ms"),
  MICROS(" us"),
  BYTES(" B"),
  KILOBYTES(" KB"),
  MEGABYTES(" MB"),
  CORES(" cores");

  private final String suffix;

  Unit(String suffix) {
    this.suffix = suffix;
  }

  /** A value with the unit: whole numbers from 100 on, else up to three significant digits. */
  public String of(double value) {
    return number(value) + suffix;
  }

  /** A value as a rule has it: a ratio has no unit. */
  String threshold(double value) {
    return this == TIMES ? number(value) : of(value);
  }

  static String number(double value) {
    double size = Math.abs(value);
    if (size == Math.rint(size) && size < 1e15) {
      return String.format(Locale.ROOT, "%,.0f", value);
    }
    String form = size < 0.0995 ? "%.3f" : size < 9.995 ? "%.2f" : size < 99.95 ? "%.1f" : "%,.0f";
    return String.format(Locale.ROOT, form, value);
  }
}
