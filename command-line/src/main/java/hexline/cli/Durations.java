package hexline.cli;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Times on a command line: a whole number and a unit, as in {@code 10ms}, {@code 5s}, {@code 2m}.
 */
public final class Durations {

  private static final Pattern FORM = Pattern.compile("(\\d{1,9})(us|ms|s|m|h)");

  private static final Duration LONGEST = Duration.ofDays(365);

  private Durations() {}

  /**
   * Parses a time.
   *
   * @throws IllegalArgumentException if it has another form, or is longer than a year
   */
  public static Duration parse(String text) {
    Matcher form = FORM.matcher(text);
    if (!form.matches()) {
      throw new IllegalArgumentException("'" + text + "' is not a time such as 10ms, 5s or 2m");
    }
    long number = Long.parseLong(form.group(1));
    Duration time =
        switch (form.group(2)) {
          case "us" -> Duration.ofNanos(number * 1000);
          case "ms" -> Duration.ofMillis(number);
          case "s" -> Duration.ofSeconds(number);
          case "m" -> Duration.ofMinutes(number);
          default -> Duration.ofHours(number);
        };
    if (time.compareTo(LONGEST) > 0) {
      throw new IllegalArgumentException("'" + text + "' is longer than a year");
    }
    return time;
  }

  /** The shortest form that {@link #parse} reads back. */
  public static String format(Duration time) {
    long micros = time.toNanos() / 1000;
    String[] units = {"h", "m", "s", "ms"};
    long[] sizes = {3_600_000_000L, 60_000_000L, 1_000_000L, 1_000L};
    for (int i = 0; i < units.length; i++) {
      if (micros % sizes[i] == 0) {
        return micros / sizes[i] + units[i];
      }
    }
    return micros + "us";
  }
}
