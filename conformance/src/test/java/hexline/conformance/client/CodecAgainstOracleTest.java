package hexline.conformance.client;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;

import hexline.protocol.HexCodec;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The servers' codec gives the same answers as the oracle, which shares no code with it. */
class CodecAgainstOracleTest {

  private static final byte[] LIKELY =
      "0123456789 0123456789_-+\r\n\t\u000b\f.x\0".getBytes(ISO_8859_1);

  private static byte[] randomLines(RandomGenerator random) {
    var lines = new ByteArrayOutputStream();
    for (int i = random.nextInt(40); i >= 0; i--) {
      switch (random.nextInt(8)) {
        case 0 -> { // anything at all
          byte[] bytes = new byte[random.nextInt(60)];
          random.nextBytes(bytes);
          lines.writeBytes(bytes);
        }
        case 1 -> { // nearly a number
          for (int k = random.nextInt(12); k > 0; k--) {
            lines.write(LIKELY[random.nextInt(LIKELY.length)]);
          }
        }
        case 2 -> { // around the line limit
          int length = 1020 + random.nextInt(10);
          for (int k = 0; k < length; k++) {
            lines.write('0' + random.nextInt(10));
          }
        }
        default -> { // a number of any length
          lines.writeBytes(
              switch (random.nextInt(6)) {
                case 0 -> new byte[] {'-'};
                case 1 -> new byte[] {'+'};
                case 2 -> new byte[] {' '};
                default -> new byte[0];
              });
          for (int k = random.nextInt(random.nextInt(4) == 0 ? 60 : 22); k >= 0; k--) {
            lines.write('0' + random.nextInt(10));
          }
        }
      }
      if (random.nextInt(4) == 0) {
        lines.write('\r');
      }
      lines.write('\n');
    }
    byte[] all = lines.toByteArray();
    return random.nextBoolean() ? all : Arrays.copyOf(all, all.length - 1);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void sameAnswersForRandomInputInRandomPieces(long seed) {
    var random = new SplittableRandom(seed);
    for (int i = 0; i < 400; i++) {
      byte[] input = randomLines(random);
      int round = i;
      assertEquals(
          new String(Oracle.answers(input), ISO_8859_1),
          new String(CodecFuzz.converse(input, random), ISO_8859_1),
          () -> "seed " + seed + ", round " + round + ": " + Wire.text(input));
    }
  }

  @Test
  void sameAnswersForEveryLength() {
    for (int digits = 1; digits <= HexCodec.MAX_LINE; digits++) {
      for (String digit : new String[] {"1", "9", "0"}) {
        byte[] input =
            (digit.repeat(digits) + "\n-" + digit.repeat(digits - 1) + "\n").getBytes(ISO_8859_1);
        assertEquals(
            new String(Oracle.answers(input), ISO_8859_1),
            new String(CodecFuzz.converse(input, new SplittableRandom(digits)), ISO_8859_1));
      }
    }
  }

  /** Linear time: a codec that scanned a byte twice would find the LF that is put in its place. */
  @Test
  void lineThatComesByteByByteIsNotScannedAgain() {
    var codec = new HexCodec();
    ByteBuffer in = ByteBuffer.allocate(HexCodec.MAX_LINE).limit(0);
    ByteBuffer out = ByteBuffer.allocate(HexCodec.MAX_ANSWER);
    for (int i = 0; i < HexCodec.MAX_LINE; i++) {
      in.limit(i + 1).put(i, (byte) '1');
      codec.answer(in, out, false);
      assertEquals(0, in.position(), "the line is kept until it is complete");
      assertEquals(0, out.position(), "no answer to a part of a line");
      in.put(i, (byte) '\n');
    }
  }
}
