package hexline.conformance.cases;

import static hexline.conformance.cases.Rule.R11;
import static hexline.conformance.cases.Rule.R14;

import hexline.conformance.client.Client;
import hexline.conformance.client.Flood;
import hexline.conformance.client.SocketBuffers;
import hexline.conformance.client.Violation;
import hexline.conformance.client.Wire;
import hexline.conformance.process.Launch;
import hexline.conformance.process.ServerProcess;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** D: the drain after SIGTERM (R14). */
final class DrainCases {

  private static final Duration DRAIN = Duration.ofSeconds(5); // the default of --drain-timeout
  private static final int LINES = 10_000; // 49 KiB: as much as any socket's buffers hold
  private static final int SMALL_BUFFERS = 16 * 1024;

  private DrainCases() {}

  static List<TestCase> all() {
    var cases = new CaseList();

    cases.add(
        "D01 sigterm-alone",
        List.of(R14),
        "SIGTERM without clients ends the process, and its port accepts no connection.",
        Launch.OWN,
        run -> {
          run.connect().ask("255", "0xff").expectEndAfterFinish();
          run.process().terminate();
          expectExit(run, DRAIN);
          try {
            run.connect();
          } catch (Violation refused) {
            return;
          }
          throw Violation.expected(
              "a closed port after the end of the process", "a connection to it");
        });

    cases.add(
        "D02 sigterm-mid-pipeline",
        List.of(R14),
        "SIGTERM while a client has yet to read answers, and the server to read lines that have"
            + " arrived: all are answered, then FIN.",
        Launch.OWN,
        run -> {
          Client client = run.connect(SMALL_BUFFERS);
          byte[] lines = deliverMoreThanTheServerReads(client);
          run.process().terminate();
          client.expectAnswersTo(lines).expectEnd();
          expectExit(run, DRAIN);
        });

    cases.add(
        "D03 sigterm-idle-clients",
        List.of(R14),
        "1,000 idle clients all get FIN, none a reset.",
        Launch.OWN,
        run -> {
          List<Client> clients = run.connectMany(1000);
          run.process().terminate();
          clients.forEach(Client::expectEnd);
          expectExit(run, DRAIN);
        });

    cases.add(
        "D04 sigterm-stuck",
        List.of(R14),
        "A client that never reads delays the end by the drain timeout at most.",
        Launch.own("--drain-timeout", "1s"),
        run -> {
          new Flood(run.connect(SMALL_BUFFERS)).expectBackPressure(run::processorTime);
          run.process().terminate();
          expectExit(run, Duration.ofSeconds(1));
        });

    cases.add(
        "D05 sigterm-backlog",
        List.of(R14),
        "20 clients that had connected but were not accepted when SIGTERM came are answered.",
        Launch.OWN,
        run -> {
          ServerProcess process = run.process();
          byte[] lines = Wire.numbers(0, 10);
          run.connect().ask("255", "0xff").expectEndAfterFinish();
          process.pause();
          var clients = new ArrayList<Client>();
          try {
            for (int i = 0; i < 19; i++) {
              clients.add(run.connect().send(lines));
            }
            clients.add(run.connect().deliver(lines));
            process.terminate();
          } finally {
            process.resume();
          }
          for (Client client : clients) {
            client.expectAnswersTo(lines).expectEnd(); // and stays open: the server must not wait
          }
          expectExit(run, DRAIN);
        });

    cases.add(
        "D06 sigterm-unread",
        List.of(R14),
        "10,000 lines that have arrived but were not read when SIGTERM came are answered.",
        Launch.OWN,
        run -> {
          ServerProcess process = run.process();
          byte[] lines = Wire.numbers(0, LINES);
          Client client = run.connect().ask("255", "0xff");
          process.pause();
          try {
            client.deliver(lines);
            process.terminate();
          } finally {
            process.resume();
          }
          client.expectAnswersTo(lines).expectEnd();
          expectExit(run, DRAIN);
        });

    cases.add(
        "D07 sigterm-refused",
        List.of(R11, R14),
        "10 clients for one place when SIGTERM comes: each is served or refused, then FIN.",
        Launch.own("--max-connections", "2"),
        DrainCases::refused);

    return cases.toList();
  }

  /**
   * Sends lines until some of them stay unread in the server's socket buffer, because the client
   * reads no answer; where that cannot be seen, 10,000 lines.
   */
  private static byte[] deliverMoreThanTheServerReads(Client client) {
    long first = 100_000_000_000_000_000L; // 18 digits, so that buffers are full after fewer lines
    long next = first;
    while ((next - first) * 19 < SocketBuffers.mostBytes()) {
      client.deliver(Wire.numbers(next, next + 1000));
      next += 1000;
      OptionalLong unread = unreadByServer(client);
      if (unread.isEmpty() ? next - first >= LINES : unread.getAsLong() > 0) {
        break;
      }
    }
    return Wire.numbers(first, next);
  }

  /** How much the server has not read after 100 ms in which it could have. */
  private static OptionalLong unreadByServer(Client client) {
    OptionalLong unread = client.unreadByServer();
    for (int look = 0; look < 10 && unread.orElse(0) > 0; look++) {
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(10));
      unread = client.unreadByServer();
    }
    return unread;
  }

  private static void refused(CaseRun run) throws Exception {
    ServerProcess process = run.process();
    Client served = run.connect().ask("255", "0xff");
    var others = new ArrayList<Client>();
    for (int i = 0; i < 5; i++) {
      others.add(run.connect().send("255\n"));
    }
    process.pause();
    try {
      for (int i = 0; i < 5; i++) {
        others.add(run.connect().send("255\n"));
      }
      served.deliver(Wire.lines("4312"));
      process.terminate();
    } finally {
      process.resume();
    }
    for (Client other : others) {
      String answer = other.line();
      if (!answer.equals(CaseRun.TOO_MANY) && !answer.equals("0xff")) {
        throw Violation.expected(
            "\"0xff\\n\" or \"" + CaseRun.TOO_MANY + "\\n\"", Wire.quote(answer + "\n"));
      }
      other.expectEnd();
    }
    served.expect("0x10d8").expectEnd();
    run.disconnect(); // so that the server need not wait for them
    expectExit(run, DRAIN);
  }

  private static void expectExit(CaseRun run, Duration drainTimeout) throws Exception {
    int code = run.process().awaitExit(drainTimeout.plus(run.timeout()));
    Integer required = run.exitCode();
    if (required != null && code != required) {
      throw Violation.expected("exit code " + required, "exit code " + code);
    }
  }
}
