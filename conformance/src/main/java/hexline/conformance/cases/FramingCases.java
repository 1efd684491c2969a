package hexline.conformance.cases;

import static hexline.conformance.cases.Rule.R1;
import static hexline.conformance.cases.Rule.R10;
import static hexline.conformance.cases.Rule.R2;
import static hexline.conformance.cases.Rule.R3;
import static hexline.conformance.cases.Rule.R4;
import static hexline.conformance.cases.Rule.R5;
import static hexline.conformance.cases.Rule.R6;
import static hexline.conformance.cases.Rule.R7;

import hexline.conformance.client.Client;
import hexline.conformance.client.Oracle;
import hexline.conformance.client.Sending;
import hexline.conformance.client.Violation;
import hexline.conformance.client.Wire;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;

/** F: which bytes are a line (R1, R5 to R7). */
final class FramingCases {

  private static final Duration PAUSE = Duration.ofMillis(8); // keeps TCP from joining two writes
  private static final int MAX = Oracle.MAX_LINE;
  private static final long MIB = 1 << 20;
  private static final byte[] DIGITS = Wire.bytes("1".repeat(1 << 16));

  private FramingCases() {}

  static List<TestCase> all() {
    var cases = new CaseList(Tier.QUICK);

    cases.add(
        "F01 byte-at-a-time",
        List.of(R1),
        "A line that arrives byte by byte is one line.",
        run -> {
          Client client = run.connect();
          for (String line : List.of("255\n", "-4312\r\n", "abc\n")) {
            for (int i = 0; i < line.length(); i++) {
              client.expectSilence(PAUSE).send(line.substring(i, i + 1));
            }
            client.expectAnswersTo(Wire.bytes(line));
          }
          client.expectEndAfterFinish();
        });

    cases.add(
        "F02 every-split",
        List.of(R1),
        "Three lines, split in two writes at each place: always the same answers.",
        run -> {
          byte[] lines = Wire.bytes("12\r\n-345\nxyz\n");
          Client client = run.connect();
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
        });

    cases.add(
        "F03 coalesced",
        List.of(R1, R6),
        "1,000 lines in one write get 1,000 answers, in order.",
        run -> {
          byte[] lines = Wire.numbers(-500, 500);
          run.connect().send(lines).expectAnswersTo(lines).expectEndAfterFinish();
        });

    cases.add(
        "F04 crlf",
        List.of(R1),
        "One CR directly before the LF does not count.",
        run ->
            run.connect()
                .ask("255\r", "0xff")
                .ask("-1\r", "-0x1")
                .ask("7", "0x7")
                .expectEndAfterFinish());

    cases.add(
        "F05 big-pipeline",
        List.of(R6),
        "200,000 lines, sent without waiting for answers: every answer, in order.",
        run -> {
          byte[] lines = Wire.numbers(900_000, 1_100_000);
          Client client = run.connect();
          Sending sending = client.stream(lines, 1);
          client.expectAnswersTo(lines);
          sending.await();
          client.expectEndAfterFinish();
        });

    cases.add(
        "F06 no-final-lf",
        List.of(R7),
        "An unterminated last line is answered, then FIN.",
        run -> {
          String tooLong = "3".repeat(MAX + 1);
          for (String input : List.of("255", "12\nabc", "7\n-9", "1_", tooLong, "8\n")) {
            run.connect().send(input).finish().expectAnswersTo(Wire.bytes(input)).expectEnd();
          }
        });

    cases.add(
        "F07 longest-line",
        List.of(R5, R7),
        "A line of 1024 bytes is answered, with LF, CR LF, CR or nothing behind it.",
        run -> {
          String nines = "9".repeat(MAX);
          Client client = run.connect();
          for (String line :
              List.of(
                  nines,
                  nines + "\r",
                  "0".repeat(MAX),
                  " ".repeat(MAX - 1) + "7",
                  "1_".repeat(MAX / 2 - 1) + "11")) {
            client.ask(line, Oracle.answer(line));
          }
          client.isRejected("x".repeat(MAX));
          client.send(nines).finish().expect(Oracle.answer(nines)).expectEnd();
          run.connect().send(nines + "\r").finish().expect(Oracle.answer(nines)).expectEnd();
        });

    cases.add(
        "F08 line-too-long",
        List.of(R5),
        "A line of 1025 bytes is answered once, with the error, and the connection goes on.",
        run -> {
          Client client = run.connect();
          String ones = "1".repeat(MAX);
          String spaces = " ".repeat(MAX);
          for (String line :
              List.of(ones + "1", ones + "1\r", ones + "\r\r", spaces + "1", ones + ones)) {
            client.ask(line, Oracle.TOO_LONG).ask("255", "0xff");
          }
          byte[] packet =
              Wire.bytes("1\n" + ones + "22\n3\n" + ones + ones + "\n" + ones + "4\n5\n");
          client.send(packet).expectAnswersTo(packet).expectEndAfterFinish();
        });

    cases.add(
        "F09 endless-line",
        List.of(R5),
        "64 MiB without LF: one error, at the limit already, and none of it is kept.",
        FramingCases::endlessLine);

    cases.add(
        "F10 integer-bomb",
        List.of(R5, R10),
        "20 clients with a number of a million digits are refused by its length alone.",
        run -> {
          byte[] bomb = Wire.bytes("7".repeat(1_000_000) + "\n");
          run.atOnce(
              20,
              number -> {
                Client client = run.connect();
                if (number % 10 != 9) { // every tenth sends no such number
                  client.send(bomb).expect(Oracle.TOO_LONG);
                }
                client.ask("255", "0xff").expectEndAfterFinish().close();
              });
        });

    cases.add(
        "F11 error-then-ok",
        List.of(R4, R5),
        "Bad and good lines in one packet: each its own answer.",
        run -> {
          String tooLong = "1".repeat(MAX + 1);
          byte[] packet =
              Wire.lines("bad", "255", "", "", "1", "0x1", "2", tooLong, "3", "1__0", "", "4");
          run.connect().send(packet).expectAnswersTo(packet).expectEndAfterFinish();
        });

    cases.add(
        "F12 limit-locale",
        List.of(R5),
        "The locale of the server changes no byte of the line limit's answer.",
        GrammarCases.IN_OTHER_LOCALES,
        run ->
            run.connect()
                .ask("1".repeat(MAX + 6), Oracle.TOO_LONG)
                .isRejected("x")
                .expectEndAfterFinish());

    cases.add(
        "F13 wrong-protocol",
        List.of(R1, R4, R7),
        "HTTP, TLS, Redis and SSH clients get an answer for each LF, then FIN.",
        run -> {
          String[] openings = {
            "GET / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 2\r\n\r\n12",
            "\u0016\u0003\u0001\u0000\n\u0001\u0000\u0000\u0006\u0003\u0003\n\n\u00ff\u0000", // TLS
            "*2\r\n$4\r\nECHO\r\n$2\r\n42\r\n", // Redis
            "SSH-2.0-OpenSSH_9.9\r\n",
            "\0001\0002\0\n", // UTF-16
          };
          for (String opening : openings) {
            run.connect().send(opening).finish().expectAnswersTo(Wire.bytes(opening)).expectEnd();
          }
        });

    cases.add(
        "F14 noise",
        List.of(R1, R4, R5),
        "2,000 NUL bytes and 4 MiB of random bytes: an answer for each LF, and no other.",
        run -> {
          byte[] noise = Wire.random(new Random(10), 4 << 20);
          byte[] flood =
              Wire.concat(new byte[2000], Wire.bytes("\n"), noise, Wire.bytes("x\n255\n"));
          Client client = run.connect();
          Sending sending = client.stream(flood, 1);
          client.expectAnswersTo(flood);
          sending.await();
          client.expectEndAfterFinish();
        });

    cases.add(
        "F15 differential",
        List.of(R1, R2, R3, R4, R5, R6, R7),
        "A session recorded from CPython, cut three ways: byte for byte the same answers.",
        run -> {
          Recording recording = Recording.load();
          byte[] requests = recording.requests();
          byte[] answers = recording.answers();
          run.connect().send(requests).finish().expect(answers).expectEnd();
          for (int largest : new int[] {40, 700}) {
            var random = new Random(largest);
            Client client = run.connect();
            for (int at = 0; at < requests.length; ) {
              int length = Math.min(1 + random.nextInt(largest), requests.length - at);
              client.send(Arrays.copyOfRange(requests, at, at + length));
              at += length;
            }
            client.finish().expect(answers).expectEnd();
          }
        });

    return Stream.of(cases.toList(), heavy()).flatMap(List::stream).toList();
  }

  private static List<TestCase> heavy() {
    var cases = new CaseList(Tier.HEAVY);

    cases.add(
        "F16 empty-lines",
        List.of(R4, R6),
        "100,000 empty lines at once: an answer to each, although it is much longer than the line.",
        run -> {
          byte[] lines = Wire.bytes("\n".repeat(100_000));
          Client client = run.connect();
          Sending sending = client.stream(lines, 1);
          client.expectAnswersTo(lines).expectEndAfterFinish();
          sending.await();
        });

    return cases.toList();
  }

  private static void endlessLine(CaseRun run) {
    Client client = run.connect();
    client.send("1".repeat(MAX + 500)).expect(Oracle.TOO_LONG); // no LF yet
    long before = run.residentBytes().orElse(0);
    long growth;
    long sent = 0;
    do {
      client.stream(DIGITS, 64 * MIB / DIGITS.length).await();
      sent += 64 * MIB;
      growth = run.residentBytes().orElse(0) - before;
    } while (growth > sent / 2 && sent < 320 * MIB); // a runtime may keep freed memory for later
    client.send("\n").ask("255", "0xff").expectEndAfterFinish();
    if (growth > sent / 2) {
      throw Violation.expected(
          "the server to discard a line of %d MiB".formatted(sent / MIB),
          "a server that has grown by %d MiB".formatted(growth / MIB));
    }
  }
}
