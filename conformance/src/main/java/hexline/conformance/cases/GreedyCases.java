package hexline.conformance.cases;

import static hexline.conformance.cases.Rule.R10;
import static hexline.conformance.cases.Rule.R12;
import static hexline.conformance.cases.Rule.R13;
import static hexline.conformance.cases.Rule.R6;
import static hexline.conformance.cases.Rule.R8;
import static hexline.conformance.cases.Rule.R9;

import hexline.conformance.client.Client;
import hexline.conformance.client.Flood;
import hexline.conformance.client.Skipped;
import hexline.conformance.client.Violation;
import hexline.conformance.client.Wire;
import hexline.conformance.process.Launch;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/** S: slow and greedy clients in great numbers (R6, R8 to R10, R12, R13). */
final class GreedyCases {

  private static final Duration TIMEOUT = Duration.ofSeconds(2); // as the options below say
  private static final int SMALL_BUFFERS = 16 * 1024;
  private static final int POLITE = 20; // clients, one after the other
  private static final long MIB = 1 << 20;
  private static final int AT_ONCE = 16; // clients that come and go
  private static final String SMALL_HEAP = "-Xmx32m"; // what is kept of each client fills it

  private GreedyCases() {}

  static List<TestCase> all() {
    return Stream.of(heavy(), lasting()).flatMap(List::stream).toList();
  }

  private static List<TestCase> heavy() {
    var cases = new CaseList(Tier.HEAVY);

    cases.add(
        "S01 slow-loris-many",
        List.of(R10, R12),
        "500 clients that send a byte now and then and no LF hold nobody up, and are all closed after"
            + " the idle timeout.",
        Launch.own("--idle-timeout", "2s"),
        GreedyCases::slowLorisMany);

    cases.add(
        "S02 never-read-many",
        List.of(R8, R10, R13),
        "100 clients that send and never read hold nobody up, take little memory, and are all closed"
            + " after the write timeout.",
        Launch.own("--write-timeout", "2s"),
        GreedyCases::neverReadMany);

    cases.add(
        "S03 slow-reader",
        List.of(R13),
        "A client that reads 1 MiB every half second is served for four times the write timeout: no"
            + " answer is missing.",
        Launch.own("--write-timeout", "2s"),
        GreedyCases::slowReader);

    cases.add(
        "S04 churn",
        List.of(R6, R9),
        "10,000 clients come and go, 16 at a time, with ten lines each: no answer is missing.",
        Launch.OWN.withJvmOptions(SMALL_HEAP),
        run -> churn(run, 10_000));

    return cases.toList();
  }

  private static List<TestCase> lasting() {
    var cases = new CaseList(Tier.LONG);

    cases.add(
        "S05 churn-long",
        List.of(R6, R9),
        "50,000 clients come and go, 16 at a time, with ten lines each: no answer is missing.",
        Launch.OWN.withJvmOptions(SMALL_HEAP),
        run -> churn(run, 50_000));

    return cases.toList();
  }

  private static void slowLorisMany(CaseRun run) {
    long start = System.nanoTime();
    var open = new ArrayList<Client>();
    for (int i = 0; i < 500; i++) {
      open.add(run.connect().send("1"));
    }
    askPolitely(run);
    long end = start + TIMEOUT.plus(run.timeout()).toNanos();
    while (!open.isEmpty()) {
      if (System.nanoTime() - end > 0) {
        throw Violation.expected(
            "500 clients that send no LF to be closed (--idle-timeout 2s)",
            "%d open connections after %d ms"
                .formatted(open.size(), TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start)));
      }
      LockSupport.parkNanos(TIMEOUT.toNanos() / 8);
      open.removeIf(GreedyCases::isClosed);
    }
  }

  /** Sends a byte; whether the server has closed the connection before. */
  private static boolean isClosed(Client client) {
    try {
      client.send("1");
      return client.isClosedWithin(Duration.ofNanos(1));
    } catch (Violation e) {
      return true;
    }
  }

  private static void askPolitely(CaseRun run) {
    for (int i = 0; i < POLITE; i++) {
      run.visit(client -> client.ask("255", "0xff").expectEndAfterFinish());
    }
  }

  private static void neverReadMany(CaseRun run) {
    long before = run.residentBytes().orElse(0);
    var floods = new ArrayList<Flood>();
    for (int i = 0; i < 100; i++) {
      floods.add(new Flood(run.connect(SMALL_BUFFERS)));
    }
    askPolitely(run);
    long growth = run.residentBytes().orElse(0) - before;
    Duration limit = TIMEOUT.plus(run.timeout());
    for (Flood flood : floods) {
      if (!flood.isGivenUpWithin(limit)) {
        throw Violation.expected(
            "100 clients that read no answer to be closed (--write-timeout 2s)",
            "an open connection %d ms after the server has stopped reading"
                .formatted(limit.toMillis()));
      }
    }
    growth = Math.max(growth, run.residentBytes().orElse(0) - before);
    if (growth > 256 * MIB) {
      throw Violation.expected(
          "at most 256 MiB more memory for 100 clients that do not read",
          "%d MiB more".formatted(growth / MIB));
    }
  }

  private static void slowReader(CaseRun run) {
    var flood = new Flood(run.connect());
    long start = System.nanoTime();
    long last = start;
    long longest = 0; // ns in which this client did not read
    try {
      while (System.nanoTime() - start < TIMEOUT.multipliedBy(4).toNanos()) {
        LockSupport.parkNanos(TIMEOUT.toNanos() / 4);
        longest = Math.max(longest, System.nanoTime() - last);
        long due = flood.answered() + MIB;
        flood.readUntil(() -> flood.answered() >= due);
        last = System.nanoTime();
      }
      flood.finish();
    } catch (Violation e) {
      if (longest > TIMEOUT.toNanos() / 2) {
        throw new Skipped("this machine is too busy to read 1 MiB every half second");
      }
      throw e;
    }
  }

  private static void churn(CaseRun run, int clients) throws Exception {
    byte[] lines = Wire.numbers(4312, 4322);
    run.atOnce(
        AT_ONCE,
        number -> {
          for (int i = number; i < clients; i += AT_ONCE) {
            boolean resets = i % 4 != 0; // else the kit's ports would run out, in TIME_WAIT
            run.visit(client -> {
              client.send(lines).expectAnswersTo(lines);
              if (resets) {
                client.reset();
              } else {
                client.expectEndAfterFinish();
              }
            });
          }
        });
  }
}
