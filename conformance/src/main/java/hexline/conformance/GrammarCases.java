package hexline.conformance;

import java.math.BigInteger;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.regex.Pattern;

/** What a line means (R2 to R4). */
final class GrammarCases {

  private static final int LONGEST_LOG_LINE = 300;

  /** For servers in any language, and for those on a JVM. */
  private static final List<Map<String, String>> LOCALES =
      List.of(
          Map.of(
              "LANG", "tr_TR.UTF-8",
              "LC_ALL", "tr_TR.UTF-8",
              "JAVA_TOOL_OPTIONS", "-Duser.language=tr -Duser.country=TR"),
          Map.of(
              "LANG", "ar_EG.UTF-8",
              "LC_ALL", "ar_EG.UTF-8",
              "JAVA_TOOL_OPTIONS", "-Duser.language=ar -Duser.country=EG -Dfile.encoding=UTF-16"));

  private GrammarCases() {}

  static List<Case> all() {
    return List.of(
        new Case("G01", "basic", "R2, R3", "Decimal in, Python's hex() out.", GrammarCases::basic),
        new Case(
            "G02",
            "crlf",
            "R1",
            "One CR directly before the LF does not count.",
            GrammarCases::crlf),
        new Case(
            "G03",
            "bare-cr",
            "R1, R2",
            "A CR elsewhere ends no line: it is white space, and wrong within a number.",
            GrammarCases::bareCr),
        new Case(
            "G04",
            "empty-line",
            "R2, R4",
            "An empty line is answered, as one that is not an integer.",
            GrammarCases::emptyLine),
        new Case(
            "G05",
            "white-space",
            "R2",
            "Space, tab, VT, FF and CR around a number do not count; other bytes do.",
            GrammarCases::whiteSpace),
        new Case(
            "G06", "sign", "R2, R3", "One sign, directly before the digits.", GrammarCases::sign),
        new Case(
            "G07",
            "leading-zeros",
            "R2, R3",
            "Leading zeros do not count, however many.",
            GrammarCases::leadingZeros),
        new Case(
            "G08",
            "boundaries",
            "R2, R3",
            "Numbers around 2^31, 2^63, 2^64 and up to 1024 digits are exact.",
            GrammarCases::boundaries),
        new Case(
            "G09",
            "not-decimal",
            "R4",
            "Hexadecimal, fractions, exponents and words are not integers.",
            GrammarCases::notDecimal),
        new Case(
            "G10",
            "unicode-digits",
            "R2, R4",
            "Only ASCII digits are digits.",
            GrammarCases::unicodeDigits),
        new Case(
            "G11",
            "binary-garbage",
            "R2, R4, R5",
            "Any byte anywhere in a line: one answer for each LF, and the connection goes on.",
            GrammarCases::binaryGarbage),
        new Case(
            "G12",
            "wrong-protocol",
            "R4, R7",
            "HTTP, TLS, Redis and SSH clients get an answer for each LF, and no hang.",
            GrammarCases::wrongProtocol),
        new Case(
            "G13",
            "locale",
            "R3",
            "The locale and encoding that the server is started in change no answer.",
            Launch.in(LOCALES),
            GrammarCases::locale),
        new Case(
            "G14",
            "log-injection",
            "R4",
            "What a client sends is logged escaped and cut, on one line.",
            Launch.own("--verbose"),
            GrammarCases::logInjection),
        new Case(
            "G15",
            "underscores",
            "R2, R4",
            "Single underscores between digits do not count; others are wrong.",
            GrammarCases::underscores));
  }

  private static void basic(Session session) {
    session
        .connect()
        .ask("0", "0x0")
        .ask("1", "0x1")
        .ask("9", "0x9")
        .ask("10", "0xa")
        .ask("255", "0xff")
        .ask("4096", "0x1000")
        .ask("4312", "0x10d8")
        .ask("123456789", "0x75bcd15")
        .ask("-5", "-0x5")
        .expectEndAfterFinish();
  }

  private static void crlf(Session session) {
    session
        .connect()
        .ask("255\r", "0xff")
        .ask("-1\r", "-0x1")
        .ask("7", "0x7")
        .expectEndAfterFinish();
  }

  private static void bareCr(Session session) {
    session
        .connect()
        .isRejected("2\r55", "\r")
        .ask("\r255", "0xff")
        .ask("255\r\r", "0xff")
        .expectEndAfterFinish();
  }

  private static void emptyLine(Session session) {
    session
        .connect()
        .isRejected("", "\r", " ", "\t ")
        .send("\n\n1\n\n")
        .expectAnswersTo(Wire.bytes("\n\n1\n\n"))
        .expectEndAfterFinish();
  }

  private static void whiteSpace(Session session) {
    session
        .connect()
        .ask(" 255", "0xff")
        .ask("255 ", "0xff")
        .ask("\t1", "0x1")
        .ask("\u000b\f 12 \f\u000b", "0xc")
        .ask(" -255\t\r", "-0xff")
        .isRejected("2 5", "- 1", "1\t2", "1\u00a0", "\u00851", "\u001c1", "1\u001f", "\0" + "1")
        .expectEndAfterFinish();
  }

  private static void sign(Session session) {
    session
        .connect()
        .ask("-1", "-0x1")
        .ask("+1", "0x1")
        .ask("-0", "0x0")
        .ask("+0", "0x0")
        .ask("-000", "0x0")
        .isRejected("--1", "++1", "+-1", "-+1", "-", "+", "1-", "1+1")
        .expectEndAfterFinish();
  }

  private static void leadingZeros(Session session) {
    session
        .connect()
        .ask("000255", "0xff")
        .ask("-007", "-0x7")
        .ask("0".repeat(900) + "1", "0x1")
        .ask("0".repeat(Oracle.MAX_LINE), "0x0")
        .expectEndAfterFinish();
  }

  private static void boundaries(Session session) {
    Client client = session.connect();
    for (int bits : new int[] {8, 16, 31, 32, 53, 63, 64, 65, 127, 128, 1000, 3000}) {
      for (int distance = -1; distance <= 1; distance++) {
        var number = BigInteger.TWO.pow(bits).add(BigInteger.valueOf(distance));
        client.ask(number.toString(), "0x" + number.toString(16));
        client.ask("-" + number, "-0x" + number.toString(16));
      }
    }
    for (int digits : new int[] {17, 18, 19, 20, 21, 100, Oracle.MAX_LINE}) {
      String nines = "9".repeat(digits);
      client.ask(nines, "0x" + new BigInteger(nines).toString(16));
    }
    client.expectEndAfterFinish();
  }

  private static void notDecimal(Session session) {
    session
        .connect()
        .isRejected(
            "0x10", "0b1", "0o7", "ff", "1e3", "1.0", "1,000", "NaN", "None", "twelve", "1L")
        .isRejected("1;2", "'1'", "%d", "1 # one")
        .ask("16", "0x10")
        .expectEndAfterFinish();
  }

  private static void unicodeDigits(Session session) {
    session
        .connect()
        .isRejected("\u00d9\u00a1\u00d9\u00a2") // Arabic-Indic one and two in UTF-8
        .isRejected("\u00ef\u00bc\u0091") // full-width one in UTF-8
        .isRejected("1\u00d9\u00a1") // mixed
        .isRejected("\u00b2", "\u00b9") // superscripts in Latin-1
        .isRejected("\u00e2\u0088\u00921") // the typographer's minus in UTF-8
        .expectEndAfterFinish();
  }

  private static void binaryGarbage(Session session) {
    var garbage = new StringBuilder();
    for (int b = 0; b < 256; b++) {
      if (b != '\n') {
        char c = (char) b;
        garbage.append(c).append('\n');
        garbage.append(c).append("12\n");
        garbage.append('1').append(c).append("2\n");
        garbage.append("12").append(c).append('\n');
      }
    }
    var random = new Random(11);
    for (int length : new int[] {2, 10, 100, 1000, 1024, 1026, 4096, 1}) {
      String line = Wire.text(Wire.random(random, length)).replace('\n', '\0');
      garbage.append(line).append("x\n"); // x: no CR at the end
    }
    byte[] bytes = Wire.bytes(garbage.toString());
    Client client = session.connect();
    Sending sending = client.stream(bytes, 1);
    client.expectAnswersTo(bytes);
    sending.await();
    client.ask("255", "0xff").expectEndAfterFinish();
  }

  private static void wrongProtocol(Session session) {
    String[] openings = {
      "GET / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 2\r\n\r\n12",
      "\u0016\u0003\u0001\u0000\n\u0001\u0000\u0000\u0006\u0003\u0003\n\n\u00ff\u0000", // TLS
      "*2\r\n$4\r\nECHO\r\n$2\r\n42\r\n", // Redis
      "SSH-2.0-OpenSSH_9.9\r\n",
      "\0001\0002\0\n", // UTF-16
    };
    for (String opening : openings) {
      session.connect().send(opening).finish().expectAnswersTo(Wire.bytes(opening)).expectEnd();
    }
  }

  private static void locale(Session session) {
    Client client = session.connect();
    byte[] numbers = Wire.numbers(-300, 300);
    client.send(numbers).expectAnswersTo(numbers);
    client
        .ask("18446744073709551616", "0x10000000000000000")
        .ask("I", Oracle.NOT_AN_INTEGER)
        .ask("1".repeat(1030), Oracle.TOO_LONG)
        .ask("9", "0x9")
        .expectEndAfterFinish();
  }

  private static void logInjection(Session session) throws InterruptedException {
    String forged = "2026-11-23T10:00:00 INFO root: all is well";
    session
        .connect()
        .isRejected("\u001b[2J\u001b]0;title\u0007", "x\r" + forged, "x\u0085" + forged)
        .isRejected("x\0\b\u007f\u009b1m", "%n%s${jndi:ldap://x}{}")
        .isRejected("y".repeat(Oracle.MAX_LINE))
        .ask("z".repeat(5000), Oracle.TOO_LONG)
        .ask("9", "0x9")
        .expectEndAfterFinish();
    session.expectAlive();
    for (String line : session.process().endAndReadLog().split("\r?\n", -1)) {
      if (Pattern.compile("[\\x00-\\x08\\x0b-\\x1f\\x7f-\\x9f]").matcher(line).find()) {
        throw new Violation("a control character reached the log raw: " + Wire.quote(line));
      }
      if (line.startsWith(forged)) {
        throw new Violation("a client has forged the log line " + Wire.quote(line));
      }
      if (line.length() > LONGEST_LOG_LINE) {
        throw new Violation("a client's line is not cut in the log: " + Wire.quote(line));
      }
    }
  }

  private static void underscores(Session session) {
    session
        .connect()
        .ask("1_000", "0x3e8")
        .ask("-1_2_3", "-0x7b")
        .ask("0_0", "0x0")
        .ask("18446744073709551_616", "0x10000000000000000")
        .isRejected("_1", "1_", "1__0", "-_1", "_", "+_", "1_ 0", "1_x", "12345678901234567890_")
        .expectEndAfterFinish();
  }
}
