package hexline.protocol;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * The protocol without I/O: request lines in, answer lines out. Every server owns one codec per
 * connection and feeds it whatever arrived; where TCP splits or joins lines never changes an
 * answer.
 *
 * <p>Numbers that fit in 64 bits are converted without allocation. A partial line stays in the
 * caller's buffer, so an idle connection needs no buffer here at all. Not thread-safe.
 */
public final class HexCodec {

  /** Longest legal line in bytes, without its line end (R5). */
  public static final int MAX_LINE = 1024;

  /**
   * Most bytes that may have to stay in the input buffer while a line is incomplete: the longest
   * line and a CR that may belong to its end. An input buffer must hold more than this.
   */
  public static final int MAX_PARTIAL = MAX_LINE + 1;

  /**
   * Upper bound of an answer in bytes, LF included. (A line of 1024 digits is below 10^1024, which
   * is 851 hexadecimal digits.) An output buffer must hold at least this.
   */
  public static final int MAX_ANSWER = MAX_LINE;

  private static final byte[] NOT_AN_INTEGER =
      "Request payload must be an integer\n".getBytes(ISO_8859_1);
  private static final byte[] LINE_TOO_LONG =
      ("Request payload must be at most " + MAX_LINE + " bytes\n").getBytes(ISO_8859_1);

  private static final VarHandle LITTLE_ENDIAN_LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle BIG_ENDIAN_LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
  private static final long EIGHT_ZEROS = 0x3030303030303030L; // '0'
  private static final int[] POWERS_OF_TEN = {
    1, 10, 100, 1_000, 10_000, 100_000, 1_000_000, 10_000_000, 100_000_000
  };

  private static final int FAST_DIGITS = 18; // 10^18 fits in a long: no overflow check needed
  private static final int LONG_ANSWER = 20; // "-0x", 16 digits, LF
  private static final long MAX_TENTH =
      Long.divideUnsigned(-1L, 10); // of 2^64 - 1, which ends in 5
  private static final int NO_DIGITS = -1;
  private static final int BEYOND_64_BITS = -2;

  private final Work work;
  private final RejectionListener rejections;
  private final boolean oneByOne;

  private int scanned; // bytes of the partial line that are known to hold no LF
  private boolean discarding; // the line was too long: its rest goes away unread
  private long lines;
  private long magnitude; // of the number that parse() read

  /** A codec that only converts. */
  public HexCodec() {
    this(Work.NONE, RejectionListener.NONE);
  }

  /**
   * A codec that performs work for each request. If the work {@linkplain Work#takesTime() takes
   * time}, each call of {@link #answer} takes one line only: answers leave as they are ready.
   *
   * @param rejections is told of each line that is answered with an error
   */
  public HexCodec(Work work, RejectionListener rejections) {
    this.work = work;
    this.rejections = rejections;
    this.oneByOne = work.takesTime();
  }

  /**
   * Answers complete lines: takes them from {@code in}, puts their answers into {@code out}, in
   * order. What remains in {@code in} is to be offered again, with more bytes behind it.
   *
   * @param in request bytes between position and limit; backed by an array
   * @param out room for answers between position and limit; backed by an array
   * @param endOfInput whether nothing will follow, so that an unterminated last line counts (R7)
   * @return whether to call again before reading on: {@code out} has no room for the next answer
   *     (an empty one of {@link #MAX_ANSWER} bytes always has) or the work for one
   *     request was done
   */
  public boolean answer(ByteBuffer in, ByteBuffer out, boolean endOfInput) {
    byte[] source = in.array();
    int inBase = in.arrayOffset();
    int start = inBase + in.position();
    int end = inBase + in.limit();
    byte[] target = out.array();
    int outBase = out.arrayOffset();
    int to = outBase + out.position();
    int room = outBase + out.limit();
    boolean again = false;

    while (start < end) {
      int at = start + scanned;
      if (scanned == 0 && !discarding) {
        // The common case in one pass: [-]digits[CR]LF. It may look at old bytes behind the end.
        boolean negative = source[at] == '-';
        int first = negative ? at + 1 : at;
        at = first;
        long value = 0;
        for (int n = Long.BYTES; n == Long.BYTES && at <= source.length - Long.BYTES; at += n) {
          long eight = (long) LITTLE_ENDIAN_LONG.get(source, at) ^ EIGHT_ZEROS;
          n = digits(eight);
          value = value * POWERS_OF_TEN[n] + number(eight, n);
        }
        at = Math.min(at, end);
        int lf = at + 1 < end && source[at] == '\r' ? at + 1 : at;
        if (at > first && at - first <= FAST_DIGITS && lf < end && source[lf] == '\n') {
          if (room - to < LONG_ANSWER) {
            again = true;
            break;
          }
          work.perform();
          to = putNumber(target, to, negative, value);
          start = lf + 1;
          lines++;
          if (oneByOne) {
            again = start < end;
            break;
          }
          continue;
        }
      }

      // Everything else: find the end of the line first.
      int lf = at;
      while (lf < end && source[lf] != '\n') {
        lf++;
      }
      boolean terminated = lf < end;
      if (discarding) {
        start = terminated ? lf + 1 : end;
        discarding = !terminated;
        lines += terminated ? 1 : 0;
        continue;
      }
      int length = lf - start;
      boolean endsWithCr = length > 0 && source[lf - 1] == '\r';
      boolean tooLong = length > (endsWithCr ? MAX_PARTIAL : MAX_LINE);
      if (!terminated && !tooLong && !endOfInput) {
        scanned = length;
        break;
      }
      if (tooLong) {
        if (room - to < LINE_TOO_LONG.length) {
          again = true;
          break;
        }
        rejections.rejected(source, start, lf);
        to = put(target, to, LINE_TOO_LONG);
        discarding = true; // up to the LF, which may be the next byte
        start = lf;
      } else {
        int lineEnd = endsWithCr ? lf - 1 : lf;
        int most = Math.min(lineEnd - start + 4, MAX_ANSWER); // hex is never longer than decimal
        if (room - to < Math.max(NOT_AN_INTEGER.length, most)) {
          again = true;
          break;
        }
        to = answerLine(source, start, lineEnd, target, to);
        start = terminated ? lf + 1 : end;
        lines++;
      }
      scanned = 0;
      if (oneByOne && !discarding) {
        again = start < end;
        break;
      }
    }

    in.position(start - inBase);
    out.position(to - outBase);
    return again;
  }

  /**
   * Lines that have come to their end so far, rejected ones included. It grows only when a line is
   * complete, which is what an idle timeout has to look at.
   */
  public long lines() {
    return lines;
  }

  /** Answers one line of legal length; it may have any content but LF. */
  private int answerLine(byte[] source, int start, int end, byte[] target, int to) {
    int from = start;
    int last = end;
    while (from < last && isSpace(source[from])) {
      from++;
    }
    while (last > from && isSpace(source[last - 1])) {
      last--;
    }
    boolean signed = from < last && (source[from] == '-' || source[from] == '+');
    boolean negative = signed && source[from] == '-';
    if (signed) {
      from++;
    }
    int kind = parse(source, from, last);
    if (kind == NO_DIGITS) {
      rejections.rejected(source, start, end);
      return put(target, to, NOT_AN_INTEGER);
    }
    work.perform();
    if (kind == BEYOND_64_BITS) {
      return putBigNumber(target, to, negative, source, from, last);
    }
    return putNumber(target, to, negative, magnitude);
  }

  /** Reads digits with single underscores between them into {@link #magnitude}. */
  private int parse(byte[] source, int from, int to) {
    long value = 0;
    boolean fits = true;
    boolean digitBefore = false;
    for (int i = from; i < to; i++) {
      byte b = source[i];
      if (b == '_' && digitBefore) {
        digitBefore = false;
        continue;
      }
      int digit = b - '0';
      if (digit < 0 || digit > 9) {
        return NO_DIGITS;
      }
      digitBefore = true;
      int order = Long.compareUnsigned(value, MAX_TENTH);
      fits &= order < 0 || (order == 0 && digit <= 5);
      value = value * 10 + digit;
    }
    if (!digitBefore) {
      return NO_DIGITS; // nothing at all, or an underscore at the end
    }
    magnitude = value;
    return fits ? 0 : BEYOND_64_BITS;
  }

  /**
   * How many of eight characters are decimal digits before the first that is not. Each character is
   * a byte, the first one the lowest, already XORed with '0'.
   */
  private static int digits(long eight) {
    long others = (eight | (eight + 0x7676767676767676L)) & 0x8080808080808080L;
    return Long.numberOfTrailingZeros(others) / Byte.SIZE; // 8 if there is none
  }

  /**
   * The number that the first n of eight digits form. Three multiplications add up neighbours: first
   * digits to pairs, then pairs to fours and fours to eight (D. Lemire's and Mula's SWAR method).
   */
  private static long number(long eight, int n) {
    long digits = n == 0 ? 0 : eight << (Long.SIZE - n * Byte.SIZE); // zeros in front
    long pairs = digits * 10 + (digits >>> 8);
    return ((pairs & 0xff000000ffL) * (100 + (1_000_000L << 32))
            + ((pairs >>> 16) & 0xff000000ffL) * (1 + (10_000L << 32)))
        >>> 32;
  }

  /** Writes a number of 64 bits, taken as unsigned. May leave rubbish behind, within its room. */
  private static int putNumber(byte[] target, int at, boolean negative, long value) {
    int to = at;
    if (negative && value != 0) {
      target[to++] = '-';
    }
    target[to++] = '0';
    target[to++] = 'x';
    int digits = Math.max(1, (67 - Long.numberOfLeadingZeros(value)) >> 2);
    if (digits > 8) {
      int high = digits - 8;
      BIG_ENDIAN_LONG.set(target, to, hex(value >>> 32) << (Long.SIZE - high * Byte.SIZE));
      BIG_ENDIAN_LONG.set(target, to + high, hex(value & 0xffffffffL));
    } else {
      BIG_ENDIAN_LONG.set(target, to, hex(value) << (Long.SIZE - digits * Byte.SIZE));
    }
    to += digits;
    target[to++] = '\n';
    return to;
  }

  /** The eight hexadecimal digits of 32 bits as characters, the first one the highest byte. */
  private static long hex(long bits) {
    long spread = (bits | (bits << 16)) & 0x0000ffff0000ffffL;
    spread = (spread | (spread << 8)) & 0x00ff00ff00ff00ffL;
    spread = (spread | (spread << 4)) & 0x0f0f0f0f0f0f0f0fL;
    long letters = ((spread + 0x0606060606060606L) >>> 4) & 0x0101010101010101L;
    return spread + EIGHT_ZEROS + letters * ('a' - '0' - 10);
  }

  private static int putBigNumber(
      byte[] target, int at, boolean negative, byte[] source, int from, int last) {
    String digits = new String(source, from, last - from, ISO_8859_1).replace("_", "");
    byte[] hex = new BigInteger(digits).toString(16).getBytes(ISO_8859_1);
    int to = at;
    if (negative) {
      target[to++] = '-';
    }
    target[to++] = '0';
    target[to++] = 'x';
    to = put(target, to, hex);
    target[to++] = '\n';
    return to;
  }

  private static int put(byte[] target, int at, byte[] bytes) {
    System.arraycopy(bytes, 0, target, at, bytes.length);
    return at + bytes.length;
  }

  private static boolean isSpace(byte b) {
    return b == ' ' || b == '\t' || b == '\r' || b == 0x0b || b == 0x0c;
  }
}
