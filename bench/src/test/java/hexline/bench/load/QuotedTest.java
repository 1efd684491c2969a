package hexline.bench.load;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashSet;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class QuotedTest {

  private static String quoted(String text) {
    return Quoted.of(text.getBytes(ISO_8859_1));
  }

  @Test
  @DisplayName("printable ASCII stays, line ends and tabs are seen, also at the end")
  void readable() {
    assertEquals("'0x10d8\\n'", quoted("0x10d8\n"));
    assertEquals("' a\\tb \\r\\n'", quoted(" a\tb \r\n"));
    assertEquals("''", quoted(""));
  }

  @Test
  @DisplayName("control bytes, bytes above ASCII, quotes and backslashes are escaped")
  void hostile() {
    assertEquals("'\\x1b[2J\\x00\\x7f\\x80\\xff'", quoted("\u001b[2J\0\u007f\u0080\u00ff"));
    assertEquals("'it\\'s \\\\n'", quoted("it's \\n"));
  }

  @Test
  @DisplayName("every byte gives printable ASCII, and no two bytes the same")
  void distinct() {
    var seen = new HashSet<String>();
    for (int b = 0; b < 256; b++) {
      String text = Quoted.of(new byte[] {(byte) b});
      assertTrue(text.chars().allMatch(c -> c >= ' ' && c <= '~'), text);
      assertTrue(seen.add(text), text);
    }
  }

  @Test
  @DisplayName("of many bytes the first 64 are shown, and how many there are")
  void cut() {
    assertEquals("'" + "a".repeat(64) + "'", quoted("a".repeat(64)));
    assertEquals("'" + "a".repeat(64) + "'... (65 bytes)", quoted("a".repeat(65)));
  }
}
