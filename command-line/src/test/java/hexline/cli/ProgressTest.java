package hexline.cli;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ProgressTest {

  private static final Duration SECOND = Duration.ofSeconds(1);
  private static final String LONG =
      "BlockingWork 32 x 1 block:10ms: a server with a long name and many options (1 of 2)";

  /** The part of a terminal that a progress line needs: rows, wrap, CR, LF, erase to the end. */
  private static final class Screen {

    private final int columns;
    private final List<StringBuilder> rows = new ArrayList<>(List.of(new StringBuilder()));
    private int column;
    private boolean wraps = true;

    Screen(int columns) {
      this.columns = columns;
    }

    Screen show(String text) {
      String rest = text;
      while (!rest.isEmpty()) {
        rest = rest.substring(obey(rest));
      }
      return this;
    }

    /** Obeys the first sequence or character of a text; returns its length. */
    private int obey(String text) {
      for (String sequence : List.of("\033[K", "\033[?7l", "\033[?7h")) {
        if (text.startsWith(sequence)) {
          switch (sequence) {
            case "\033[K" -> rows.getLast().setLength(Math.min(column, rows.getLast().length()));
            case "\033[?7l" -> wraps = false;
            default -> wraps = true;
          }
          return sequence.length();
        }
      }
      switch (text.charAt(0)) {
        case '\r' -> column = 0;
        case '\n' -> {
          rows.add(new StringBuilder());
          column = 0;
        }
        default -> put(text.charAt(0));
      }
      return 1;
    }

    private void put(char c) {
      assertTrue(c >= ' ' && c <= '~', () -> "printable: " + (int) c);
      if (column == columns && wraps) {
        rows.add(new StringBuilder());
        column = 0;
      }
      int at = Math.min(column, columns - 1);
      StringBuilder row = rows.getLast();
      row.append(" ".repeat(Math.max(0, at + 1 - row.length()))).setCharAt(at, c);
      column = at + 1;
    }

    List<String> rows() {
      return rows.stream().map(row -> row.toString().stripTrailing()).toList();
    }
  }

  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

  private Progress progress(Optional<Terminal> terminal) {
    return new Progress(new PrintStream(bytes, true, US_ASCII), terminal, Duration.ofSeconds(754));
  }

  private String printed() {
    return bytes.toString(US_ASCII);
  }

  @ParameterizedTest
  @CsvSource({"200,true", "80,true", "60,true", "20,true", "80,false", "60,false", "20,false"})
  @DisplayName("a step overwrites the one before, however long it is and narrow the terminal")
  void overwrites(int columns, boolean escapes) {
    Progress progress = progress(Optional.of(new Terminal(columns, escapes)));
    progress.step(LONG, SECOND);
    progress.step("short", SECOND);
    List<String> rows = new Screen(columns).show(printed()).rows();
    assertEquals(1, rows.size(), rows::toString);
    assertTrue(rows.getFirst().startsWith("  0 %  s"), rows::toString);
    if (columns >= 60) {
      assertTrue(rows.getFirst().matches("  0 %  short +12:33 left"), rows::toString);
    }
    progress.step(LONG, SECOND);
    progress.end();
    assertEquals(List.of(""), new Screen(columns).show(printed()).rows(), "nothing is left");
  }

  @Test
  @DisplayName("a window that has become narrower cuts the line, and nothing is left of it")
  void narrower() {
    Progress progress = progress(Optional.of(new Terminal(100, true)));
    progress.step(LONG, SECOND);
    progress.step(LONG, SECOND);
    var screen = new Screen(40).show(printed());
    assertEquals(1, screen.rows().size(), () -> screen.rows().toString());
    bytes.reset();
    progress.end();
    assertEquals(List.of(""), screen.show(printed()).rows());
  }

  @Test
  @DisplayName("elsewhere than on a terminal each step has a line, without escapes")
  void noTerminal() {
    Progress progress = progress(Optional.empty());
    progress.step("one\033[2J", SECOND);
    progress.step("two", SECOND);
    progress.end();
    List<String> lines = printed().lines().toList();
    assertEquals(2, lines.size(), lines::toString);
    assertTrue(lines.getFirst().matches("  0 %  one.x1b.2J {50} 12:34 left"), lines::toString);
    assertTrue(lines.getLast().matches("  0 %  two {57} 12:33 left"), lines::toString);
  }

  @ParameterizedTest
  @CsvSource({
    "100,24 60,100",
    "'',24 60,60",
    "x,'24 132\n',132",
    "'','',80",
    "'',0 0,80",
    "1,x,80"
  })
  @DisplayName("the width is that of COLUMNS, else of stty, else 80")
  void columns(String variable, String stty, int columns) {
    assertEquals(columns, Terminal.of(Map.of("COLUMNS", variable), stty).columns());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "dumb"})
  @DisplayName("a terminal of no type, or a dumb one, gets no escapes")
  void dumb(String type) {
    assertEquals(new Terminal(80, false), Terminal.of(Map.of("TERM", type), ""));
    assertEquals(new Terminal(80, true), Terminal.of(Map.of("TERM", "xterm"), ""));
  }
}
