package hexline.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.logging.Level;
import java.util.logging.LogRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LogFormatTest {

  private static String format(boolean shortLines, Level level, String message) {
    var event = new LogRecord(level, message);
    event.setLoggerName("hexline.test");
    return new LogFormat(shortLines).format(event);
  }

  @ParameterizedTest
  @CsvSource({
    "SEVERE, ERROR",
    "WARNING, WARNING",
    "INFO, INFO",
    "FINE, DEBUG",
    "FINER, TRACE",
  })
  void aLineHasTimeLevelLoggerAndMessage(String level, String name) {
    String line = format(false, Level.parse(level), "hello");
    String expected =
        "[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\\.[0-9]{3} "
            + name
            + " hexline\\.test: hello\n";
    assertTrue(line.matches(expected), line);
  }

  @Test
  void aShortLineHasTheTimeOfDayAndALevelOnlyIfItIsNoTrace() {
    String time = "[0-9]{2}:[0-9]{2}:[0-9]{2}\\.[0-9]{3} ";
    String trace = format(true, Level.FINER, "client 1 closed");
    assertTrue(trace.matches(time + "client 1 closed\n"), trace);
    String warning = format(true, Level.WARNING, "hello");
    assertTrue(warning.matches(time + "WARNING hello\n"), warning);
  }

  @Test
  void aMessageCannotForgeALine() {
    String line = format(false, Level.INFO, "a\r\nb\u0085\u001b[1m");
    assertTrue(line.endsWith(": a\\x0d\\x0ab\\x85\\x1b[1m\n"), line);
    assertEquals(1, line.lines().count());
  }

  @Test
  void aStackTraceFollowsItsLine() {
    var event = new LogRecord(Level.WARNING, "failed");
    event.setThrown(new IllegalStateException("why"));
    var lines = new LogFormat(false).format(event).lines().toList();
    assertTrue(lines.get(0).endsWith(": failed"), lines::toString);
    assertEquals("java.lang.IllegalStateException: why", lines.get(1));
    assertTrue(lines.get(2).startsWith("\tat hexline.server."), lines::toString);
  }
}
