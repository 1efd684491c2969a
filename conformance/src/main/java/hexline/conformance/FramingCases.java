package hexline.conformance;

import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;
import java.util.Random;

/** What a line is (R1, R5 to R7). */
final class FramingCases {

  private static final Duration PAUSE = Duration.ofMillis(8); // splits what TCP would join
  private static final int MAX = Oracle.MAX_LINE;
  private static final long MIB = 1 << 20;
  private static final byte[] MORE = Wire.bytes("1".repeat(1 << 16));

  private FramingCases() {}

  static List<Case> all() {
    return List.of(
        new Case(
            "F01",
            "byte-at-a-time",
            "R1",
            "A line that comes byte by byte is one line.",
            FramingCases::byteAtATime),
        new Case(
            "F02",
            "every-split",
            "R1",
            "Three lines, split in two at each place: always the same answers.",
            FramingCases::everySplit),
        new Case(
            "F03",
            "coalesced",
            "R1, R6",
            "1,000 lines in one write get 1,000 answers, in order.",
            FramingCases::coalesced),
        new Case(
            "F04",
            "big-pipeline",
            "R6",
            "200,000 lines without waiting: every answer, in order.",
            FramingCases::bigPipeline),
        new Case(
            "F05",
            "no-final-lf",
            "R7",
            "An unterminated last line is answered, then FIN.",
            FramingCases::noFinalLf),
        new Case(
            "F06",
            "longest-line",
            "R5",
            "A line of 1024 bytes is answered, with LF, CR LF, CR or nothing behind it.",
            FramingCases::longestLine),
        new Case(
            "F07",
            "line-too-long",
            "R5",
            "A line of 1025 bytes is answered once, with the error, and the connection goes on.",
            FramingCases::lineTooLong),
        new Case(
            "F08",
            "endless-line",
            "R5",
            "64 MiB without LF: one error, at the limit already, and none of it is kept.",
            FramingCases::endlessLine),
        new Case(
            "F09",
            "integer-bomb",
            "R5, R10",
            "20 clients with a number of a million digits are refused by its length alone.",
            FramingCases::integerBomb),
        new Case(
            "F10",
            "desync",
            "R1, R4, R5",
            "NUL bytes and a flood of 4 MiB of noise: an answer for each LF, none too many.",
            FramingCases::desync),
        new Case(
            "F11",
            "error-then-ok",
            "R4, R5",
            "Bad and good lines in one packet: each its own answer.",
            FramingCases::errorThenOk));
  }

  private static void byteAtATime(Session session) {
    Client client = session.connect();
    for (String line : List.of("255\n", "-4312\r\n", "abc\n")) {
      for (int i = 0; i < line.length(); i++) {
        client.expectSilence(PAUSE).send(line.substring(i, i + 1));
      }
      client.expectAnswersTo(Wire.bytes(line));
    }
    client.expectEndAfterFinish();
  }

  private static void everySplit(Session session) {
    byte[] lines = Wire.bytes("12\r\n-345\nxyz\n");
    Client client = session.connect();
    for (int split = 1; split < lines.length; split++) {
      int complete = split;
      while (complete > 0 && lines[complete - 1] != '\n') {
        complete--;
      }
      client.send(Arrays.copyOfRange(lines, 0, split));
      client.expectAnswersTo(Arrays.copyOfRange(lines, 0, complete)).expectSilence(PAUSE);
      client.send(Arrays.copyOfRange(lines, split, lines.length));
      client.expectAnswersTo(Arrays.copyOfRange(lines, complete, lines.length));
    }
    client.expectEndAfterFinish();
  }

  private static void coalesced(Session session) {
    byte[] lines = Wire.numbers(-500, 500);
    session.connect().send(lines).expectAnswersTo(lines).expectEndAfterFinish();
  }

  private static void bigPipeline(Session session) {
    byte[] lines = Wire.numbers(900_000, 1_100_000);
    Client client = session.connect();
    Sending sending = client.stream(lines, 1);
    client.expectAnswersTo(lines);
    sending.await();
    client.expectEndAfterFinish();
  }

  private static void noFinalLf(Session session) {
    for (String input : List.of("255", "12\nabc", "7\n-9", "1_", "3".repeat(MAX + 1), "8\n")) {
      session.connect().send(input).finish().expectAnswersTo(Wire.bytes(input)).expectEnd();
    }
  }

  private static void longestLine(Session session) {
    String nines = "9".repeat(MAX);
    Client client = session.connect();
    for (String line :
        List.of(nines, nines + "\r", " ".repeat(MAX - 1) + "7", "1_".repeat(MAX / 2 - 1) + "11")) {
      client.ask(line, Oracle.answer(line));
    }
    client.isRejected("x".repeat(MAX));
    client.send(nines).finish().expect(Oracle.answer(nines)).expectEnd();
    session.connect().send(nines + "\r").finish().expect(Oracle.answer(nines)).expectEnd();
  }

  private static void lineTooLong(Session session) {
    Client client = session.connect();
    String ones = "1".repeat(MAX);
    for (String line :
        List.of(ones + "1", ones + "1\r", ones + "\r\r", " ".repeat(MAX) + "1", ones + ones)) {
      client.ask(line, Oracle.TOO_LONG).ask("255", "0xff");
    }
    byte[] packet = Wire.bytes("1\n" + ones + "22\n3\n" + ones + ones + "\n" + ones + "4\n5\n");
    client.send(packet).expectAnswersTo(packet).expectEndAfterFinish();
  }

  private static void endlessLine(Session session) {
    Client client = session.connect();
    client.send("1".repeat(MAX + 500)).expect(Oracle.TOO_LONG); // no LF yet
    long before = residentBytes(session).orElse(0);
    long growth;
    long sent = 0;
    do {
      client.stream(MORE, 64 * MIB / MORE.length).await();
      sent += 64 * MIB;
      growth = residentBytes(session).orElse(0) - before;
    } while (growth > sent / 2 && sent < 320 * MIB); // a runtime may keep memory to use it again
    client.send("\n").ask("255", "0xff").expectEndAfterFinish();
    if (growth > sent / 2) {
      throw new Violation(
          "the server grew by %d MiB over a line of %d MiB: it keeps what it should throw away"
              .formatted(growth / MIB, sent / MIB));
    }
  }

  private static OptionalLong residentBytes(Session session) {
    ServerProcess process = session.processIfStarted();
    return process == null ? OptionalLong.empty() : process.residentBytes();
  }

  private static void integerBomb(Session session) throws Exception {
    byte[] bomb = Wire.bytes("7".repeat(1_000_000) + "\n");
    session.atOnce(
        20,
        number -> {
          Client client = session.connect();
          if (number % 10 == 9) {
            client.ask("255", "0xff").expectEndAfterFinish(); // a polite one in between
          } else {
            client.send(bomb).expect(Oracle.TOO_LONG);
            client.ask("255", "0xff").expectEndAfterFinish();
          }
          client.close();
        });
  }

  private static void desync(Session session) throws IOException {
    byte[] noise = Wire.random(new Random(10), 4 << 20);
    byte[] flood = Wire.concat(new byte[2000], Wire.bytes("\n"), noise, Wire.bytes("x\n255\n"));
    Client client = session.connect();
    Sending sending = client.stream(flood, 1);
    client.expectAnswersTo(flood);
    sending.await();
    client.expectEndAfterFinish();
  }

  private static void errorThenOk(Session session) {
    String tooLong = "1".repeat(MAX + 1);
    byte[] packet = Wire.lines("bad", "255", "", "1", "0x1", "2", tooLong, "3", "1__0", "4");
    session.connect().send(packet).expectAnswersTo(packet).expectEndAfterFinish();
  }
}
