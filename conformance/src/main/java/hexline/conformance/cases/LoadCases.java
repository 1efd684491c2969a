package hexline.conformance.cases;

import static hexline.conformance.cases.Rule.R10;
import static hexline.conformance.cases.Rule.R11;
import static hexline.conformance.cases.Rule.R12;
import static hexline.conformance.cases.Rule.R13;
import static hexline.conformance.cases.Rule.R14;
import static hexline.conformance.cases.Rule.R15;
import static hexline.conformance.cases.Rule.R8;

import hexline.conformance.client.Client;
import hexline.conformance.client.Flood;
import hexline.conformance.client.Sending;
import hexline.conformance.client.Skipped;
import hexline.conformance.client.Violation;
import hexline.conformance.client.Wire;
import hexline.conformance.process.Launch;
import hexline.conformance.process.ServerProcess;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/** L: silent, slow, greedy and too many clients (R8, R10 to R13, R15). */
final class LoadCases {

  private static final Duration LIMIT = Duration.ofSeconds(1); // as the options below say
  private static final Duration ALMOST = Duration.ofMillis(1900); // a timeout of 2 s
  private static final Duration PAUSE = Duration.ofMillis(2300); // longer than a timeout of 2 s
  private static final long MIB = 1 << 20;
  private static final int MOST = 100; // connections
  private static final byte[] DIGITS = Wire.bytes("1".repeat(1 << 14));
  private static final String LATE = "60s"; // later than a busy machine needs for a case

  private LoadCases() {}

  static List<TestCase> all() {
    var cases = new CaseList(Tier.QUICK);

    cases.add(
        "L01 idle",
        List.of(R12),
        "A silent client is closed after the idle timeout, and not before.",
        Launch.own("--idle-timeout", "1s"),
        run -> {
          long start = System.nanoTime();
          boolean closed = run.connect().isClosedWithin(LIMIT.plus(run.timeout()));
          expectClosed(closed, "a silent client", start);
        });

    cases.add(
        "L02 slow-loris",
        List.of(R12),
        "A byte every 250 ms does not delay the idle timeout: only a complete line does.",
        Launch.own("--idle-timeout", "1s"),
        LoadCases::slowLoris);

    cases.add(
        "L03 stop-and-go",
        List.of(R12),
        "A line every half of the idle timeout keeps the connection open.",
        Launch.own("--idle-timeout", "1s"),
        LoadCases::stopAndGo);

    cases.add(
        "L04 never-reads",
        List.of(R8),
        "A client that does not read stops being read; when it reads, nothing is missing.",
        Launch.SHARED.preferably("--write-timeout", LATE),
        run -> {
          OptionalLong before = run.residentBytes();
          var flood = new Flood(run.connect(16 * 1024));
          flood.expectBackPressure(run::processorTime, run::isAtWork);
          OptionalLong after = run.residentBytes();
          long growth = after.orElse(0) - before.orElse(0);
          if (before.isPresent() && after.isPresent() && growth > 256 * MIB) {
            throw Violation.expected(
                "at most 256 MiB more memory for a client that does not read",
                "%d MiB more".formatted(growth / MIB));
          }
          flood.finish();
        });

    cases.add(
        "L05 write-timeout",
        List.of(R13),
        "A client that accepts no answer is closed after the write timeout.",
        Launch.own("--write-timeout", "1s"),
        run -> {
          var flood = new Flood(run.connect(16 * 1024));
          Duration limit = LIMIT.plus(run.timeout());
          if (!flood.isGivenUpWithin(limit)) {
            throw Violation.expected(
                "a client that reads no answer to be closed (--write-timeout 1s)",
                "an open connection %d ms later".formatted(limit.toMillis()));
          }
        });

    cases.add(
        "L06 firehose",
        List.of(R10),
        "A client at full speed does not starve 20 polite ones.",
        LoadCases::firehose);

    cases.add(
        "L07 max-connections",
        List.of(R11),
        "100 are served, 50 are refused and get FIN; when one leaves, the next is served.",
        Launch.own("--max-connections", String.valueOf(MOST)),
        run -> {
          List<Client> served = run.connectMany(MOST);
          for (int i = 0; i < MOST / 2; i++) {
            run.connect().send("255\n").expect(CaseRun.TOO_MANY).expectEnd();
          }
          served.getFirst().ask("1", "0x1").expectEndAfterFinish();
          run.expectAlive();
          for (Client client : served.subList(1, MOST)) {
            client.ask("2", "0x2").expectEndAfterFinish();
          }
        });

    cases.add(
        "L08 no-descriptors",
        List.of(R15),
        "With 64 descriptors and 200 clients the server survives, does not spin, logs at most two"
            + " lines a second, and recovers.",
        Launch.own("--backlog", "1024").withDescriptors(64),
        LoadCases::noDescriptors);

    cases.add(
        "L09 pause-idle",
        List.of(R12),
        "200 clients send a line while the process is paused for longer than the idle timeout: all"
            + " are answered.",
        Launch.own("--idle-timeout", "2s"),
        LoadCases::pauseIdle);

    cases.add(
        "L10 pause-write",
        List.of(R13),
        "The process is paused for longer than the write timeout, and the client makes room: no"
            + " answer is missing.",
        Launch.own("--write-timeout", "2s"),
        LoadCases::pauseWrite);

    return Stream.of(cases.toList(), heavy()).flatMap(List::stream).toList();
  }

  private static List<TestCase> heavy() {
    var cases = new CaseList(Tier.HEAVY);

    cases.add(
        "L11 idle-firehose",
        List.of(R12),
        "A line without end does not delay the idle timeout, although input never runs out.",
        Launch.own("--idle-timeout", "1s"),
        run -> {
          long start = System.nanoTime();
          Sending endless = run.connect().stream(DIGITS, Long.MAX_VALUE / DIGITS.length);
          boolean closed = endless.breaksWithin(LIMIT.plus(run.timeout()));
          expectClosed(closed, "a client that sends digits without a pause and no LF", start);
        });

    cases.add(
        "L12 refused-firehose",
        List.of(R11, R14),
        "A client over the limit that sends without end is closed all the same.",
        Launch.own("--max-connections", "1"),
        run -> {
          Client served = run.connectToFreePlace();
          var flood = new Flood(run.connect());
          Duration limit = LIMIT.plus(run.timeout());
          if (!flood.breaksWithin(limit)) {
            throw Violation.expected(
                "a client that is refused, and sends without end, to be closed",
                "an open connection after %d ms".formatted(limit.toMillis()));
          }
          served.ask("2", "0x2").expectEndAfterFinish();
        });

    return cases.toList();
  }

  private static void slowLoris(CaseRun run) {
    long start = System.nanoTime();
    Client client = run.connect();
    boolean closed = false;
    while (!closed && elapsed(start).compareTo(LIMIT.plus(run.timeout())) < 0) {
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

  private static void expectClosed(boolean closed, String client, long start) {
    Duration time = elapsed(start);
    if (!closed) {
      throw Violation.expected(
          client + " to be closed (--idle-timeout 1s)",
          "an open connection after %d ms".formatted(time.toMillis()));
    }
    if (time.compareTo(LIMIT.multipliedBy(9).dividedBy(10)) < 0) {
      throw Violation.expected(
          client + " to be served for 1 s (--idle-timeout 1s)",
          "a closed connection after %d ms".formatted(time.toMillis()));
    }
  }

  private static Duration elapsed(long start) {
    return Duration.ofNanos(System.nanoTime() - start);
  }

  private static void stopAndGo(CaseRun run) {
    Client client = run.connect();
    long lastSent = System.nanoTime();
    for (int i = 0; i < 4; i++) {
      LockSupport.parkNanos(LIMIT.toNanos() / 2);
      long sent = System.nanoTime();
      try {
        client.ask("255", "0xff");
      } catch (Violation e) {
        if (elapsed(lastSent).compareTo(LIMIT.multipliedBy(9).dividedBy(10)) >= 0) {
          throw new Skipped("this machine is too busy to send a line every 500 ms");
        }
        throw e;
      }
      lastSent = sent;
    }
    client.expectEndAfterFinish();
  }

  private static void firehose(CaseRun run) throws Exception {
    int polite = 20;
    var flood = new Flood(run.connect());
    var flows = new CountDownLatch(1);
    var left = new CountDownLatch(polite);
    run.atOnce(
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
          Client client = run.connect();
          for (int i = 0; i < 20; i++) {
            client.ask("255", "0xff");
          }
          client.expectEndAfterFinish();
          left.countDown();
        });
  }

  private static void pauseIdle(CaseRun run) throws Exception {
    ServerProcess process = run.process();
    long start = System.nanoTime();
    var clients = new ArrayList<Client>();
    while (clients.size() < 200) { // so that not all threads wake before a watchdog
      clients.add(run.connect().ask("255", "0xff"));
      expectTime(start, "200 clients were served, each while the others stayed");
    }
    process.pause();
    long paused = System.nanoTime();
    try {
      clients.forEach(client -> client.send("4312\n")); // on one machine this delivers, too
      expectTime(start, "200 lines were sent");
      LockSupport.parkNanos(PAUSE.minus(elapsed(paused)).toNanos());
    } finally {
      process.resume();
    }
    clients.forEach(client -> client.expect("0x10d8"));
  }

  /** Later than this, a right server may have closed the first client before the pause. */
  private static void expectTime(long start, String event) {
    if (elapsed(start).compareTo(ALMOST) >= 0) {
      throw new Skipped("the timeout of 2 s had nearly passed before " + event);
    }
  }

  private static void pauseWrite(CaseRun run) throws Exception {
    ServerProcess process = run.process();
    long start = System.nanoTime();
    var flood = new Flood(run.connect(16 * 1024));
    boolean isGivenUp = flood.isGivenUpWithin(LIMIT.dividedBy(10));
    if (isGivenUp) {
      expectTime(start, "the buffers were full");
    }
    if (isGivenUp || !run.restsWithin(run.timeout(), 1)) {
      throw Violation.expected(
          "a server that waits for room", "one that reads on, or has closed the connection");
    }
    process.pause();
    long paused = System.nanoTime();
    try {
      expectTime(start, "the buffers were full");
      flood.readAllThereIs(LIMIT.dividedBy(10)); // makes room
      LockSupport.parkNanos(PAUSE.minus(elapsed(paused)).toNanos());
    } finally {
      process.resume();
    }
    flood.finish();
  }

  private static void noDescriptors(CaseRun run) throws Exception {
    long start = System.nanoTime();
    ServerProcess process = run.process();
    run.givesReasonToWarn();
    for (int i = 0; i < 200; i++) { // at once: the server's first log line may need a descriptor
      run.connect().send("255\n");
    }
    run.expectRest("when it has no descriptor for the next client");
    LockSupport.parkNanos(LIMIT.toNanos() / 2); // time enough to log a line for every attempt
    run.disconnect();
    run.expectAlive(); // is answered behind those that have waited in the backlog
    run.expectAlive(); // the server goes on accepting when the backlog is empty
    long seconds = elapsed(start).toSeconds();
    long mostLines = 5 + 2 * seconds;
    long lines = process.endAndReadLog().lines().count();
    if (lines > mostLines) {
      throw Violation.expected(
          "at most %d log lines in %d s".formatted(mostLines, seconds), lines + " lines");
    }
  }
}
