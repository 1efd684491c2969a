package hexline.protocol;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.math.BigInteger;
import java.nio.ByteBuffer;

/**
 * The protocol as bytes: request lines in, answer lines out, no I/O.
 *
 * <p><b>The idea.</b> TCP carries a stream of bytes, not messages: one read may return half a line,
 * and the next one the other half and ten lines more. So a server collects what it reads in a
 * buffer, and after each read it offers the buffer to the connection's codec. {@link #answer} takes
 * the complete lines out of it and leaves an incomplete one in it. Where the stream was cut into
 * reads therefore never changes an answer.
 *
 * <p><b>What it promises.</b> Rules R1 to R7 of PROTOCOL.md; comments name the rule that a piece of
 * code keeps. The incomplete line stays in the caller's buffer, and this object remembers how much
 * of it has been searched, so that a line which arrives byte by byte is searched once. An idle
 * connection costs no buffer here.
 * Numbers that fit in 64 bits are converted without allocation.
 *
 * <p><b>Not on this page.</b> Sockets, threads, deadlines and limits on pending answers (R8 to R15)
 * are the servers'. Tricks for speed are in {@code WordAtATime}: it gives lines of up to 18 digits
 * the answers that this page would give them, eight characters at a time. It also writes the
 * hexadecimal digits.
 *
 * <p>Each connection has its own codec. Not thread-safe.
 */
public final class HexCodec {

  /** Longest legal line in bytes, without its line end (R5). */
  public static final int MAX_LINE = 1024;

  /**
   * Most bytes that {@link #answer} leaves in the input buffer: the longest line, and a CR that may
   * turn out to belong to its line end. An input buffer must hold more than this.
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
  private static final long MAX_TENTH = Long.divideUnsigned(-1, 10); // of 2^64 - 1, which ends in 5

  private final Work work;
  private final RejectionListener rejections;
  private final boolean oneByOne; // an answer must not wait for the work of the next request

  // @start region=state
  // Between two calls of answer the buffer begins with one of three things:
  //   scanned == 0 and !discarding   a new line;
  //   scanned > 0                    a part of a line: so many bytes of it hold no LF;
  //   discarding                     the rest of a line that has been answered as too long.
  private int scanned;
  private boolean discarding;
  // @end region=state

  private long lines;

  /** A codec that only converts. */
  public HexCodec() {
    this(Work.NONE, RejectionListener.NONE);
  }

  /**
   * A codec that performs work for each request. If the work {@linkplain Work#takesTime() takes
   * time}, each call of {@link #answer} performs work once at most, so that the caller can send
   * its answer before the work for the next one begins.
   *
   * @param rejections called for each line that is answered with an error
   */
  public HexCodec(Work work, RejectionListener rejections) {
    this.work = work;
    this.rejections = rejections;
    this.oneByOne = work.takesTime();
  }

  /**
   * Takes complete lines from {@code in} and puts their answers into {@code out}, in the same order
   * (R6). The caller offers what remains in {@code in} again, with more bytes behind it.
   *
   * <p>An exception of the work or of the listener passes through, and the caller has to close the
   * connection (R9). {@code out} then holds no answer to the line that failed.
   *
   * @param in request bytes between position and limit; backed by an array
   * @param out room for answers between position and limit; backed by an array
   * @param endOfInput whether no byte will follow, so that an unterminated last line counts (R7)
   * @return whether to call again before reading on: {@code out} has no room for the next answer
   *     (an empty one of {@link #MAX_ANSWER} bytes always has), or the work takes time and more
   *     bytes remain
   */
  // @start region=answer
  public boolean answer(ByteBuffer in, ByteBuffer out, boolean endOfInput) {
    while (in.hasRemaining()) {
      if (scanned == 0 && !discarding && answerPlainNumbers(in, out)) {
        if (oneByOne) {
          return in.hasRemaining();
        }
        continue;
      }
      byte[] bytes = in.array();
      int offset = in.arrayOffset(); // the indices below are the array's, not the buffer's
      int start = offset + in.position();
      int limit = offset + in.limit();
      int lf = findLineFeed(bytes, start + scanned, limit);
      boolean terminated = lf < limit;
      int next = terminated ? lf + 1 : limit;
      if (discarding) { // R5: the rest of a line that was too long, up to its LF
        in.position(next - offset);
        discarding = !terminated;
        lines += terminated ? 1 : 0;
        continue;
      }
      int end = lf > start && bytes[lf - 1] == '\r' ? lf - 1 : lf; // R1: without its CR
      if (end - start > MAX_LINE) { // R5: answered at once, even if its LF has not arrived
        if (out.remaining() < LINE_TOO_LONG.length) {
          return true;
        }
        reject(bytes, start, lf, LINE_TOO_LONG, out);
        in.position(lf - offset);
        scanned = 0;
        discarding = true;
        continue;
      }
      if (!terminated && !endOfInput) { // R1: the rest of the line is on its way
        scanned = lf - start;
        return false;
      }
      if (out.remaining() < mostBytesToAnswer(end - start)) {
        return true;
      }
      answerLine(bytes, start, end, out); // terminated, or the last one of the input (R7)
      in.position(next - offset);
      scanned = 0;
      lines++;
      if (oneByOne) {
        return in.hasRemaining();
      }
    }
    return false;
  }

  // @end region=answer

  /**
   * Lines that have come to their end so far, rejected ones included. A part of a line does not
   * count, so a server can tell an idle client from a busy one by this number (R12).
   */
  public long lines() {
    return lines;
  }

  /** Answers lines of up to 18 digits the fast way; false if the next line is not one of them. */
  private boolean answerPlainNumbers(ByteBuffer in, ByteBuffer out) {
    int answered = WordAtATime.answerLines(in, out, work, oneByOne ? 1 : Integer.MAX_VALUE);
    lines += answered;
    return answered > 0;
  }

  /** R1: the index of the first LF, or the limit if none has arrived. */
  private static int findLineFeed(byte[] bytes, int from, int limit) {
    int at = from;
    while (at < limit && bytes[at] != '\n') {
      at++;
    }
    return at;
  }

  /** Length of an error message, or of sign, "0x", as many digits as the request has, and LF. */
  private static int mostBytesToAnswer(int length) {
    return Math.max(NOT_AN_INTEGER.length, Math.min(length + 4, MAX_ANSWER));
  }

  /** R2: white space around the number and a sign before it are allowed. */
  private void answerLine(byte[] bytes, int start, int end, ByteBuffer out) {
    int from = start;
    int to = end;
    while (from < to && isSpace(bytes[from])) {
      from++;
    }
    while (from < to && isSpace(bytes[to - 1])) {
      to--;
    }
    byte sign = from < to ? bytes[from] : 0;
    if (sign == '-' || sign == '+') {
      from++;
    }
    if (!answerNumber(bytes, from, to, sign == '-', out)) {
      reject(bytes, start, end, NOT_AN_INTEGER, out); // R4
    }
  }

  /** R2: digits, and single underscores between them. Returns false for anything else. */
  private boolean answerNumber(byte[] bytes, int from, int to, boolean negative, ByteBuffer out) {
    long value = 0; // unsigned
    boolean fits = true; // in 64 bits
    boolean afterDigit = false;
    for (int i = from; i < to; i++) {
      if (bytes[i] == '_' && afterDigit) {
        afterDigit = false;
        continue;
      }
      int digit = bytes[i] - '0';
      if (digit < 0 || digit > 9) {
        return false;
      }
      afterDigit = true;
      int order = Long.compareUnsigned(value, MAX_TENTH);
      fits &= order < 0 || (order == 0 && digit <= 5);
      value = value * 10 + digit;
    }
    if (!afterDigit) { // no digit at all, or an underscore at the end
      return false;
    }
    work.perform();
    if (fits) {
      WordAtATime.putHex(negative, value, out);
    } else {
      putBigHex(bytes, from, to, negative, out);
    }
    return true;
  }

  private static boolean isSpace(byte b) {
    return b == ' ' || b == '\t' || b == '\r' || b == 0x0b || b == 0x0c;
  }

  /** R3 for numbers of more than 64 bits; the line limit (R5) bounds its time and memory. */
  private static void putBigHex(byte[] bytes, int from, int to, boolean negative, ByteBuffer out) {
    String digits = new String(bytes, from, to - from, ISO_8859_1).replace("_", "");
    String hex = (negative ? "-0x" : "0x") + new BigInteger(digits).toString(16) + "\n";
    out.put(hex.getBytes(ISO_8859_1));
  }

  private void reject(byte[] bytes, int start, int end, byte[] answer, ByteBuffer out) {
    rejections.rejected(bytes, start, end);
    out.put(answer);
  }
}
