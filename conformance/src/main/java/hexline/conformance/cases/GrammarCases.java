package hexline.conformance.cases;

import static hexline.conformance.cases.Rule.R1;
import static hexline.conformance.cases.Rule.R2;
import static hexline.conformance.cases.Rule.R3;
import static hexline.conformance.cases.Rule.R4;
import static hexline.conformance.cases.Rule.R5;

import hexline.conformance.client.Client;
import hexline.conformance.client.Oracle;
import hexline.conformance.client.Violation;
import hexline.conformance.client.Wire;
import hexline.conformance.process.Launch;
import java.math.BigInteger;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.regex.Pattern;

/**
 * G: the answer to a line (R2 to R4). These cases send one line of at most 1000 bytes in one write
 * and wait for its answer, so that a server that has no framing (R1) passes them.
 */
final class GrammarCases {

  private static final int LONGEST_LOG_LINE = 300;
  private static final int LONG = 1000; // bytes: with its LF it fits in one read of 1024

  private static final Pattern CONTROL =
      Pattern.compile("[\\x00-\\x08\\x0b-\\x1f\\x7f-\\x9f]"); // but for tab and LF

  /** Turkish and Arabic, set by variables for programs in any language, and for a JVM. */
  static final Launch IN_OTHER_LOCALES =
      Launch.in(
          List.of(
              Map.of(
                  "LANG", "tr_TR.UTF-8",
                  "LC_ALL", "tr_TR.UTF-8",
                  "JAVA_TOOL_OPTIONS", "-Duser.language=tr -Duser.country=TR"),
              Map.of(
                  "LANG", "ar_EG.UTF-8",
                  "LC_ALL", "ar_EG.UTF-8",
                  "JAVA_TOOL_OPTIONS",
                      "-Duser.language=ar -Duser.country=EG -Dfile.encoding=UTF-16")));

  private GrammarCases() {}

  static List<TestCase> all() {
    var cases = new CaseList(Tier.QUICK);

    cases.add(
        "G01 basic",
        List.of(R2, R3),
        "Decimal in, Python's hex() out.",
        run ->
            run.connect()
                .ask("0", "0x0")
                .ask("1", "0x1")
                .ask("9", "0x9")
                .ask("10", "0xa")
                .ask("255", "0xff")
                .ask("4096", "0x1000")
                .ask("4312", "0x10d8")
                .ask("123456789", "0x75bcd15")
                .ask("-5", "-0x5")
                .expectEndAfterFinish());

    cases.add(
        "G02 bare-cr",
        List.of(R1, R2),
        "A CR that is not before the LF is white space, and wrong within a number.",
        run ->
            run.connect()
                .isRejected("2\r55", "\r")
                .ask("\r255", "0xff")
                .ask("255\r\r", "0xff")
                .expectEndAfterFinish());

    cases.add(
        "G03 empty-line",
        List.of(R2, R4),
        "An empty line is answered as a line that is not an integer.",
        run ->
            run.connect()
                .isRejected("", "\r", " ", "\t ", "")
                .ask("1", "0x1")
                .isRejected("")
                .expectEndAfterFinish());

    cases.add(
        "G04 white-space",
        List.of(R2),
        "Space, tab, VT, FF and CR around a number do not count; other bytes do.",
        run ->
            run.connect()
                .ask(" 255", "0xff")
                .ask("255 ", "0xff")
                .ask("\t1", "0x1")
                .ask("\u000b\f 12 \f\u000b", "0xc")
                .ask(" -255\t\r", "-0xff")
                .isRejected("2 5", "- 1", "1\t2", "1\u00a0", "\u00851", "\u001c1", "1\u001f")
                .isRejected("\0" + "1")
                .expectEndAfterFinish());

    cases.add(
        "G05 sign",
        List.of(R2, R3),
        "One sign, directly before the digits.",
        run ->
            run.connect()
                .ask("-1", "-0x1")
                .ask("+1", "0x1")
                .ask("-0", "0x0")
                .ask("+0", "0x0")
                .ask("-000", "0x0")
                .isRejected("--1", "++1", "+-1", "-+1", "-", "+", "1-", "1+1")
                .expectEndAfterFinish());

    cases.add(
        "G06 leading-zeros",
        List.of(R2, R3),
        "Leading zeros do not count, however many.",
        run ->
            run.connect()
                .ask("000255", "0xff")
                .ask("-007", "-0x7")
                .ask("0".repeat(LONG - 1) + "1", "0x1")
                .ask("0".repeat(LONG), "0x0")
                .expectEndAfterFinish());

    cases.add(
        "G07 boundaries",
        List.of(R2, R3),
        "Numbers around 2^31, 2^63, 2^64 and up to 1000 digits are exact.",
        run -> {
          Client client = run.connect();
          for (int bits : new int[] {8, 16, 31, 32, 53, 63, 64, 65, 127, 128, 1000, 3000}) {
            for (int distance = -1; distance <= 1; distance++) {
              var number = BigInteger.TWO.pow(bits).add(BigInteger.valueOf(distance));
              client.ask(number.toString(), "0x" + number.toString(16));
              client.ask("-" + number, "-0x" + number.toString(16));
            }
          }
          for (int digits : new int[] {17, 18, 19, 20, 21, 100, LONG}) {
            String nines = "9".repeat(digits);
            client.ask(nines, "0x" + new BigInteger(nines).toString(16));
          }
          client.expectEndAfterFinish();
        });

    cases.add(
        "G08 not-decimal",
        List.of(R4),
        "Hexadecimal, fractions, exponents and words are not integers.",
        run ->
            run.connect()
                .isRejected("0x10", "0b1", "0o7", "ff", "1e3", "1.0", "1,000", "NaN", "None")
                .isRejected("twelve", "1L", "1;2", "'1'", "%d", "1 # one")
                .ask("16", "0x10")
                .expectEndAfterFinish());

    cases.add(
        "G09 unicode-digits",
        List.of(R2, R4),
        "Only ASCII digits are digits.",
        run ->
            run.connect()
                .isRejected("\u00d9\u00a1\u00d9\u00a2") // Arabic-Indic one and two in UTF-8
                .isRejected("\u00ef\u00bc\u0091") // full-width one in UTF-8
                .isRejected("1\u00d9\u00a1") // ASCII and Arabic-Indic
                .isRejected("\u00b2", "\u00b9") // superscripts in Latin-1
                .isRejected("\u00e2\u0088\u00921") // the typographer's minus in UTF-8
                .expectEndAfterFinish());

    cases.add(
        "G10 binary-garbage",
        List.of(R2, R4),
        "Any byte anywhere in a line: one answer, and the connection goes on.",
        GrammarCases::binaryGarbage);

    cases.add(
        "G11 underscores",
        List.of(R2, R4),
        "Single underscores between digits do not count; others are wrong.",
        run ->
            run.connect()
                .ask("1_000", "0x3e8")
                .ask("-1_2_3", "-0x7b")
                .ask("0_0", "0x0")
                .ask("18446744073709551_616", "0x10000000000000000")
                .isRejected("_1", "1_", "1__0", "-_1", "_", "+_", "1_ 0", "1_x")
                .isRejected("12345678901234567890_")
                .expectEndAfterFinish());

    cases.add(
        "G12 locale",
        List.of(R3),
        "The locale and encoding that the server is started in change no answer.",
        IN_OTHER_LOCALES,
        run -> {
          Client client = run.connect();
          for (int number = -300; number < 300; number++) {
            String line = String.valueOf(number);
            client.ask(line, Oracle.answer(line));
          }
          client
              .ask("18446744073709551616", "0x10000000000000000")
              .isRejected("I")
              .expectEndAfterFinish();
        });

    cases.add(
        "G13 log-injection",
        List.of(R4, R5),
        "A rejected line is logged escaped and cut, on one line.",
        Launch.own("--verbose"),
        GrammarCases::logInjection);

    return cases.toList();
  }

  private static void binaryGarbage(CaseRun run) {
    Client client = run.connect();
    for (int b = 0; b < 256; b++) {
      if (b != '\n') {
        char c = (char) b;
        for (String line : List.of("" + c, c + "12", "1" + c + "2", "12" + c)) {
          client.ask(line, Oracle.answer(line));
        }
      }
    }
    var random = new Random(11);
    for (int length : new int[] {2, 10, 100, LONG - 1, 1}) {
      String line = Wire.text(Wire.random(random, length)).replace('\n', '\0');
      client.isRejected(line + "x"); // x: no CR at the end
    }
    client.ask("255", "0xff").expectEndAfterFinish();
  }

  private static void logInjection(CaseRun run) throws InterruptedException {
    String forged = "2026-11-23T10:00:00 INFO root: all is well";
    run.connect()
        .isRejected("\u001b[2J\u001b]0;title\u0007", "x\r" + forged, "x\u0085" + forged)
        .isRejected("x\0\b\u007f\u009b1m", "%n%s${jndi:ldap://x}{}")
        .isRejected("y".repeat(LONG))
        .ask("z".repeat(5000), Oracle.TOO_LONG)
        .ask("9", "0x9")
        .expectEndAfterFinish();
    run.expectAlive();
    for (String line : run.process().endAndReadLog().split("\r?\n", -1)) {
      if (CONTROL.matcher(line).find()) {
        throw Violation.expected("no control character in the log", Wire.quote(line));
      }
      if (line.startsWith(forged)) {
        throw Violation.expected("no log line that a client has written", Wire.quote(line));
      }
      if (line.length() > LONGEST_LOG_LINE) {
        throw Violation.expected(
            "at most %d characters in a log line".formatted(LONGEST_LOG_LINE), Wire.quote(line));
      }
    }
  }
}
