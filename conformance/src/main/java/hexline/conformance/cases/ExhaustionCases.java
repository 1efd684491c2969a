package hexline.conformance.cases;

import static hexline.conformance.cases.Rule.R10;
import static hexline.conformance.cases.Rule.R11;
import static hexline.conformance.cases.Rule.R14;
import static hexline.conformance.cases.Rule.R15;
import static hexline.conformance.cases.Rule.R8;
import static hexline.conformance.cases.Rule.R9;

import hexline.conformance.client.Client;
import hexline.conformance.client.Flood;
import hexline.conformance.client.FloodCrowd;
import hexline.conformance.client.Oracle;
import hexline.conformance.client.Sending;
import hexline.conformance.client.Violation;
import hexline.conformance.client.Wire;
import hexline.conformance.fault.Faults;
import hexline.conformance.process.Jvm;
import hexline.conformance.process.Launch;
import hexline.conformance.process.Limits;
import java.math.BigInteger;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/** E: too few threads, too little memory, a log that takes nothing, faults of a JVM (R8 to R15). */
final class ExhaustionCases {

  private static final Duration SHORT_DRAIN = Duration.ofSeconds(1); // as the options below say
  private static final Duration DRAIN = Duration.ofSeconds(5); // the default of --drain-timeout
  private static final int THREADS = 60; // a JVM without clients has about 20
  private static final int SMALL_BUFFERS = 16 * 1024;
  private static final long MIB = 1 << 20;
  private static final Duration TO_FILL =
      Duration.ofSeconds(20); // memory, by answers that are kept
  private static final Duration FULL = Duration.ofMillis(500); // in which no buffer takes a byte
  private static final Duration TO_BE_FULL = Duration.ofSeconds(5); // on a slow machine
  private static final Duration READING_FEW = Duration.ofSeconds(2);

  /**
   * The collector is G1, whichever one the command line of the server chooses: where many large
   * arrays come and go, G1 runs out of memory earlier than the serial collector, with which servers
   * without a memory budget got through.
   */
  private static final String[] SMALL_G1 = {
    "-Xmx24m",
    "-XX:TieredStopAtLevel=1",
    "-XX:+IgnoreUnrecognizedVMOptions", // not every JVM has all collectors
    "-XX:-UseSerialGC",
    "-XX:-UseParallelGC",
    "-XX:-UseShenandoahGC",
    "-XX:-UseZGC",
    "-XX:+UseG1GC"
  };

  private static final Duration IDLE = Duration.ofSeconds(5); // for which the processor is watched
  private static final byte[] LONG = Wire.bytes("9".repeat(1000) + "\n");
  private static final byte[] LONG_ANSWER = Oracle.answers(LONG);
  private static final Duration NO_ANSWER = Duration.ofSeconds(2);
  private static final int MOST_IDLE = 12_000; // clients
  private static final int AGAIN = 200; // clients that are served again
  private static final int IDLE_SHARE = 25; // at most 1/25 of a processor

  private ExhaustionCases() {}

  static List<TestCase> all() {
    var cases = new CaseList(Tier.HEAVY);

    cases.add(
        "E01 no-threads",
        List.of(R14, R15),
        "With 60 threads and 300 clients the server survives, and recovers when they have left.",
        Launch.own("--backlog", "1024").withThreads(THREADS),
        ExhaustionCases::moreClientsThanThreads);

    cases.add(
        "E02 small-heap",
        List.of(R14, R15),
        "With a heap of 32 MiB, 2,000 clients that send half a line each and 50 that never read, the"
            + " server survives, and recovers when they have left.",
        Launch.own("--backlog", "2048").withJvmOptions("-Xmx32m"),
        run -> greedyCrowd(run, 2000, run.timeout()));

    cases.add(
        "E03 native-memory",
        List.of(R8),
        "50 clients that never read, and one that asks 200,000 times, leave no more than 16 MiB of"
            + " buffers outside the heap.",
        Launch.OWN.withJvmOptions("-XX:NativeMemoryTracking=summary"),
        ExhaustionCases::nativeMemory);

    cases.add(
        "E04 hold-many",
        List.of(R10, R11),
        "10,000 idle clients are held, and another one is served.",
        Launch.own("--max-connections", "10100"),
        run -> {
          List<Client> held = hold(run, 10_000);
          run.visit(client -> client.ask("255", "0xff").expectEndAfterFinish());
          for (int i = 0; i < held.size(); i += 1000) {
            held.get(i).ask("4312", "0x10d8");
          }
        });

    cases.add(
        "E05 idle-processor",
        List.of(R10),
        "1,000 idle clients cost at most a twenty-fifth of a processor.",
        Launch.OWN,
        ExhaustionCases::idleProcessor);

    cases.add(
        "E06 interrupt",
        List.of(R9, R15),
        "Every thread of the server is interrupted: it goes on to serve, and does not spin.",
        Launch.own("--idle-timeout", "3s"),
        run -> {
          run.givesReasonToWarn();
          Client client = run.connect().ask("255", "0xff");
          Faults.interruptThreads(run.process());
          client.ask("1", "0x1").expectEndAfterFinish();
          run.connect().ask("4312", "0x10d8").expectEndAfterFinish();
          Client silent = run.connect();
          if (!silent.isClosedWithin(Duration.ofSeconds(3).plus(run.timeout()))) {
            throw Violation.expected(
                "a silent client to be closed (--idle-timeout 3s)", "an open connection");
          }
        });

    cases.add(
        "E07 handler-throws",
        List.of(R9, R15),
        "A line throws an exception, a StackOverflowError or an OutOfMemoryError in its conversion, ten"
            + " times each: its connection is closed, and the next client is served.",
        Launch.OWN,
        run -> handlerThrows(run, () -> run.visit(next -> next.ask("4312", "0x10d8"))));

    cases.add(
        "E08 log-unread",
        List.of(R14, R15),
        "Nobody reads the server's log, 3,000 lines of which are more than a pipe holds: it serves and"
            + " drains all the same.",
        Launch.own("--verbose", "--drain-timeout", "1s").withLog(Limits.Log.UNREAD),
        ExhaustionCases::serveWithoutLog);

    cases.add(
        "E09 log-full",
        List.of(R14, R15),
        "Every write to the server's log fails, as on a full disk: it serves and drains all the same.",
        Launch.own("--verbose", "--drain-timeout", "1s").withLog(Limits.Log.FULL),
        ExhaustionCases::serveWithoutLog);

    cases.add(
        "E10 log-closed",
        List.of(R14, R15),
        "The server's standard error is closed: it serves and drains all the same.",
        Launch.own("--verbose", "--drain-timeout", "1s").withLog(Limits.Log.CLOSED),
        ExhaustionCases::serveWithoutLog);

    cases.add(
        "E11 handler-throws-beside",
        List.of(R9),
        "What a line throws in its conversion does not touch a client that stays.",
        Launch.OWN,
        run -> {
          Client stays = run.connect().ask("255", "0xff");
          handlerThrows(run, () -> stays.ask("4312", "0x10d8"));
          stays.expectEndAfterFinish();
        });

    cases.add(
        "E12 no-threads-sigterm",
        List.of(R14, R15),
        "SIGTERM while 300 clients have taken all of 60 threads: the process ends.",
        Launch.own("--backlog", "1024").withThreads(THREADS),
        run -> {
          run.givesReasonToWarn();
          crowd(run, 300, "255\n");
          run.expectRest("when it has no thread for the next client");
          if (!run.process().isAlive()) {
            throw Violation.expected("a server that runs", "one that " + run.process().ending());
          }
          run.process().terminate();
          DrainCases.expectExit(run, DRAIN);
        });

    cases.add(
        "E13 pids-limit",
        List.of(R14, R15),
        "With 60 threads, whoever its user is (a cgroup), and 300 clients the server survives, and"
            + " recovers when they have left.",
        Launch.own("--backlog", "1024").withTasks(THREADS),
        ExhaustionCases::moreClientsThanThreads);

    cases.add(
        "E14 memory-limit",
        List.of(R14, R15),
        "With 256 MiB for all that the kernel counts (a cgroup), 500 clients that send half a line each"
            + " and 50 that never read, the server survives, and recovers when they have left.",
        Launch.own("--backlog", "1024").withMemory(256 * MIB),
        run -> greedyCrowd(run, 500, TO_FILL.plus(run.timeout())));

    cases.add(
        "E15 greedy-heap",
        List.of(R8, R15),
        "With a heap of 24 MiB and 1,000 clients that send without a pause and read next to nothing,"
            + " the server survives, and recovers when they have left.",
        Launch.own("--backlog", "1024").withJvmOptions(SMALL_G1),
        ExhaustionCases::greedyHeap);

    cases.add(
        "E16 full-heap",
        List.of(R15),
        "Clients come until a heap of 12 MiB holds no more: the last one waits, those before it are"
            + " still served, and when they have left, the last one is served.",
        Launch.own("--max-connections", "100000").withJvmOptions("-Xmx12m"),
        ExhaustionCases::fullHeap);

    return cases.toList();
  }

  private static void moreClientsThanThreads(CaseRun run) throws Exception {
    run.givesReasonToWarn();
    crowd(run, 300, "255\n");
    run.expectRest("when it has no thread for the next client");
    run.disconnect();
    run.awaitRecovery();
    run.process().terminate();
    DrainCases.expectExit(run, DRAIN);
  }

  /** Clients that send half a line each, and 50 that never read, until the server rests. */
  private static void greedyCrowd(CaseRun run, int clients, Duration limit) throws Exception {
    run.givesReasonToWarn();
    for (int i = 0; i < 50; i++) {
      Flood _ = new Flood(run.connect(SMALL_BUFFERS));
    }
    crowd(run, clients, "1".repeat(1000));
    run.restsWithin(limit, 10);
    run.disconnect();
    run.awaitRecovery();
    run.process().terminate();
    DrainCases.expectExit(run, DRAIN);
  }

  /**
   * The clients send only when the server has accepted all of them: without memory it accepts no
   * more, and those that it has would not fill the heap. When the buffers are full, the clients read
   * a few answers, so that the server works on without memory, and they leave before the write
   * timeout closes them.
   */
  private static void greedyHeap(CaseRun run) throws Exception {
    run.givesReasonToWarn();
    try (var crowd = new FloodCrowd(run.address(), 1000, run.timeout())) {
      run.restsWithin(run.timeout(), 10);
      crowd.sendUntilFull(FULL, TO_BE_FULL);
      crowd.sendAndReadFew(READING_FEW);
    }
    run.awaitRecovery();
    run.process().terminate();
    DrainCases.expectExit(run, DRAIN);
  }

  /**
   * Clients come and stay until one gets no answer for a while: it waits in the backlog. Then some
   * of those that have been served send a line for which the server needs more memory than before.
   */
  private static void fullHeap(CaseRun run) throws Exception {
    run.givesReasonToWarn();
    var served = new ArrayList<Client>();
    Client last = run.connect().send("255\n");
    while (served.size() < MOST_IDLE && last.isAnsweredWithin(NO_ANSWER, "0xff")) {
      served.add(last.rest());
      last = run.connect().send("255\n");
    }
    for (Client each : served.subList(0, Math.min(AGAIN, served.size()))) {
      each.send(LONG).expect(LONG_ANSWER);
    }
    served.forEach(Client::reset);
    last.expect("0xff").expectEndAfterFinish();
    run.awaitRecovery();
    run.process().terminate();
    DrainCases.expectExit(run, DRAIN);
  }

  /** Clients that send and stay. The server may refuse them, or give them up. */
  private static void crowd(CaseRun run, int clients, String bytes) {
    for (int i = 0; i < clients; i++) {
      Client client;
      try {
        client = run.connect();
      } catch (Violation e) {
        return; // the backlog is full, and the next one would have to wait, too
      }
      try {
        client.send(bytes);
      } catch (Violation e) {
        // The server has given this one up.
      }
    }
  }

  private static List<Client> hold(CaseRun run, int clients) {
    var held = new ArrayList<Client>(clients);
    for (int i = 0; i < clients; i++) {
      held.add(run.connect().ask("255", "0xff").rest());
    }
    return held;
  }

  private static void nativeMemory(CaseRun run) throws Exception {
    run.expectAlive();
    var jvm = Jvm.of(run.process());
    long before = jvm.otherNativeBytes();
    for (int i = 0; i < 50; i++) {
      Flood _ = new Flood(run.connect(SMALL_BUFFERS));
    }
    byte[] lines = Wire.numbers(900_000, 1_100_000);
    Client client = run.connect();
    Sending sending = client.stream(lines, 1);
    client.expectAnswersTo(lines);
    sending.await();
    run.disconnect();
    run.restsWithin(run.timeout(), 10);
    run.expectAlive();
    long growth = jvm.otherNativeBytes() - before;
    if (growth > 16 * MIB) {
      throw Violation.expected(
          "at most 16 MiB more memory outside the heap", "%d MiB more".formatted(growth / MIB));
    }
  }

  private static void idleProcessor(CaseRun run) {
    hold(run, 1000);
    run.restsWithin(run.timeout(), 10);
    Duration before = run.processorTime();
    LockSupport.parkNanos(IDLE.toNanos());
    Duration used = run.processorTime().minus(before);
    if (used.multipliedBy(IDLE_SHARE).compareTo(IDLE) > 0) {
      throw Violation.expected(
          "at most %d ms of processor time in %d ms with 1,000 idle clients"
              .formatted(IDLE.dividedBy(IDLE_SHARE).toMillis(), IDLE.toMillis()),
          used.toMillis() + " ms");
    }
  }

  private static void handlerThrows(CaseRun run, Runnable afterEach) throws Exception {
    run.givesReasonToWarn();
    for (BigInteger number : Faults.throwFromConversions(run.process())) {
      for (int i = 0; i < 10; i++) {
        Client client = run.connect().ask("1", "0x1").send(number + "\n");
        if (!client.isClosedWithin(run.timeout())) {
          throw Violation.expected(
              "the connection to be closed whose line has thrown in its conversion",
              "an open connection");
        }
        afterEach.run();
      }
    }
  }

  private static void serveWithoutLog(CaseRun run) throws Exception {
    byte[] rejected = Wire.bytes(("x".repeat(40) + "\n").repeat(3000));
    Client client = run.connect();
    Sending sending = client.stream(rejected, 1);
    client.expectAnswersTo(rejected).expectEndAfterFinish();
    sending.await();
    run.connect().ask("255", "0xff").expectEndAfterFinish();
    run.process().terminate();
    DrainCases.expectExit(run, SHORT_DRAIN);
  }
}
