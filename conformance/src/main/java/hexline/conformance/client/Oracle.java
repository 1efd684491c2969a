package hexline.conformance.client;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The right answers: a reference interpreter of PROTOCOL.md that reads a whole input at once, with
 * a regular expression and {@link BigInteger}. It shares no code with the servers' codec.
 */
public final class Oracle {

  /** Longest legal line in bytes, without LF and the CR before it (R5). */
  public static final int MAX_LINE = 1024;

  /** The answer to a line that is not an integer (R4). */
  public static final String NOT_AN_INTEGER = "Request payload must be an integer";

  /** The answer to a line that is longer than the limit (R5). */
  public static final String TOO_LONG = "Request payload must be at most 1024 bytes";

  private static final String SPACE = "[ \\t\\x0b\\f\\r]*";
  private static final Pattern INTEGER =
      Pattern.compile(SPACE + "([+-]?)([0-9]+(?:_[0-9]+)*)" + SPACE);

  private Oracle() {}

  /** Every answer to a client that sends these bytes and then closes its sending half. */
  public static byte[] answers(byte[] input) {
    var answers = new ByteArrayOutputStream();
    int start = 0;
    while (start < input.length) {
      int end = start;
      while (end < input.length && input[end] != '\n') {
        end++;
      }
      answers.writeBytes(
          (answer(new String(input, start, end - start, ISO_8859_1)) + "\n").getBytes(ISO_8859_1));
      start = end + 1;
    }
    return answers.toByteArray();
  }

  /**
   * Every answer that is due to a client that has sent these bytes and may send more: to complete
   * lines, and to a line that is too long already.
   */
  public static byte[] due(byte[] input) {
    int open = input.length;
    while (open > 0 && input[open - 1] != '\n') {
      open--;
    }
    String part = new String(input, open, input.length - open, ISO_8859_1);
    return answer(part).equals(TOO_LONG) ? answers(input) : answers(Arrays.copyOf(input, open));
  }

  /** The answer to one line, both without LF; a character stands for a byte. */
  public static String answer(String line) {
    String content = line.endsWith("\r") ? line.substring(0, line.length() - 1) : line;
    if (content.length() > MAX_LINE) {
      return TOO_LONG;
    }
    Matcher integer = INTEGER.matcher(content);
    if (!integer.matches()) {
      return NOT_AN_INTEGER;
    }
    var magnitude = new BigInteger(integer.group(2).replace("_", ""));
    boolean negative = integer.group(1).equals("-") && magnitude.signum() != 0;
    return (negative ? "-0x" : "0x") + magnitude.toString(16);
  }
}
