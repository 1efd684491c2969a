package hexline.protocol;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.management.ManagementFactory;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The codec by examples, and its fast way against its plain way. CodecAgainstOracleTest in the
 * conformance module compares the codec with code that shares nothing with it.
 */
class HexCodecTest {

  private static final String NOT_AN_INTEGER = "Request payload must be an integer\n";
  private static final String TOO_LONG = "Request payload must be at most 1024 bytes\n";

  /** Feeds the parts one after the other, as a server would, and returns all answers. */
  private static String converse(HexCodec codec, List<byte[]> parts, int room) {
    var answers = new StringBuilder();
    int size = parts.stream().mapToInt(part -> part.length).sum() + HexCodec.MAX_PARTIAL;
    ByteBuffer in = ByteBuffer.allocate(size).limit(0);
    ByteBuffer out = ByteBuffer.allocate(room);
    for (int i = 0; i < parts.size(); i++) {
      in.compact().put(parts.get(i)).flip();
      boolean last = i == parts.size() - 1;
      boolean again;
      do {
        again = codec.answer(in, out.clear(), last);
        answers.append(ISO_8859_1.decode(out.flip()));
      } while (again);
      assertTrue(
          in.remaining() <= (last ? 0 : HexCodec.MAX_PARTIAL),
          "no more than a part of a line stays");
    }
    return answers.toString();
  }

  /** Input at the start of a larger array, as in a server: the fast way reads whole words. */
  private static ByteBuffer input(String input) {
    return ByteBuffer.allocate(256).put(input.getBytes(ISO_8859_1)).flip();
  }

  private static String converse(String input) {
    return converse(new HexCodec(), List.of(input.getBytes(ISO_8859_1)), HexCodec.MAX_ANSWER);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "4312 => 0x10d8",
        "-5 => -0x5",
        "-0 => 0x0",
        "+7 => 0x7",
        "0 => 0x0",
        "000255 => 0xff",
        " 1_000\r => 0x3e8",
        "\t\u000b\f 12 \f => 0xc",
        "1_2_3 => 0x7b",
        "9223372036854775807 => 0x7fffffffffffffff",
        "9223372036854775808 => 0x8000000000000000",
        "-9223372036854775808 => -0x8000000000000000",
        "18446744073709551615 => 0xffffffffffffffff",
        "18446744073709551616 => 0x10000000000000000",
        "-18446744073709551616 => -0x10000000000000000",
        "999999999999999999 => 0xde0b6b3a763ffff",
        "1000000000000000000 => 0xde0b6b3a7640000",
        "340282366920938463463374607431768211456 => 0x100000000000000000000000000000000",
      })
  @DisplayName("R2, R3: what CPython's int() takes is answered as hex() prints it")
  void integers(String example) {
    String line = example.substring(0, example.indexOf(" => "));
    String answer = example.substring(line.length() + " => ".length()) + "\n";
    assertEquals(answer, converse(line + "\n"), "R2, R3");
    assertEquals(answer, converse(line), "R7: an unterminated last line is a request too");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "", " ", "-", "+", "--1", "- 1", "+-1", "_1", "1_", "1__0", "-_1", "0x10", "1e3", "1.0",
        "1 2", "1\r2", "nan", "\u00b2", "1\u0000", "\u001c1", "1\u0085",
      })
  @DisplayName("R4: all else is answered with one error line")
  void notIntegers(String line) {
    assertEquals(NOT_AN_INTEGER, converse(line + "\n"), "R4");
  }

  @Test
  @DisplayName("R1: the same answers wherever the input is split, or byte by byte")
  void splits() {
    String digits = "1".repeat(HexCodec.MAX_LINE);
    for (String input :
        List.of(
            "12\n-34\r\nx\n 5 \n",
            "\n\r\n\r\r\n",
            "123456789012345678901234567890\n1_0\n",
            "7" + digits + "\n8\n",
            digits + "\r\n9\n",
            digits + "\r \n10\n")) {
      byte[] bytes = input.getBytes(ISO_8859_1);
      String whole = converse(input);
      for (int split = 0; split <= bytes.length; split++) {
        List<byte[]> parts =
            List.of(Arrays.copyOf(bytes, split), Arrays.copyOfRange(bytes, split, bytes.length));
        assertEquals(
            whole, converse(new HexCodec(), parts, HexCodec.MAX_ANSWER), "R1: split at " + split);
      }
      var single = new ArrayList<byte[]>();
      for (byte b : bytes) {
        single.add(new byte[] {b});
      }
      assertEquals(
          whole, converse(new HexCodec(), single, HexCodec.MAX_ANSWER), "R1: byte by byte");
    }
  }

  @Test
  @DisplayName("R5: the line limit does not count the line end, CR included")
  void lineLimit() {
    String longest = "0".repeat(HexCodec.MAX_LINE - 1) + "7";
    assertEquals("0x7\n", converse(longest + "\n"));
    assertEquals("0x7\n", converse(longest + "\r\n"));
    assertEquals("0x7\n", converse(longest));
    assertEquals(TOO_LONG, converse("0" + longest + "\n"));
    assertEquals(TOO_LONG, converse(longest + "\r\r\n"));
    assertEquals(TOO_LONG, converse("0" + longest));
  }

  @Test
  @DisplayName("R5: a line that is too long is answered once, before its end; its rest is not kept")
  void tooLong() {
    var codec = new HexCodec();
    ByteBuffer in = ByteBuffer.wrap("9".repeat(HexCodec.MAX_LINE + 1).getBytes(ISO_8859_1));
    ByteBuffer out = ByteBuffer.allocate(HexCodec.MAX_ANSWER);
    assertFalse(codec.answer(in, out, false));
    assertEquals(TOO_LONG, ISO_8859_1.decode(out.flip()).toString(), "R5: before its end");
    assertEquals(0, codec.lines(), "R12: it is no complete line yet");
    for (int i = 0; i < 100; i++) {
      assertFalse(codec.answer(in.rewind(), out.clear(), false));
      assertEquals(0, in.remaining(), "R5: nothing of the rest is kept");
      assertEquals(0, out.position(), "R5: it is answered once");
    }
    codec.answer(input("9\n10\n"), out.clear(), false);
    assertEquals("0xa\n", ISO_8859_1.decode(out.flip()).toString());
    assertEquals(2, codec.lines());
  }

  @Test
  @DisplayName("R3: the answer to the longest line fits in MAX_ANSWER bytes")
  void longestAnswer() {
    for (String line : List.of("9".repeat(1024), "-" + "9".repeat(1023), "1_".repeat(511) + "12")) {
      String answer = converse(line);
      assertTrue(answer.length() <= HexCodec.MAX_ANSWER, () -> answer.length() + " bytes");
      String digits = line.replace("_", "");
      assertEquals(
          new BigInteger(digits).abs().toString(16) + "\n",
          answer.substring(answer.indexOf('x') + 1));
    }
  }

  @Test
  @DisplayName("R6: work that takes time gets one request per call, in the order of the requests")
  void oneByOne() {
    var calls = new ArrayList<String>();
    var codec =
        new HexCodec(
            () -> calls.add("work"),
            (line, from, to) -> calls.add(new String(line, from, to - from, ISO_8859_1)));
    ByteBuffer in = input("1\nx\n -2\n3\n4\n");
    ByteBuffer out = ByteBuffer.allocate(HexCodec.MAX_ANSWER);
    assertTrue(codec.answer(in, out, false));
    assertEquals(List.of("work"), calls);
    assertTrue(codec.answer(in, out, false));
    assertEquals(List.of("work", "x"), calls);
    assertTrue(codec.answer(in, out, false));
    assertEquals(List.of("work", "x", "work"), calls);
    assertTrue(codec.answer(in, out, false));
    assertEquals(List.of("work", "x", "work", "work"), calls);
    assertFalse(codec.answer(in, out, false), "nothing is left");
    assertEquals(List.of("work", "x", "work", "work", "work"), calls);
    assertEquals(
        "0x1\n" + NOT_AN_INTEGER + "-0x2\n0x3\n0x4\n", ISO_8859_1.decode(out.flip()).toString());
    assertFalse(codec.answer(input("+5\n"), out.clear(), false), "nor here, the plain way");
  }

  @Test
  @DisplayName("R9: an exception of the work passes through to the caller")
  void failingWork() {
    var codec =
        new HexCodec(
            () -> {
              throw new IllegalStateException("as injected");
            },
            RejectionListener.NONE);
    ByteBuffer in = ByteBuffer.wrap("1\n".getBytes(ISO_8859_1));
    ByteBuffer out = ByteBuffer.allocate(HexCodec.MAX_ANSWER);
    assertThrows(IllegalStateException.class, () -> codec.answer(in, out, false));
  }

  /** A line for the fast way, or nearly one: a few characters in front of or among digits. */
  private static String randomLine(RandomGenerator random) {
    var line = new StringBuilder(List.of("", "", "-", "+", " ").get(random.nextInt(5)));
    for (int digits = random.nextInt(22); digits > 0; digits--) {
      line.append((char) ('0' + random.nextInt(10)));
    }
    if (random.nextInt(10) == 0) {
      line.insert(random.nextInt(line.length() + 1), (char) random.nextInt(256));
    }
    return line + (random.nextInt(3) == 0 ? "\r\n" : "\n");
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4})
  @DisplayName(
      "R1: a line that arrives whole (fast way) is answered as one in two parts (plain way)")
  void fastAgainstPlain(long seed) {
    var random = new SplittableRandom(seed);
    for (int i = 0; i < 5_000; i++) {
      byte[] line = randomLine(random).getBytes(ISO_8859_1);
      List<byte[]> parts =
          List.of(Arrays.copyOf(line, 1), Arrays.copyOfRange(line, 1, line.length));
      assertEquals(
          converse(new HexCodec(), parts, 64),
          converse(new HexCodec(), List.of(line), 64),
          () -> "seed " + seed + ": " + new String(line, ISO_8859_1));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 7, 8, 40})
  @DisplayName(
      "R1: what lies outside of the buffers in their arrays is not input, and stays as it is")
  void slices(int behind) {
    for (String other : List.of("7", "\n", "-", "\r")) {
      for (int digits = 1; digits <= 18; digits++) {
        String line = "1".repeat(digits) + "\n";
        byte[] source = (other.repeat(5) + line + other.repeat(behind)).getBytes(ISO_8859_1);
        byte[] target = new byte[100];
        ByteBuffer out = ByteBuffer.wrap(target, 10, 50).slice();
        var codec = new HexCodec();
        ByteBuffer partial = ByteBuffer.wrap(source, 5, digits).slice();
        assertFalse(codec.answer(partial, out, false));
        assertEquals(0, partial.position(), "a line without its LF stays");
        assertEquals(0, out.position());
        ByteBuffer whole = ByteBuffer.wrap(source, 5, digits + 1).slice();
        assertFalse(new HexCodec().answer(whole, out, false));
        assertEquals(0, whole.remaining());
        assertEquals(
            "0x" + Long.toHexString(Long.parseLong(line.strip())) + "\n",
            ISO_8859_1.decode(out.flip()).toString());
        for (int i = 0; i < target.length; i++) {
          assertTrue((10 <= i && i < 60) || target[i] == 0, "a byte outside was written");
        }
      }
    }
  }

  @Test
  @DisplayName(
      "R6: an output of any size gets whole answers, in order, and nothing behind its limit")
  void smallOutputs() {
    byte[] input = "1\n-999999999999999999\n".repeat(20).getBytes(ISO_8859_1);
    String answers = "0x1\n-0xde0b6b3a763ffff\n".repeat(20);
    for (int room = 0; room < 200; room++) {
      var codec = new HexCodec();
      ByteBuffer in = ByteBuffer.wrap(input);
      byte[] target = new byte[256];
      ByteBuffer out = ByteBuffer.wrap(target, 0, room);
      assertTrue(codec.answer(in, out, false), "it is to be called again");
      String first = new String(target, 0, out.position(), ISO_8859_1);
      for (int i = room; i < target.length; i++) {
        assertEquals(0, target[i], "a byte behind the limit was written");
      }
      ByteBuffer rest = ByteBuffer.allocate(2 * HexCodec.MAX_ANSWER);
      assertFalse(codec.answer(in, rest, false));
      assertEquals(answers, first + ISO_8859_1.decode(rest.flip()), "room " + room);
    }
  }

  @Test
  @DisplayName("R6: whatever room there is, an answer goes out whole or not at all")
  void anyRoom() {
    String tooLong = "1".repeat(HexCodec.MAX_LINE + 1);
    for (String line : List.of("+1", "x", "9".repeat(40), "-" + "9".repeat(60), tooLong)) {
      String answer = converse(line + "\n");
      for (int room = 0; room <= 80; room++) {
        ByteBuffer in = ByteBuffer.wrap((line + "\n").getBytes(ISO_8859_1));
        ByteBuffer out = ByteBuffer.allocate(room);
        boolean again = new HexCodec().answer(in, out, false);
        assertEquals(again ? 0 : answer.length(), out.position(), line + ", room " + room);
        assertEquals(again, in.hasRemaining(), "it keeps a request that it has not answered");
        assertTrue(again || room >= answer.length());
      }
      ByteBuffer in = ByteBuffer.wrap((line + "\n").getBytes(ISO_8859_1));
      ByteBuffer out = ByteBuffer.allocate(Math.max(line.length() + 4, TOO_LONG.length()));
      assertFalse(new HexCodec().answer(in, out, false), "there is room enough: " + line);
    }
    ByteBuffer exact = ByteBuffer.allocate(TOO_LONG.length());
    ByteBuffer in = ByteBuffer.wrap((tooLong + "\n").getBytes(ISO_8859_1));
    assertFalse(new HexCodec().answer(in, exact, false), "the error needs no more than its length");
  }

  @Test
  @DisplayName("R6: how much room a line needs does not depend on the lines before it")
  void roomForEachLine() {
    ByteBuffer in = input("+1\n".repeat(30));
    ByteBuffer out = ByteBuffer.allocate(30 * "0x1\n".length() + NOT_AN_INTEGER.length());
    assertFalse(new HexCodec().answer(in, out, false));
    assertEquals("0x1\n".repeat(30), ISO_8859_1.decode(out.flip()).toString());
  }

  @Test
  @DisplayName("R1: a buffer that begins within its array is read where it begins")
  void sliceOfAnArray() {
    String long1025 = "5".repeat(HexCodec.MAX_LINE + 1);
    byte[] source = ("7\n7\n+1\n" + long1025 + "5\n-2\n1234567\n").getBytes(ISO_8859_1);
    ByteBuffer in = ByteBuffer.wrap(source, 4, source.length - 4).slice();
    ByteBuffer out = ByteBuffer.allocate(2 * HexCodec.MAX_ANSWER);
    assertFalse(new HexCodec().answer(in, out, false));
    assertEquals(0, in.remaining());
    assertEquals("0x1\n" + TOO_LONG + "-0x2\n0x12d687\n", ISO_8859_1.decode(out.flip()).toString());
  }

  @Test
  @DisplayName("R1: a line whose LF is the last byte of the array is answered")
  void lastByteOfTheArray() {
    for (int digits = 1; digits <= 18; digits++) {
      String line = "1".repeat(digits) + "\n";
      ByteBuffer in = ByteBuffer.wrap(line.getBytes(ISO_8859_1));
      ByteBuffer out = ByteBuffer.allocate(HexCodec.MAX_ANSWER);
      assertFalse(new HexCodec().answer(in, out, false));
      assertEquals(
          "0x" + Long.toHexString(Long.parseLong(line.strip())) + "\n",
          ISO_8859_1.decode(out.flip()).toString());
    }
  }

  @Test
  @DisplayName("R12: lines() counts lines that have ended, rejected ones included")
  void lines() {
    var codec = new HexCodec();
    ByteBuffer in = ByteBuffer.wrap("1\nx\n+1\n-22\r\n5".getBytes(ISO_8859_1));
    ByteBuffer out = ByteBuffer.allocate(HexCodec.MAX_ANSWER);
    assertFalse(codec.answer(in, out, false));
    assertEquals(4, codec.lines(), "5 has no LF yet");
    assertFalse(codec.answer(in, out, true));
    assertEquals(5, codec.lines());
  }

  /** The exact figure is the Codec benchmark's with {@code -prof gc}; this keeps it from rotting. */
  @Test
  @DisplayName("numbers that fit in 64 bits are converted without allocation")
  void allocation() {
    var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
    String eight =
        """
        4312
        -5
         1_000
        18446744073709551615
        -9223372036854775808
        +0007
        999999999999999999
        x
        """;
    byte[] lines = eight.repeat(100).getBytes(ISO_8859_1);
    ByteBuffer in = ByteBuffer.wrap(lines);
    ByteBuffer out = ByteBuffer.allocate(1 << 16);
    var codec = new HexCodec();
    codec.answer(in, out, false);
    long before = threads.getCurrentThreadAllocatedBytes();
    for (int i = 0; i < 100; i++) {
      codec.answer(in.rewind(), out.clear(), false);
    }
    long allocated = threads.getCurrentThreadAllocatedBytes() - before;
    assertTrue(allocated < 80_000 / 10, () -> "80,000 lines allocated " + allocated + " bytes");
  }
}
