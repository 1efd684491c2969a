package hexline.protocol;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * The fast way for the common line: an optional {@code -}, 1 to 18 digits, an optional CR, LF. It
 * gives the answers that {@link HexCodec} would give, so a reader who is here for the protocol can
 * skip this page.
 *
 * <p>A {@code long} is a row of eight bytes, so one addition or multiplication of longs works on
 * eight characters at once, as long as no byte's result runs over into its neighbour (SWAR, SIMD
 * within a register). Each method below shows its bytes in a table, in hexadecimal unless it says
 * otherwise, the first character on the left. {@link #countDigits} and {@link #number} read the
 * characters in little-endian order: the first character is the <em>lowest</em> byte of the long,
 * so "shift left" moves characters to the right in the tables.
 *
 * <p>Reading numbers is after <a
 * href="https://lemire.me/blog/2022/01/21/swar-explained-parsing-eight-digits/">D. Lemire, "SWAR
 * explained: parsing eight digits"</a> and <a
 * href="http://0x80.pl/notesen/2014-10-12-parsing-decimal-numbers-part-1-swar.html">W. Mu&#322;a,
 * "Parsing decimal numbers"</a>.
 *
 * <p>The loop of {@link #answerLines} is fast only if HotSpot inlines the other methods into it:
 * each of them stays below 325 bytes of bytecode (-XX:FreqInlineSize). Stateless.
 */
final class WordAtATime {

  private static final VarHandle LITTLE_ENDIAN_LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle BIG_ENDIAN_LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

  private static final long EIGHT_ZEROS = 0x3030303030303030L; // the character '0' is 0x30
  private static final int[] POWERS_OF_TEN = {
    1, 10, 100, 1_000, 10_000, 100_000, 1_000_000, 10_000_000, 100_000_000
  };

  private static final int MOST_DIGITS = 18; // 10^18 fits in a long: no overflow check needed
  private static final int MOST_ANSWER = 20; // bytes: "-0x", 16 digits, LF

  private WordAtATime() {}

  /**
   * Answers the common lines at the start of {@code in}, up to the first other line, the first that
   * is not complete, the first whose answer might not fit in {@code out}, or {@code most} lines.
   *
   * <p>A word that begins in the last digits of a line reads on behind it: into the next line, or
   * into old bytes of the array behind the limit. Those may be digits, too; such a line then ends
   * behind the limit, and is left to the caller. In the last seven bytes of the array no word can
   * begin; a line whose digits reach into them is left to the caller as well.
   *
   * @return how many lines were answered
   */
  static int answerLines(ByteBuffer in, ByteBuffer out, Work work, int most) {
    byte[] source = in.array();
    int start = in.arrayOffset() + in.position();
    int end = in.arrayOffset() + in.limit();
    byte[] target = out.array();
    int to = out.arrayOffset() + out.position();
    int lastTo = out.arrayOffset() + out.limit() - MOST_ANSWER;
    int lines = 0;
    while (start < end) {
      boolean negative = source[start] == '-';
      int first = negative ? start + 1 : start;
      int at = first;
      long value = 0;
      for (int n = Long.BYTES; n == Long.BYTES && at <= source.length - Long.BYTES; at += n) {
        long word = (long) LITTLE_ENDIAN_LONG.get(source, at) ^ EIGHT_ZEROS;
        n = countDigits(word);
        value = value * POWERS_OF_TEN[n] + number(word, n);
      }
      int digits = at - first;
      at = Math.min(at, end); // a conditional move: it saves a branch that is hard to predict
      int lf = at + 1 < end && source[at] == '\r' ? at + 1 : at;
      if (digits < 1 || digits > MOST_DIGITS || lf >= end || source[lf] != '\n' || to > lastTo) {
        break;
      }
      work.perform();
      to = putHex(target, to, negative, value);
      start = lf + 1;
      if (++lines == most) {
        break;
      }
    }
    in.position(start - in.arrayOffset());
    out.position(to - out.arrayOffset());
    return lines;
  }

  /**
   * How many of eight characters are digits before the first that is none. The characters are XORed
   * with '0', which turns the digits, and no other character, into the bytes 0 to 9.
   *
   * <pre>
   * characters         4   3   1   2   LF  -   7   LF
   * XORed with 30     04  03  01  02  3a  1d  07  3a
   * plus 76           7a  79  77  78  b0  93  7d  b0    the top bit is set from 0a upwards
   * AND 80            00  00  00  00  80  80  00  80    32 zero bits before the first: 4 digits
   * </pre>
   *
   * The sum alone is wrong for bytes from 8a upwards: it runs over, into the byte on the right. OR
   * with the byte itself puts its top bit back, and bytes on the right of a byte that is no digit
   * do not matter.
   */
  static int countDigits(long word) {
    long others = (word | (word + 0x7676767676767676L)) & 0x8080808080808080L;
    return Long.numberOfTrailingZeros(others) / Byte.SIZE; // of 0, that is 64 bits: 8 digits
  }

  /**
   * The number that the first n characters form, as XORed for {@link #countDigits}. The shift drops
   * the characters behind them and puts zeros in front, so there are eight digits always (for n = 0
   * Java would shift by 64 modulo 64, which is not at all). Eight digits become four pairs:
   *
   * <pre>
   * digits            1   2   3   4   5   6   7   8     (decimal)
   * times 10         10  20  30  40  50  60  70  80     at most 90
   * right neighbour   2   3   4   5   6   7   8   0     the word, shifted by one byte
   * sum              12  23  34  45  56  67  78  80     at most 99: no byte runs over
   * pairs            12      34      56      78
   * </pre>
   *
   * The mask ff000000ff takes the pairs 12 and 56 and leaves 32 bits for each: 12 + 56 * 2^32. One
   * multiplication gives both their weight and adds them up, in the upper 32 bits:
   *
   * <pre>
   * (12 + 56 * 2^32) * (100 + 1000000 * 2^32) = 1200 + (12 * 1000000 + 56 * 100) * 2^32 + ... 2^64
   * (34 + 78 * 2^32) * (  1 +   10000 * 2^32) =   34 + (34 *   10000 + 78      ) * 2^32 + ... 2^64
   * </pre>
   *
   * What has the factor 2^64 is not in a long. The upper half of the sum is 12345678.
   */
  static long number(long word, int n) {
    long digits = n == 0 ? 0 : word << (Long.SIZE - n * Byte.SIZE);
    long pairs = digits * 10 + (digits >>> Byte.SIZE);
    long firstAndThird = pairs & 0xff000000ffL;
    long secondAndFourth = (pairs >>> 16) & 0xff000000ffL;
    return (firstAndThird * (100 + (1_000_000L << 32)) + secondAndFourth * (1 + (10_000L << 32)))
        >>> 32;
  }

  /** Puts an answer into a buffer that has at least {@link #MOST_ANSWER} bytes of room. */
  static void putHex(boolean negative, long value, ByteBuffer out) {
    int at = out.arrayOffset() + out.position();
    out.position(putHex(out.array(), at, negative, value) - out.arrayOffset());
  }

  /**
   * Writes an answer: the sign (-0 has none, R3), "0x", the digits of an unsigned number without
   * leading zeros, LF. It stores whole words of eight digits, with the leading zeros shifted out.
   * The bytes of a word behind the last digit are garbage: LF and the next answer overwrite them,
   * or they stay behind the position. The stores touch at most {@link #MOST_ANSWER} bytes.
   *
   * @return the index behind the LF
   */
  static int putHex(byte[] target, int at, boolean negative, long value) {
    int to = at;
    if (negative && value != 0) {
      target[to++] = '-';
    }
    target[to++] = '0';
    target[to++] = 'x';
    int digits =
        Math.max(1, (Long.SIZE - Long.numberOfLeadingZeros(value) + 3) >> 2); // 4 bits each
    if (digits > 8) {
      int upper = digits - 8;
      BIG_ENDIAN_LONG.set(target, to, hex(value >>> 32) << (Long.SIZE - upper * Byte.SIZE));
      BIG_ENDIAN_LONG.set(target, to + upper, hex(value & 0xffffffffL));
    } else {
      BIG_ENDIAN_LONG.set(target, to, hex(value) << (Long.SIZE - digits * Byte.SIZE));
    }
    to += digits;
    target[to++] = '\n';
    return to;
  }

  /**
   * The eight hexadecimal digits of 32 bits as characters, in big-endian order: the first character
   * is the highest byte. Three times the halves of each group of bits move apart, until each four
   * bits have a byte of their own. A byte of ten or more gets the distance from '9' to 'a' as well.
   *
   * <pre>
   * bits              00  00  00  00  12  34  ab  cd
   * 16 bits apart     00  00  12  34  00  00  ab  cd
   * 8 bits apart      00  12  00  34  00  ab  00  cd
   * 4 bits apart      01  02  03  04  0a  0b  0c  0d
   * plus 06           07  08  09  0a  10  11  12  13    bit 4 is set from 0a upwards
   * bit 4, moved to 0 00  00  00  00  01  01  01  01    1 for a letter
   * plus 30           31  32  33  34  3a  3b  3c  3d    '0' to '9' are right
   * letters plus 27   31  32  33  34  61  62  63  64    1 2 3 4 a b c d
   * </pre>
   */
  static long hex(long bits) {
    long apart = (bits | (bits << 16)) & 0x0000ffff0000ffffL;
    apart = (apart | (apart << 8)) & 0x00ff00ff00ff00ffL;
    apart = (apart | (apart << 4)) & 0x0f0f0f0f0f0f0f0fL;
    long letters = ((apart + 0x0606060606060606L) >>> 4) & 0x0101010101010101L;
    return apart + EIGHT_ZEROS + letters * ('a' - '0' - 10);
  }
}
