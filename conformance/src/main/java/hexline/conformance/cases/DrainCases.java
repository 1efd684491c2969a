package hexline.conformance.cases;

import static hexline.conformance.cases.Rule.R11;
import static hexline.conformance.cases.Rule.R14;

import hexline.conformance.client.Client;
import hexline.conformance.client.Flood;
import hexline.conformance.client.Oracle;
import hexline.conformance.client.Skipped;
import hexline.conformance.client.SocketTable;
import hexline.conformance.client.Violation;
import hexline.conformance.client.Wire;
import hexline.conformance.fault.Faults;
import hexline.conformance.process.Launch;
import hexline.conformance.process.ServerProcess;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/** D: the drain after SIGTERM (R14). */
final class DrainCases {

  private static final Duration DRAIN = Duration.ofSeconds(5); // the default of --drain-timeout
  private static final Duration SHORT_DRAIN = Duration.ofSeconds(3); // as D08 says
  private static final Duration LONG_DRAIN = Duration.ofSeconds(10); // as D11, D14 and D16 say
  private static final Duration CUT_OFF = Duration.ofSeconds(6); // half of it, and one to spare
  private static final Duration TO_START = Duration.ofSeconds(15);
  private static final int AT_ONCE = 16; // clients that come and go
  private static final int LINES = 10_000; // 49 KiB: as much as any socket's buffers hold
  private static final String LATE = "60s"; // later than a busy machine needs for a case
  private static final int SMALL_BUFFERS = 16 * 1024;
  private static final int BUFFERS = 512 * 1024; // bytes: the kit reads as much in little time
  private static final long MIB = 1 << 20;
  private static final long LOOK = 10_000_000; // ns
  private static final long LINGER = 500_000_000; // ns, as R14 says
  private static final long PAUSE = 4 * LINGER;

  private DrainCases() {}

  static List<TestCase> all() {
    var cases = new CaseList(Tier.QUICK);

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
        "SIGTERM while a client pipelines and does not read: when it reads, the lines that had"
            + " arrived are answered, then comes FIN.",
        Launch.OWN.preferably("--write-timeout", LATE),
        DrainCases::sigtermMidPipeline);

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
        Launch.own("--drain-timeout", "1s", "--write-timeout", LATE),
        run -> {
          new Flood(run.connect(SMALL_BUFFERS))
              .expectBackPressure(run::processorTime, run::isAtWork);
          run.process().terminate();
          expectExit(run, Duration.ofSeconds(1));
        });

    cases.add(
        "D05 sigterm-backlog",
        List.of(R14),
        "20 clients that had connected but were not accepted when SIGTERM came are answered.",
        Launch.OWN,
        run -> {
          backlog(run, 20);
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
          byte[] answers = Oracle.answers(lines); // before the drain timeout runs
          Client client = run.connect().ask("255", "0xff");
          process.pause();
          try {
            client.deliver(lines);
            process.terminate();
          } finally {
            process.resume();
          }
          client.expect(answers).expectEnd();
          expectExit(run, DRAIN);
        });

    cases.add(
        "D07 sigterm-refused",
        List.of(R11, R14),
        "10 clients for one place when SIGTERM comes: each is served or refused, then FIN.",
        Launch.own("--max-connections", "2"),
        DrainCases::refused);

    cases.add(
        "D08 pause-in-drain",
        List.of(R14),
        "The process is paused in its drain for longer than the drain timeout: lines that had"
            + " arrived are answered.",
        Launch.own("--drain-timeout", "3s", "--write-timeout", LATE),
        DrainCases::pauseInDrain);

    cases.add(
        "D09 pause-after-fin",
        List.of(R14),
        "The process is paused for 2 s after FIN, while answers wait for a client that does not read"
            + " yet: none is lost, although the client still sends.",
        Launch.OWN,
        DrainCases::pauseAfterFin);

    return Stream.of(cases.toList(), heavy()).flatMap(List::stream).toList();
  }

  private static List<TestCase> heavy() {
    var cases = new CaseList(Tier.HEAVY);

    cases.add(
        "D10 sigterm-storm",
        List.of(R14),
        "SIGTERM while 16 clients at a time connect and ask: each gets its answer or none, and the"
            + " process ends.",
        Launch.OWN,
        DrainCases::storm);

    cases.add(
        "D11 sigterm-twice",
        List.of(R14),
        "A second SIGTERM in the drain changes nothing: lines that had arrived are answered.",
        Launch.own("--drain-timeout", "10s", "--write-timeout", LATE),
        DrainCases::sigtermTwice);

    cases.add(
        "D12 sigterm-restart",
        List.of(R14),
        "After SIGTERM with a client a new process listens on the same port at once.",
        Launch.OWN,
        run -> {
          Client client = run.connect().ask("255", "0xff");
          run.process().terminate();
          client.expectEnd();
          expectExit(run, DRAIN);
          expectRestart(run);
        });

    cases.add(
        "D13 kill-restart",
        List.of(R14),
        "After SIGKILL with a client a new process listens on the same port at once.",
        Launch.OWN,
        run -> {
          Client client = run.connect().ask("255", "0xff");
          run.process().kill();
          client.isClosedWithin(run.timeout());
          expectRestart(run);
        });

    cases.add(
        "D14 sigterm-firehose",
        List.of(R14),
        "SIGTERM while a client sends and reads without a pause: right and whole answers, then FIN.",
        Launch.own("--drain-timeout", "10s"),
        DrainCases::sigtermFirehose);

    cases.add(
        "D15 shutdown-hangs",
        List.of(R14),
        "A part of the process hangs in its shutdown: the process ends all the same, by force.",
        Launch.own("--drain-timeout", "1s"),
        run -> {
          run.connect().ask("255", "0xff").expectEndAfterFinish();
          Faults.hangShutdown(run.process());
          run.process().terminate();
          run.process().awaitExit(DRAIN.plus(run.timeout()));
        });

    cases.add(
        "D16 sigterm-backlog-many",
        List.of(R14),
        "900 clients that had connected but were not accepted when SIGTERM came are answered.",
        Launch.own("--backlog", "1024", "--drain-timeout", "10s"),
        run -> {
          backlog(run, 900);
          expectExit(run, LONG_DRAIN);
        });

    cases.add(
        "D17 sigterm-large-limit",
        List.of(R14),
        "With --max-connections 10000000 one idle client gets FIN, and the process ends, long"
            + " before the drain timeout.",
        Launch.own("--max-connections", "10000000", "--drain-timeout", LATE),
        run -> {
          Client client = run.connect().ask("255", "0xff");
          run.process().terminate();
          client.expectEnd();
          run.disconnect(); // so that the server need not wait for it
          expectExit(run, DRAIN);
        });

    cases.add(
        "D18 sigterm-refused-sends",
        List.of(R11, R14),
        "A client that was refused when SIGTERM comes, and that sends on after FIN, is not reset.",
        Launch.own("--max-connections", "1"),
        DrainCases::refusedThatSends);

    return cases.toList();
  }

  private static void sigtermMidPipeline(CaseRun run) throws Exception {
    ServerProcess process = run.process();
    Flood flood = floodUntilHeldUp(run); // keeps a thread of the server from being done in time
    long arrived = flood.arrived();
    inTime(
        DRAIN,
        () -> {
          process.terminate();
          awaitDrain(process, DRAIN.dividedBy(10)); // a server without a drain has ended by then
          flood.expectAnswered(arrived);
          flood.readToEnd(DRAIN.plus(run.timeout()));
        });
    run.disconnect(); // so that the server need not wait for it
    expectExit(run, DRAIN);
  }

  /**
   * Sends SIGTERM and reads. What is wrong after half the drain timeout may be due to a kit that was
   * too slow to read. The time begins before the signal is sent, which may take long on a busy
   * machine.
   */
  private static void inTime(Duration drain, Reading terminateAndRead) throws Exception {
    long start = System.nanoTime();
    try {
      terminateAndRead.run();
    } catch (Violation e) {
      if (System.nanoTime() - start > drain.toNanos() / 2) {
        throw new Skipped("this machine is too busy to read the answers in half the drain timeout");
      }
      throw e;
    }
  }

  private interface Reading {
    void run() throws Exception;
  }

  /**
   * After the first half of the drain a server has to take no more lines, so that the answers can
   * leave. How many come later tells a server that reads on from a kit that is slow to read. The
   * client is a greedy one: from a client without input for some milliseconds any server may part.
   */
  private static void sigtermFirehose(CaseRun run) throws Exception {
    Flood flood = Flood.greedy(run.connect(BUFFERS));
    flood.readUntil(() -> flood.answered() > MIB);
    var hasEnded = new AtomicBoolean();
    long start = System.nanoTime();
    inTime(
        LONG_DRAIN,
        () -> {
          run.process().terminate();
          hasEnded.set(flood.endsWithin(CUT_OFF));
        });
    long answered = flood.answered();
    if (!hasEnded.get()) {
      try {
        flood.readToEnd(LONG_DRAIN);
      } catch (Violation e) {
        if (flood.answered() - answered <= Flood.mostOnTheWay()) {
          throw new Skipped("this machine is too busy to read the answers in the drain timeout");
        }
        throw e;
      }
      boolean isLate = System.nanoTime() - start > LONG_DRAIN.toNanos();
      if (isLate && flood.answered() - answered > Flood.mostOnTheWay()) { // whole by chance
        throw Violation.expected(
            "FIN within %d ms of SIGTERM".formatted(LONG_DRAIN.toMillis()),
            "answers until then, and an end by force");
      }
    }
    expectExit(run, LONG_DRAIN);
  }

  private static void backlog(CaseRun run, int count) throws Exception {
    ServerProcess process = run.process();
    byte[] lines = Wire.numbers(0, 10);
    run.connect().ask("255", "0xff").expectEndAfterFinish();
    process.pause();
    var clients = new ArrayList<Client>();
    try {
      while (clients.size() < count - 1) {
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

  private static void pauseInDrain(CaseRun run) throws Exception {
    ServerProcess process = run.process();
    Flood flood = floodUntilHeldUp(run); // keeps the drain from its end
    long arrived = flood.arrived();
    long terminated = System.nanoTime();
    process.terminate();
    awaitDrain(process, SHORT_DRAIN.dividedBy(5));
    process.pause();
    long paused = System.nanoTime();
    boolean wasDone = flood.hasServerSentFin();
    LockSupport.parkNanos(SHORT_DRAIN.multipliedBy(11).dividedBy(10).toNanos());
    long resumed = System.nanoTime(); // at the earliest
    process.resume();
    LockSupport.parkNanos(SHORT_DRAIN.toNanos() / 8); // who counts the pause gives up now
    try {
      flood.expectAnswered(arrived);
    } catch (Violation e) {
      if (wasDone) { // it lingers, and resets a client that sends on and does not read
        throw new Skipped("the server had answered all before the pause: it was not held up");
      }
      long drained = paused - terminated + System.nanoTime() - resumed;
      if (drained > SHORT_DRAIN.toNanos() / 2) { // later a server may read no more, but only write
        throw new Skipped("this machine is too busy to read the answers in half the drain timeout");
      }
      throw e;
    }
    run.disconnect(); // so that the server need not wait for the rest
    expectExit(run, SHORT_DRAIN);
  }

  /** A client that does not read, from which the server has stopped reading. */
  private static Flood floodUntilHeldUp(CaseRun run) {
    var flood = new Flood(run.connect(SMALL_BUFFERS));
    long end = System.nanoTime() + run.timeout().toNanos();
    do {
      if (flood.isGivenUpWithin(SHORT_DRAIN.dividedBy(30)) || !run.restsWithin(run.timeout(), 1)) {
        throw Violation.expected(
            "a server that waits for room", "one that reads on, or has closed the connection");
      }
      if (System.nanoTime() - end > 0) {
        throw new Skipped("this machine is too busy to fill the buffers of a connection");
      }
    } while (!flood.isHeldUp()); // else the sender had no processor, and the server has no input
    return flood;
  }

  private static void sigtermTwice(CaseRun run) throws Exception {
    ServerProcess process = run.process();
    Flood flood = floodUntilHeldUp(run); // keeps the drain from its end
    long arrived = flood.arrived();
    long terminated = System.nanoTime();
    process.terminate();
    awaitDrain(process, SHORT_DRAIN);
    process.terminate();
    try {
      flood.expectAnswered(arrived);
    } catch (Violation e) {
      if (System.nanoTime() - terminated > LONG_DRAIN.toNanos() / 2) {
        throw new Skipped("this machine is too busy to read the answers in half the drain timeout");
      }
      throw e;
    }
    run.disconnect(); // so that the server need not wait for the rest
    expectExit(run, LONG_DRAIN);
  }

  private static void storm(CaseRun run) throws Exception {
    ServerProcess process = run.process();
    var served = new CountDownLatch(50 * AT_ONCE);
    var ends = new AtomicBoolean();
    run.atOnce(
        AT_ONCE + 1,
        number -> {
          if (number == AT_ONCE) {
            served.await();
            ends.set(true);
            process.terminate();
            return;
          }
          while (isServed(run, ends)) {
            served.countDown();
          }
        });
    expectExit(run, DRAIN);
  }

  /** Connects and asks; whether there was an answer, as there must be before the end. */
  private static boolean isServed(CaseRun run, AtomicBoolean ends) {
    Client client;
    try {
      client = run.connect();
    } catch (Violation refused) {
      if (ends.get()) {
        return false;
      }
      throw refused;
    }
    try {
      client.send("255\n");
    } catch (Violation e) {
      // What the client receives says more.
    }
    boolean answered = client.expectOrEnd("0xff");
    if (!answered && !ends.get()) {
      throw Violation.expected("an answer", "the end of the connection");
    }
    client.reset(); // else the kit's ports would run out, in TIME_WAIT
    return answered;
  }

  /** Where one client is served at a time, the other one is not refused, and FIN is all it gets. */
  private static void refusedThatSends(CaseRun run) throws Exception {
    Client served = run.connectToFreePlace();
    long start = System.nanoTime();
    Client refused = run.connect();
    run.process().terminate();
    served.expectEndAfterFinish();
    try {
      if (refused.expectOrEnd(CaseRun.TOO_MANY)) {
        refused.expectEnd();
      }
      for (int i = 0; i < 10; i++) {
        refused.send("1\n"); // a socket that is closed answers with a reset
        LockSupport.parkNanos(LOOK / 10);
      }
      refused.expectEndAfterFinish();
    } catch (Violation e) {
      if (System.nanoTime() - start > LINGER * 4 / 5) { // then a right server may have closed it
        throw new Skipped("this machine is too busy to send soon enough after FIN");
      }
      throw e;
    }
    expectExit(run, DRAIN);
  }

  private static void expectRestart(CaseRun run) throws IOException {
    try {
      run.startAnother().awaitListening(TO_START.plus(run.timeout()));
    } catch (IOException e) {
      throw Violation.expected(
          "a new process that listens on the same port", String.valueOf(e.getMessage()));
    }
    run.connect().ask("4312", "0x10d8").expectEndAfterFinish();
  }

  private static void pauseAfterFin(CaseRun run) throws Exception {
    ServerProcess process = run.process();
    byte[] lines = Wire.numbers(0, LINES);
    byte[] answers = Oracle.answers(lines); // before the drain timeout runs
    Client client = run.connect(SMALL_BUFFERS).deliver(lines);
    process.pause(); // the first one takes the kit long
    process.resume();
    process.terminate();
    long noFin = client.awaitFinOfServer();
    process.pause();
    long ranAfterFin = System.nanoTime() - noFin; // at the longest
    boolean isHeldUp = client.isFinHeldUp();
    long resumed;
    try {
      sendAfterFin(client); // nobody reads it before the end of the pause
      LockSupport.parkNanos(PAUSE);
    } finally {
      resumed = System.nanoTime();
      process.resume();
    }
    long end = resumed + LINGER * 3 / 5 - ranAfterFin;
    while (client.isFinHeldUpAndOpen() && System.nanoTime() - end < 0) {
      LockSupport.parkNanos(LOOK); // who counts the pause closes the connection now
    }
    boolean isOpen = client.isFinHeldUpAndOpen();
    long looked = System.nanoTime();
    sendAfterFin(client); // a socket that is closed answers with a reset
    long ran = ranAfterFin + (isOpen ? System.nanoTime() : looked) - resumed;
    try {
      client.expect(answers).expectEnd();
    } catch (Violation e) {
      if (ran > LINGER * 4 / 5) { // then a right server may have closed the connection
        throw new Skipped("this machine is too busy to pause the server, or to send, in time");
      }
      throw e;
    }
    if (!isHeldUp) {
      throw new Skipped("no answer has waited for the client: its socket buffer has held them all");
    }
    run.disconnect(); // so that the server need not wait for it
    expectExit(run, DRAIN);
  }

  /** That the connection is broken says the next read, too, with what the client has received. */
  private static void sendAfterFin(Client client) {
    try {
      client.send("1\n");
    } catch (Violation e) {
      // The server has reset the connection.
    }
  }

  /**
   * Waits until the drain has begun, as far as that can be seen: the server listens no more. A
   * server that serves one client at a time may listen on; then the pause comes at the end of this
   * time.
   */
  private static void awaitDrain(ServerProcess process, Duration longest) {
    long end = System.nanoTime() + longest.toNanos();
    while (SocketTable.mayListen(process.address().getPort()) && System.nanoTime() - end < 0) {
      LockSupport.parkNanos(LOOK);
    }
    LockSupport.parkNanos(10 * LOOK); // the thread that measures the drain need not be the same
  }

  /** The process ends, with the exit code that is required, within the drain timeout. */
  static void expectExit(CaseRun run, Duration drainTimeout) throws Exception {
    int code = run.process().awaitExit(drainTimeout.plus(run.timeout()));
    Integer required = run.exitCode();
    if (required != null && code != required) {
      throw Violation.expected("exit code " + required, "exit code " + code);
    }
  }
}
