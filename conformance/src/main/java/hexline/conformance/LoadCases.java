package hexline.conformance;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;

/** Greedy, slow and silent clients, and too many of them (R8, R10 to R13, R15). */
final class LoadCases {

  private static final Duration LIMIT = Duration.ofSeconds(1); // as the options below say
  private static final long MIB = 1 << 20;
  private static final int MOST = 100;

  private LoadCases() {}

  static List<Case> all() {
    return List.of(
        new Case(
            "S01",
            "idle",
            "R12",
            "A silent client is closed after the idle timeout, and not before.",
            Launch.own("--idle-timeout", "1s"),
            LoadCases::idle),
        new Case(
            "S02",
            "slow-loris",
            "R12",
            "A byte now and then does not count: only a complete line buys time.",
            Launch.own("--idle-timeout", "1s"),
            LoadCases::slowLoris),
        new Case(
            "S04",
            "never-reads",
            "R8",
            "A client that does not read stops being read; when it reads, nothing is missing.",
            LoadCases::neverReads),
        new Case(
            "S07",
            "firehose",
            "R10",
            "A client at full speed does not starve 20 polite ones.",
            LoadCases::firehose),
        new Case(
            "S08",
            "stop-and-go",
            "R12",
            "A line every half of the idle timeout keeps the connection open.",
            Launch.own("--idle-timeout", "1s"),
            LoadCases::stopAndGo),
        new Case(
            "S10",
            "write-timeout",
            "R13",
            "A client that accepts no answer is closed after the write timeout.",
            Launch.own("--write-timeout", "1s"),
            LoadCases::writeTimeout),
        new Case(
            "R01",
            "max-connections",
            "R11",
            "100 are served, 50 are told and closed gently; when one leaves, the next is served.",
            Launch.own("--max-connections", String.valueOf(MOST)),
            LoadCases::maxConnections),
        new Case(
            "R02",
            "no-descriptors",
            "R15",
            "64 descriptors, 200 clients as soon as it listens: no death, no spin, few words; it recovers.",
            Launch.own("--backlog", "1024").withDescriptors(64),
            LoadCases::noDescriptors),
        new Case(
            "Z03",
            "differential",
            "R1, R2, R3, R4, R5, R6",
            "A session recorded from CPython, cut three ways: byte for byte the same answers.",
            LoadCases::differential));
  }

  private static void idle(Session session) {
    long start = System.nanoTime();
    Client client = session.connect();
    expectClosed(client.isClosedWithin(LIMIT.plus(session.timeout())), "a silent client", start);
  }

  private static void slowLoris(Session session) {
    long start = System.nanoTime();
    Client client = session.connect();
    boolean closed = false;
    while (!closed && elapsed(start).compareTo(LIMIT.plus(session.timeout())) < 0) {
      try {
        client.send("1");
      } catch (Violation e) {
        closed = true; // before this byte
        break;
      }
      closed = client.isClosedWithin(LIMIT.dividedBy(4));
    }
    expectClosed(closed, "a client that sends a byte every 250 ms and no LF", start);
  }

  private static void expectClosed(boolean closed, String who, long start) {
    Duration time = elapsed(start);
    if (!closed) {
      throw new Violation(
          "%s is still connected after %d ms with --idle-timeout 1s"
              .formatted(who, time.toMillis()));
    }
    if (time.compareTo(LIMIT.multipliedBy(9).dividedBy(10)) < 0) {
      throw new Violation(
          "%s was closed after %d ms with --idle-timeout 1s".formatted(who, time.toMillis()));
    }
  }

  private static Duration elapsed(long start) {
    return Duration.ofNanos(System.nanoTime() - start);
  }

  private static void stopAndGo(Session session) {
    Client client = session.connect();
    long last = System.nanoTime();
    for (int i = 0; i < 4; i++) {
      LockSupport.parkNanos(LIMIT.toNanos() / 2);
      Duration pause = elapsed(last);
      last = System.nanoTime();
      try {
        client.ask("255", "0xff");
      } catch (Violation e) {
        if (pause.compareTo(LIMIT.multipliedBy(9).dividedBy(10)) >= 0) {
          throw new Skipped("this machine is too busy to send a line every 500 ms");
        }
        throw e;
      }
    }
    client.expectEndAfterFinish();
  }

  private static void neverReads(Session session) {
    OptionalLong before = residentBytes(session);
    var flood = new Flood(session.connect(16 * 1024));
    flood.expectBackPressure(session.processIfStarted());
    OptionalLong after = residentBytes(session);
    if (before.isPresent() && after.isPresent()) {
      long growth = after.getAsLong() - before.getAsLong();
      if (growth > 256 * MIB) {
        throw new Violation(
            "the server grew by %d MiB for a client that does not read".formatted(growth / MIB));
      }
    }
    flood.finish();
  }

  private static OptionalLong residentBytes(Session session) {
    ServerProcess process = session.processIfStarted();
    return process == null ? OptionalLong.empty() : process.residentBytes();
  }

  private static void firehose(Session session) throws Exception {
    int polite = 20;
    var flood = new Flood(session.connect());
    var flows = new CountDownLatch(1);
    var left = new CountDownLatch(polite);
    session.atOnce(
        polite + 1,
        number -> {
          if (number == polite) {
            flood.readUntil(() -> flood.answered() > MIB);
            flows.countDown();
            flood.readUntil(() -> left.getCount() == 0);
            flood.finish();
            return;
          }
          flows.await();
          Client client = session.connect();
          for (int i = 0; i < 20; i++) {
            client.ask("255", "0xff");
          }
          client.expectEndAfterFinish();
          left.countDown();
        });
  }

  private static void writeTimeout(Session session) {
    var flood = new Flood(session.connect(16 * 1024));
    if (!flood.isGivenUpWithin(LIMIT.plus(session.timeout()))) {
      throw new Violation(
          "a client that reads no answer is still connected %d ms later with --write-timeout 1s"
              .formatted(LIMIT.plus(session.timeout()).toMillis()));
    }
  }

  private static void maxConnections(Session session) {
    List<Client> served = session.connectMany(MOST);
    for (int i = 0; i < MOST / 2; i++) {
      session.connect().send("255\n").expect(Session.TOO_MANY).expectEnd();
    }
    served.getFirst().ask("1", "0x1").expectEndAfterFinish();
    session.expectAlive();
    for (Client client : served.subList(1, MOST)) {
      client.ask("2", "0x2").expectEndAfterFinish();
    }
  }

  private static void noDescriptors(Session session) throws Exception {
    long start = System.nanoTime();
    ServerProcess process = session.process();
    for (int i = 0; i < 200; i++) { // at once: its first log line may need a descriptor, too
      session.connect().send("255\n");
    }
    expectRest(process);
    LockSupport.parkNanos(LIMIT.toNanos() / 2); // time enough to log a line for every try
    session.disconnect();
    session.expectAlive();
    long mostLines = 5 + 2 * elapsed(start).toSeconds();
    long lines = process.endAndReadLog().lines().count();
    if (lines > mostLines) {
      throw new Violation(
          "the server logged %d lines in %d s".formatted(lines, elapsed(start).toSeconds()));
    }
  }

  /** Waits until no thread of the server wants the processor for a while; one that spins always does. */
  private static void expectRest(ServerProcess server) {
    long start = System.nanoTime();
    int quiet = 0;
    while (quiet < 10) {
      if (elapsed(start).compareTo(LIMIT.multipliedBy(10)) > 0) {
        throw new Violation("with no descriptor for the next client the server spins");
      }
      LockSupport.parkNanos(LIMIT.toNanos() / 100);
      quiet = server.isAtWork() ? 0 : quiet + 1;
    }
  }

  private static void differential(Session session) {
    Recording recording = Recording.load();
    byte[] requests = recording.requests();
    byte[] answers = recording.answers();
    session.connect().send(requests).finish().expect(answers).expectEnd();
    for (int largest : new int[] {40, 700}) {
      var random = new Random(largest);
      Client client = session.connect();
      for (int at = 0; at < requests.length; ) {
        int length = Math.min(1 + random.nextInt(largest), requests.length - at);
        client.send(Arrays.copyOfRange(requests, at, at + length));
        at += length;
      }
      client.finish().expect(answers).expectEnd();
    }
  }
}
