package hexline.protocol;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Each trick against what the JDK says. */
class WordAtATimeTest {

  private static final int LONGEST_ANSWER = 20;

  /** Eight characters as the methods take them: the first one lowest, XORed with '0'. */
  private static long word(byte[] characters) {
    return ByteBuffer.wrap(characters).order(ByteOrder.LITTLE_ENDIAN).getLong()
        ^ 0x3030303030303030L;
  }

  @Test
  @DisplayName("countDigits: any byte at any place, before any byte, ends the digits if it is none")
  void countDigits() {
    for (int place = 0; place < 8; place++) {
      for (int b = 0; b < 256; b++) {
        byte[] characters = "09090909".getBytes(ISO_8859_1);
        characters[place] = (byte) b;
        int expected = b >= '0' && b <= '9' ? 8 : place;
        assertEquals(expected, WordAtATime.countDigits(word(characters)), "byte " + b);
        for (int next = 0; next < 256 && place < 7; next++) {
          characters[place + 1] = (byte) next;
          int both = expected == place || (next >= '0' && next <= '9') ? expected : place + 1;
          assertEquals(
              both, WordAtATime.countDigits(word(characters)), () -> Arrays.toString(characters));
        }
      }
    }
  }

  @Test
  @DisplayName("number: the first n characters count, and those behind them do not")
  void number() {
    var random = new SplittableRandom(1);
    for (int i = 0; i < 20_000; i++) {
      int n = i % 9;
      byte[] characters = new byte[8];
      random.nextBytes(characters);
      for (int k = 0; k < n; k++) {
        characters[k] = (byte) (i < 9 ? '9' : '0' + random.nextInt(10));
      }
      String digits = new String(characters, 0, n, ISO_8859_1);
      assertEquals(Long.parseLong("0" + digits), WordAtATime.number(word(characters), n), digits);
    }
  }

  @Test
  @DisplayName("R3: putHex writes what Long.toHexString gives, within the room that it promises")
  void putHex() {
    var random = new SplittableRandom(1);
    for (int i = 0; i < 20_000; i++) {
      long value = i % 65 == 0 ? 0 : random.nextLong() >>> (i % 65 - 1);
      for (boolean negative : new boolean[] {false, true}) {
        ByteBuffer out = ByteBuffer.allocate(LONGEST_ANSWER);
        WordAtATime.putHex(negative, value, out);
        String sign = negative && value != 0 ? "-" : "";
        assertEquals(
            sign + "0x" + Long.toHexString(value) + "\n", ISO_8859_1.decode(out.flip()).toString());
      }
    }
  }

  @Test
  @DisplayName(
      "answerLines stops at the first line that is not a plain number, and takes no part of it")
  void stopsAtOtherLines() {
    String plain = "1\n-22\r\n999999999999999999\n";
    for (String other :
        new String[] {
          "",
          "5",
          "5\r",
          "-",
          "-\n",
          "\n",
          "+5\n",
          " 5\n",
          "5 \n",
          "1_0\n",
          "5\r\r\n",
          "x\n",
          "1000000000000000000\n",
          "11111111111111111111111111\n",
        }) {
      ByteBuffer in = ByteBuffer.allocate(100).put((plain + other).getBytes(ISO_8859_1)).flip();
      ByteBuffer out = ByteBuffer.allocate(100);
      assertEquals(3, WordAtATime.answerLines(in, out, Work.NONE, Integer.MAX_VALUE), other);
      assertEquals("0x1\n-0x16\n0xde0b6b3a763ffff\n", ISO_8859_1.decode(out.flip()).toString());
      assertEquals(other, ISO_8859_1.decode(in).toString());
    }
  }

  @Test
  @DisplayName("answerLines takes the plain numbers: the fast way is in use")
  void takesPlainNumbers() {
    for (int digits = 1; digits <= 18; digits++) {
      for (String end : new String[] {"\n", "\r\n"}) {
        String line = "-" + "9".repeat(digits) + end;
        ByteBuffer in = ByteBuffer.allocate(100).put(line.repeat(3).getBytes(ISO_8859_1)).flip();
        ByteBuffer out = ByteBuffer.allocate(100);
        assertEquals(1, WordAtATime.answerLines(in, out, Work.NONE, 1), line);
        assertEquals(2, WordAtATime.answerLines(in, out, Work.NONE, 2), line);
      }
    }
  }
}
