package hexline.server;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.logging.Formatter;
import java.util.logging.Level;
import java.util.logging.LogRecord;

/**
 * One line per event, the same in every locale: {@code 2026-11-25T22:04:01.250 WARNING
 * hexline.nio-server: message}. For {@code --trace}, where a person reads along, the lines are
 * shorter: {@code 22:04:01.250 client 1 read 5 bytes}. Levels have the names of {@link
 * System.Logger.Level}. Control characters in a message are escaped, so that no message can forge a
 * line; a stack trace follows its line. Thread-safe.
 */
final class LogFormat extends Formatter {

  private static final DateTimeFormatter DATE_AND_TIME =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS", Locale.ROOT);
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("HH:mm:ss.SSS", Locale.ROOT);

  private final ZoneId zone = ZoneId.systemDefault();
  private final boolean shortLines;

  LogFormat(boolean shortLines) {
    this.shortLines = shortLines;
  }

  @Override
  public String format(LogRecord event) {
    var line = new StringBuilder(160);
    (shortLines ? TIME : DATE_AND_TIME).formatTo(event.getInstant().atZone(zone), line);
    if (!shortLines) {
      line.append(' ').append(name(event.getLevel())).append(' ').append(event.getLoggerName());
      line.append(": ");
    } else if (event.getLevel().intValue() > Level.FINER.intValue()) {
      line.append(' ').append(name(event.getLevel())).append(' ');
    } else {
      line.append(' ');
    }
    appendEscaped(line, formatMessage(event));
    line.append('\n');
    if (event.getThrown() != null) {
      var trace = new StringWriter();
      event.getThrown().printStackTrace(new PrintWriter(trace));
      line.append(trace);
    }
    return line.toString();
  }

  private static String name(Level level) {
    int value = level.intValue();
    if (value >= Level.SEVERE.intValue()) {
      return "ERROR";
    } else if (value >= Level.WARNING.intValue()) {
      return "WARNING";
    } else if (value >= Level.INFO.intValue()) {
      return "INFO";
    }
    return value >= Level.FINE.intValue() ? "DEBUG" : "TRACE";
  }

  private static void appendEscaped(StringBuilder line, String message) {
    for (int i = 0; i < message.length(); i++) {
      char c = message.charAt(i);
      if (Character.isISOControl(c)) {
        line.append("\\x").append(Character.forDigit(c >> 4, 16));
        line.append(Character.forDigit(c & 15, 16));
      } else {
        line.append(c);
      }
    }
  }
}
