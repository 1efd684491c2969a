package hexline.conformance.client;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;

import hexline.conformance.cases.Recording;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OracleTest {

  @ParameterizedTest
  @CsvSource(
      ignoreLeadingAndTrailingWhitespace = false,
      value = {
        "0,0x0",
        "-0,0x0",
        "4312,0x10d8",
        "+255,0xff",
        "-007,-0x7",
        "1_000,0x3e8",
        " \t12\f ,0xc",
        "18446744073709551616,0x10000000000000000",
      })
  @DisplayName("numbers")
  void numbers(String line, String answer) {
    assertEquals(answer, Oracle.answer(line));
  }

  @ParameterizedTest
  @CsvSource(
      ignoreLeadingAndTrailingWhitespace = false,
      value = {"''", "-", "+ 1", "1_", "_1", "1__0", "0x1", "1 2", "\u0661", "1.0"})
  @DisplayName("what is none")
  void notNumbers(String line) {
    assertEquals(Oracle.NOT_AN_INTEGER, Oracle.answer(line));
  }

  @Test
  @DisplayName("the CR before the LF does not count for the limit, any other byte does")
  void limit() {
    assertEquals("0x0", Oracle.answer("0".repeat(1024) + "\r"));
    assertEquals(Oracle.TOO_LONG, Oracle.answer("0".repeat(1025)));
    assertEquals(Oracle.TOO_LONG, Oracle.answer("0".repeat(1024) + "\r\r"));
  }

  @Test
  @DisplayName("a session has an answer for each LF, and one for what stands behind the last")
  void session() {
    assertEquals("0x1\n0x2\n0x3\n", text(Oracle.answers(Wire.bytes("1\r\n2\n3"))));
    assertEquals("0x1\n", text(Oracle.answers(Wire.bytes("1\n"))));
    assertEquals("", text(Oracle.answers(new byte[0])));
  }

  @Test
  @DisplayName("a part of a line has no answer yet, unless it is too long already")
  void due() {
    assertEquals("", text(Oracle.due(Wire.bytes("12"))));
    assertEquals("0xc\n", text(Oracle.due(Wire.bytes("12\n34"))));
    String longest = "0".repeat(1024);
    assertEquals("", text(Oracle.due(Wire.bytes(longest + "\r"))));
    assertEquals("0x1\n" + Oracle.TOO_LONG + "\n", text(Oracle.due(Wire.bytes("1\n0" + longest))));
    assertEquals(Oracle.TOO_LONG + "\n", text(Oracle.due(Wire.bytes("0" + longest + "\n"))));
  }

  @Test
  @DisplayName("it says what CPython said")
  void recording() {
    Recording recording = Recording.load();
    assertEquals(text(recording.answers()), text(Oracle.answers(recording.requests())));
  }

  private static String text(byte[] bytes) {
    return new String(bytes, ISO_8859_1);
  }
}
