package hexline.theatre.recording;

import java.util.Locale;

/** Numbers in sentences, the same in every locale. */
public final class Words {

  private static final double MICRO = 1e3;
  private static final double MILLI = 1e6;

  private Words() {}

  /** A whole number, as in 1,003. */
  public static String count(long number) {
    return String.format(Locale.ROOT, "%,d", number);
  }

  /** A time, as in 45 µs, 1.2 ms, or 1,003 ms. */
  public static String time(long nanos) {
    if (nanos < MILLI) {
      return String.format(Locale.ROOT, "%,.0f µs", nanos / MICRO);
    }
    return nanos < 10 * MILLI
        ? String.format(Locale.ROOT, "%.1f ms", nanos / MILLI)
        : String.format(Locale.ROOT, "%,.0f ms", nanos / MILLI);
  }
}
