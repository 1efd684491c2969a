package hexline.conformance;

import static java.nio.charset.StandardCharsets.UTF_8;

import hexline.conformance.client.Oracle;
import hexline.conformance.client.Wire;
import java.math.BigInteger;

/** The answers of the {@link BrokenServer}: right, but for its flaw. */
final class BrokenGrammar {

  private static final int LONG_BITS = 64;
  private static final int SHORT = 18; // digits that fit in a long

  private BrokenGrammar() {}

  static String answer(Flaw flaw, String request) {
    if (isPlain(request) && flaw != Flaw.READS_PREFIXES) {
      String answer = "0x" + Long.toHexString(Long.parseLong(request));
      return flaw == Flaw.FORMATS_FOR_LOCALE && answer.matches("0x[0-9]")
          ? formatted(answer)
          : answer;
    }
    String answer =
        switch (flaw) {
          case TRIMS_TOO_MUCH -> Oracle.answer(request.trim());
          case IGNORES_UNDERSCORES -> Oracle.answer(request.replace("_", ""));
          case READS_PREFIXES -> decoded(request);
          case ACCEPTS_UNICODE_DIGITS -> Oracle.answer(asciiDigits(request));
          default -> Oracle.answer(request);
        };
    boolean isNumber = answer.contains("0x");
    return switch (flaw) {
      case WRAPS_AT_64_BITS -> isNumber ? wrapped(answer) : answer;
      case ANSWERS_TWOS_COMPLEMENT -> answer.startsWith("-") ? complement(answer) : answer;
      case KEEPS_NEGATIVE_ZERO -> answer.equals("0x0") && request.contains("-") ? "-0x0" : answer;
      default -> answer;
    };
  }

  /** At most 18 digits and nothing else, as in most lines: these take the fast path. */
  private static boolean isPlain(String request) {
    boolean plain = !request.isEmpty() && request.length() <= SHORT;
    for (int i = 0; plain && i < request.length(); i++) {
      plain = request.charAt(i) >= '0' && request.charAt(i) <= '9';
    }
    return plain;
  }

  private static String asciiDigits(String request) {
    var text = new StringBuilder();
    new String(Wire.bytes(request), UTF_8)
        .codePoints()
        .forEach(c ->
            text.append(Character.isDigit(c) ? (char) ('0' + Character.digit(c, 10)) : (char) c));
    return text.toString();
  }

  private static String decoded(String request) {
    try {
      return Oracle.answer(Long.decode(request).toString());
    } catch (NumberFormatException e) {
      return Oracle.answer(request);
    }
  }

  private static String complement(String answer) {
    long magnitude = new BigInteger(answer.substring("-0x".length()), 16).longValue();
    return "0x" + Long.toHexString(-magnitude);
  }

  private static String wrapped(String answer) {
    var number = new BigInteger(answer.replace("0x", ""), 16);
    if (number.bitLength() < LONG_BITS) {
      return answer;
    }
    return "0x" + Long.toHexString(number.longValue());
  }

  @SuppressWarnings("DefaultLocale") // the flaw
  private static String formatted(String answer) {
    return String.format("0x%d", Integer.valueOf(answer.substring(2)));
  }
}
