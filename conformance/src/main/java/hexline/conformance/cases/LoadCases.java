package hexline.conformance.cases;

import static hexline.conformance.cases.Rule.R10;
import static hexline.conformance.cases.Rule.R11;
import static hexline.conformance.cases.Rule.R12;
import static hexline.conformance.cases.Rule.R13;
import static hexline.conformance.cases.Rule.R15;
import static hexline.conformance.cases.Rule.R8;

import hexline.conformance.client.Client;
import hexline.conformance.client.Flood;
import hexline.conformance.client.Skipped;
import hexline.conformance.client.Violation;
import hexline.conformance.process.Launch;
import hexline.conformance.process.ServerProcess;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;

/** L: silent, slow, greedy and too many clients (R8, R10 to R13, R15). */
final class LoadCases {

  private static final Duration LIMIT = Duration.ofSeconds(1); // as the options below say
  private static final long MIB = 1 << 20;
  private static final int MOST = 100; // connections

  private LoadCases() {}

  static List<TestCase> all() {
    var cases = new CaseList();

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
        run -> {
          OptionalLong before = run.residentBytes();
          var flood = new Flood(run.connect(16 * 1024));
          flood.expectBackPressure(run::processorTime);
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

  private static void noDescriptors(CaseRun run) throws Exception {
    long start = System.nanoTime();
    ServerProcess process = run.process();
    for (int i = 0; i < 200; i++) { // at once: the server's first log line may need a descriptor
      run.connect().send("255\n");
    }
    expectRest(process);
    LockSupport.parkNanos(LIMIT.toNanos() / 2); // time enough to log a line for every attempt
    run.disconnect();
    run.expectAlive();
    long seconds = elapsed(start).toSeconds();
    long mostLines = 5 + 2 * seconds;
    long lines = process.endAndReadLog().lines().count();
    if (lines > mostLines) {
      throw Violation.expected(
          "at most %d log lines in %d s".formatted(mostLines, seconds), lines + " lines");
    }
  }

  /** Waits until no thread of the server has been ready to run for a while. */
  private static void expectRest(ServerProcess server) {
    long start = System.nanoTime();
    int quiet = 0;
    while (quiet < 10) {
      if (elapsed(start).compareTo(LIMIT.multipliedBy(10)) > 0) {
        throw Violation.expected(
            "a server that waits when it has no descriptor for the next client",
            "a thread that has run for 10 s");
      }
      LockSupport.parkNanos(LIMIT.toNanos() / 100);
      quiet = server.isAtWork() ? 0 : quiet + 1;
    }
  }
}
