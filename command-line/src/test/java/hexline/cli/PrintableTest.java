package hexline.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PrintableTest {

  @ParameterizedTest
  @CsvSource(
      ignoreLeadingAndTrailingWhitespace = false,
      value = {
        "'plain \\ text',plain \\ text",
        "'\033[2J\007\177',\\x1b[2J\\x07\\x7f",
        "'a\tb\r\nc',a\\tb\\r\\nc",
        "'\u009b1m',\\x9b1m", // CSI in one byte
        "'\u202eevil',\\u202eevil", // from right to left
        "'\u2028',\\u2028",
        "'\ud800',\\ud800", // half a character
        "'\udb40\udc41',\\u0e0041", // invisible
        "'caf\u00e9 \u0663 \ud83d\ude00',caf\u00e9 \u0663 \ud83d\ude00",
      })
  @DisplayName("what a terminal would obey or hide is escaped, and nothing else")
  void escapes(String text, String printable) {
    assertEquals(printable, Printable.of(text));
  }
}
