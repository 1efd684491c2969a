package hexline.conformance.client;

import hexline.protocol.HexCodec;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/**
 * The target of a fuzzer: the servers' codec against the oracle. With the profile {@code fuzz},
 * Jazzer calls it with inputs that reach more and more branches of the codec. It has no dependency on
 * Jazzer, so {@link CorpusTest} calls it with the inputs in {@code src/test/corpus} in every build.
 */
public final class CodecFuzz {

  private CodecFuzz() {}

  /**
   * Called by the fuzzer, by this name.
   *
   * @param data how the input is cut, in the first byte, and the input
   * @throws AssertionError if the codec does not say what the oracle says
   */
  public static void fuzzerTestOneInput(byte[] data) {
    if (data.length > 0) {
      byte[] input = Arrays.copyOfRange(data, 1, data.length);
      byte[] answers = converse(input, new SplittableRandom(data[0]));
      if (!Arrays.equals(Oracle.answers(input), answers)) {
        throw new AssertionError(Wire.quote(input) + ": the codec says " + Wire.quote(answers));
      }
    }
  }

  /** Feeds the input in random pieces into a buffer of random size, and collects the answers. */
  static byte[] converse(byte[] input, RandomGenerator random) {
    var codec = new HexCodec();
    var answers = new ByteArrayOutputStream();
    ByteBuffer in = ByteBuffer.allocate(HexCodec.MAX_PARTIAL + 1 + random.nextInt(3000)).limit(0);
    ByteBuffer out = ByteBuffer.allocate(HexCodec.MAX_ANSWER + random.nextInt(2000));
    int fed = 0;
    boolean last;
    do {
      in.compact();
      int most = Math.min(in.remaining(), input.length - fed);
      int n =
          most <= 1 ? most : 1 + random.nextInt(random.nextBoolean() ? most : Math.min(most, 9));
      in.put(input, fed, n).flip();
      fed += n;
      last = fed == input.length;
      boolean again;
      do {
        again = codec.answer(in, out.clear(), last);
        answers.write(out.array(), 0, out.position());
      } while (again);
    } while (!last);
    return answers.toByteArray();
  }
}
