package hexline.conformance;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** What SIGTERM leaves undone: nothing (R14). */
final class ShutdownCases {

  private static final Duration DRAIN = Duration.ofSeconds(5); // the default: any server will do
  private static final int LINES = 10_000; // 49 KiB: as much as any socket's buffers hold

  private ShutdownCases() {}

  static List<Case> all() {
    return List.of(
        new Case(
            "D01",
            "sigterm-alone",
            "R14",
            "SIGTERM without clients ends the process, and nobody listens any more.",
            Launch.OWN,
            ShutdownCases::alone),
        new Case(
            "D02",
            "sigterm-mid-pipeline",
            "R14",
            "SIGTERM after 1,000 of 10,000 answers: all 10,000 come, then FIN.",
            Launch.OWN,
            ShutdownCases::midPipeline),
        new Case(
            "D03",
            "sigterm-idle-clients",
            "R14",
            "1,000 idle clients all see FIN, none a reset.",
            Launch.OWN,
            ShutdownCases::idleClients),
        new Case(
            "D04",
            "sigterm-stuck",
            "R14",
            "A client that never reads holds up the end for the drain timeout at most.",
            Launch.own("--drain-timeout", "1s"),
            ShutdownCases::stuck),
        new Case(
            "D05",
            "sigterm-backlog",
            "R14",
            "20 clients that had connected but were not accepted when SIGTERM came are answered.",
            Launch.OWN,
            ShutdownCases::backlog),
        new Case(
            "D09",
            "sigterm-unread",
            "R14",
            "10,000 lines that have arrived but were not read when SIGTERM came are answered.",
            Launch.OWN,
            ShutdownCases::unread),
        new Case(
            "D10",
            "sigterm-refused",
            "R11, R14",
            "10 clients for one place when SIGTERM comes: each is served or told so, then FIN.",
            Launch.own("--max-connections", "2"),
            ShutdownCases::refused));
  }

  private static void alone(Session session) throws Exception {
    session.connect().ask("255", "0xff").expectEndAfterFinish();
    session.process().terminate();
    expectExit(session, DRAIN);
    try {
      session.connect();
    } catch (Violation refused) {
      return;
    }
    throw new Violation("after the end of the process its port still accepts");
  }

  private static void midPipeline(Session session) throws Exception {
    byte[] lines = Wire.numbers(0, LINES);
    byte[] answers = Oracle.answers(lines);
    int first = Oracle.answers(Wire.numbers(0, 1000)).length;
    Client client = session.connect().deliver(lines);
    client.expect(Arrays.copyOfRange(answers, 0, first));
    session.process().terminate();
    client.expect(Arrays.copyOfRange(answers, first, answers.length)).expectEnd();
    expectExit(session, DRAIN);
  }

  private static void idleClients(Session session) throws Exception {
    List<Client> clients = session.connectMany(1000);
    session.process().terminate();
    clients.forEach(Client::expectEnd);
    expectExit(session, DRAIN);
  }

  private static void stuck(Session session) throws Exception {
    new Flood(session.connect(16 * 1024)).expectBackPressure(session.process());
    session.process().terminate();
    expectExit(session, Duration.ofSeconds(1));
  }

  private static void backlog(Session session) throws Exception {
    ServerProcess process = session.process();
    byte[] lines = Wire.numbers(0, 10);
    session.connect().ask("255", "0xff").expectEndAfterFinish();
    process.pause();
    var clients = new ArrayList<Client>();
    try {
      for (int i = 0; i < 19; i++) {
        clients.add(session.connect().send(lines));
      }
      clients.add(session.connect().deliver(lines));
      process.terminate();
    } finally {
      process.resume();
    }
    for (Client client : clients) {
      client.expectAnswersTo(lines).expectEnd(); // and stays: nobody has to wait for it to go
    }
    expectExit(session, DRAIN);
  }

  private static void unread(Session session) throws Exception {
    ServerProcess process = session.process();
    byte[] lines = Wire.numbers(0, LINES);
    Client client = session.connect().ask("255", "0xff");
    process.pause();
    try {
      client.deliver(lines);
      process.terminate();
    } finally {
      process.resume();
    }
    client.expectAnswersTo(lines).expectEnd();
    expectExit(session, DRAIN);
  }

  private static void refused(Session session) throws Exception {
    ServerProcess process = session.process();
    Client served = session.connect().ask("255", "0xff");
    var others = new ArrayList<Client>();
    for (int i = 0; i < 5; i++) {
      others.add(session.connect().send("255\n"));
    }
    process.pause();
    try {
      for (int i = 0; i < 5; i++) {
        others.add(session.connect().send("255\n"));
      }
      served.deliver(Wire.lines("4312"));
      process.terminate();
    } finally {
      process.resume();
    }
    for (Client other : others) {
      String answer = other.line();
      if (!answer.equals(Session.TOO_MANY) && !answer.equals("0xff")) {
        throw new Violation("a client that there may be no place for got " + Wire.quote(answer));
      }
      other.expectEnd();
    }
    served.expect("0x10d8").expectEnd();
    session.disconnect(); // so that nobody has to be waited for
    expectExit(session, DRAIN);
  }

  private static void expectExit(Session session, Duration drainTimeout) throws Exception {
    int code = session.process().awaitExit(drainTimeout.plus(session.timeout()));
    Integer required = session.exitCode();
    if (required != null && code != required) {
      throw new Violation("exit code %d instead of %d".formatted(code, required));
    }
  }
}
