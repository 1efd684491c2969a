package hexline.torture.figure;

import java.util.Locale;

/** What a figure counts. */
public enum Unit {
  COUNT,
  BYTES,
  MILLIS,
  PERCENT,
  PER_SECOND;

  private static final double KILO = 1024;

  /** A value with its unit, in three significant digits, or as a whole number if it is counted. */
  public String format(double value) {
    return switch (this) {
      case COUNT -> String.format(Locale.ROOT, "%,d", Math.round(value));
      case BYTES ->
          Math.abs(value) < KILO
              ? Math.round(value) + " B"
              : Math.abs(value) < KILO * KILO
                  ? digits(value / KILO) + " kB"
                  : digits(value / KILO / KILO) + " MB";
      case MILLIS -> Math.abs(value) < 1000 ? digits(value) + " ms" : digits(value / 1000) + " s";
      case PERCENT -> digits(value) + " %";
      case PER_SECOND -> digits(value) + "/s";
    };
  }

  private static String digits(double value) {
    double size = Math.abs(value);
    int decimals = size == 0 || size >= 99.95 ? 0 : size >= 9.995 ? 1 : 2;
    return String.format(Locale.ROOT, "%,." + decimals + "f", value);
  }
}
