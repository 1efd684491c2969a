package hexline.conformance;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** How connections begin and end (R7 to R10). */
final class ConnectionCases {

  private static final int SPARE_DESCRIPTORS = 20; // a runtime may open files of its own meanwhile

  private static final int RESETS = 40;

  private ConnectionCases() {}

  static List<Case> all() {
    return List.of(
        new Case(
            "C01",
            "connect-close",
            "R9",
            "1,000 clients connect and leave: their file descriptors come back.",
            ConnectionCases::connectClose),
        new Case(
            "C02",
            "half-close",
            "R6, R7",
            "After the client's FIN every answer is sent, then FIN.",
            ConnectionCases::halfClose),
        new Case(
            "C03",
            "shut-input",
            "R8",
            "A client that has shut its receiving half is no different from one that never reads.",
            ConnectionCases::shutInput),
        new Case(
            "C04",
            "reset-idle",
            "R9",
            "A reset between two lines ends that connection alone.",
            ConnectionCases::resetIdle),
        new Case(
            "C05",
            "reset-mid-line",
            "R9",
            "A reset within a line ends that connection alone.",
            ConnectionCases::resetMidLine),
        new Case(
            "C06",
            "reset-mid-answer",
            "R9",
            "A reset while answers are on their way ends that connection alone.",
            ConnectionCases::resetMidAnswer),
        new Case(
            "C07",
            "reset-in-backlog",
            "R9",
            "A reset before the server has accepted does not end its accept loop.",
            ConnectionCases::resetInBacklog),
        new Case(
            "C08",
            "close-without-reading",
            "R9",
            "Answers to a client that has gone are given up, quietly.",
            ConnectionCases::closeWithoutReading),
        new Case(
            "C09",
            "mass-reset",
            "R9",
            "200 clients reset at once: one that stays does not notice.",
            ConnectionCases::massReset),
        new Case(
            "C14",
            "second-client",
            "R10",
            "A silent client does not keep a second one waiting.",
            ConnectionCases::secondClient));
  }

  private static void connectClose(Session session) {
    OptionalLong before = descriptors(session);
    for (int i = 0; i < 1000; i++) {
      session.connect().close();
    }
    expectDescriptorsBack(session, before);
  }

  private static OptionalLong descriptors(Session session) {
    ServerProcess process = session.processIfStarted();
    if (process == null) {
      return OptionalLong.empty();
    }
    session.expectAlive(); // whatever the server opens for its first client is open now
    return process.descriptors();
  }

  /** Waits until the server has noticed that its clients have gone. */
  private static void expectDescriptorsBack(Session session, OptionalLong before) {
    if (before.isEmpty()) {
      return;
    }
    long most = before.getAsLong() + SPARE_DESCRIPTORS;
    long end = System.nanoTime() + session.timeout().toNanos();
    long open = descriptors(session).orElse(0);
    while (open > most && System.nanoTime() - end < 0) {
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
      open = descriptors(session).orElse(0);
    }
    if (open > most) {
      throw new Violation(
          "the server had %d file descriptors open before these clients came, and has %d after"
              .formatted(before.getAsLong(), open));
    }
  }

  private static void halfClose(Session session) {
    session.connect().send("1\n22\n333\n").finish().expect("0x1", "0x16", "0x14d").expectEnd();
    byte[] lines = Wire.numbers(0, 10_000); // small enough for any socket's buffers
    session.connect().send(lines).finish().expectAnswersTo(lines).expectEnd();
    session.connect().finish().expectEnd();
  }

  private static void shutInput(Session session) throws IOException {
    Client client = session.connect(16 * 1024).ask("1", "0x1");
    client.shutInput();
    new Flood(client).expectBackPressure(session.processIfStarted());
    client.reset();
  }

  private static void resetIdle(Session session) {
    OptionalLong before = descriptors(session);
    for (int i = 0; i < RESETS; i++) {
      session.connect().ask("1", "0x1").reset();
      session.connect().reset();
    }
    expectDescriptorsBack(session, before);
  }

  private static void resetMidLine(Session session) {
    OptionalLong before = descriptors(session);
    for (int i = 0; i < RESETS; i++) {
      session.connect().ask("1", "0x1").send("25").reset();
      session.connect().send("25").reset();
    }
    expectDescriptorsBack(session, before);
  }

  private static void resetMidAnswer(Session session) {
    OptionalLong before = descriptors(session);
    byte[] lines = Wire.numbers(0, 20_000);
    for (int i = 0; i < RESETS; i++) {
      Client client = session.connect();
      client.stream(lines, 1);
      client.expect("0x0", "0x1", "0x2").reset();
    }
    expectDescriptorsBack(session, before);
  }

  private static void resetInBacklog(Session session) throws Exception {
    ServerProcess process = session.process();
    process.pause();
    try {
      for (int i = 0; i < 10; i++) {
        session.connect().reset();
        session.connect().send("255\n").reset();
      }
    } finally {
      process.resume();
    }
  }

  private static void closeWithoutReading(Session session) {
    byte[] lines = Wire.numbers(0, 10_000);
    for (int i = 0; i < 20; i++) {
      session.connect().send(lines).close();
    }
  }

  private static void massReset(Session session) {
    Client stays = session.connect().ask("1", "0x1").send("25");
    var many = new ArrayList<Client>();
    for (int i = 0; i < 200; i++) {
      many.add(session.connect().send("1\n2"));
    }
    many.forEach(Client::reset);
    stays.expectSilence(Duration.ofMillis(20)).send("5\n").expect("0xff").expectEndAfterFinish();
  }

  private static void secondClient(Session session) {
    Client first = session.connect().ask("1", "0x1");
    session.connect().ask("2", "0x2").expectEndAfterFinish();
    first.ask("3", "0x3").expectEndAfterFinish();
  }
}
