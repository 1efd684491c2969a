package hexline.conformance.cases;

import static hexline.conformance.cases.Rule.R12;
import static hexline.conformance.cases.Rule.R13;
import static hexline.conformance.cases.Rule.R6;
import static java.nio.file.StandardCopyOption.ATOMIC_MOVE;

import hexline.conformance.client.Client;
import hexline.conformance.client.Oracle;
import hexline.conformance.client.Sending;
import hexline.conformance.client.Skipped;
import hexline.conformance.client.Violation;
import hexline.conformance.client.Wire;
import hexline.conformance.process.Launch;
import hexline.conformance.process.ServerProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/** T: a process that is paused or slow, and a clock that jumps (R6, R12, R13). */
final class TimeCases {

  private static final Duration TIMEOUT = Duration.ofSeconds(2); // as the options below say
  private static final Duration LONG_PAUSE = TIMEOUT.multipliedBy(5).dividedBy(4);
  private static final Duration PAUSE = Duration.ofMillis(90);
  private static final Duration RUN = Duration.ofMillis(10);
  private static final int LINES = 20_000;

  private TimeCases() {}

  static List<TestCase> all() {
    var cases = new CaseList(Tier.HEAVY);

    cases.add(
        "T01 pauses",
        List.of(R6, R12, R13),
        "The process is paused ten times, the last time for longer than the timeouts, while lines come"
            + " in: every answer, in order.",
        Launch.own("--idle-timeout", "2s", "--write-timeout", "2s"),
        TimeCases::pauses);

    cases.add(
        "T02 busy-processors",
        List.of(R12),
        "Twice as many busy loops as processors run beside the server: a client that sends a line"
            + " every quarter of the idle timeout is served.",
        Launch.own("--idle-timeout", "2s"),
        TimeCases::busyProcessors);

    cases.add(
        "T03 slow-machine",
        List.of(R6, R12),
        "The process runs for a tenth of the time only: a client that sends a line every quarter of"
            + " the idle timeout is served, and 20,000 lines at once are.",
        Launch.own("--idle-timeout", "2s", "--write-timeout", "60s"),
        TimeCases::slowMachine);

    cases.add(
        "T04 clock-set",
        List.of(R12),
        "The clock is set forward by an hour, and back by two: no client is closed for it, and a"
            + " silent one is closed after the idle timeout.",
        Launch.own("--idle-timeout", "2s").with(Clock.ENVIRONMENT),
        TimeCases::clockSet);

    return cases.toList();
  }

  private static void pauses(CaseRun run) throws Exception {
    ServerProcess process = run.process();
    byte[] lines = Wire.numbers(0, LINES);
    byte[] answers = Oracle.answers(lines); // before a timeout of 2 s runs
    Client client = run.connect();
    for (int i = 0; i < 10; i++) {
      process.pause();
      Sending sending;
      try {
        sending = client.stream(lines, 1);
        LockSupport.parkNanos((i < 9 ? PAUSE : LONG_PAUSE).toNanos());
      } finally {
        process.resume();
      }
      client.expect(answers);
      sending.await();
    }
    client.expectEndAfterFinish();
  }

  private static void busyProcessors(CaseRun run) {
    var loops = new ArrayList<Thread>();
    try {
      for (int i = 0; i < 2 * Runtime.getRuntime().availableProcessors(); i++) {
        loops.add(Thread.ofPlatform().daemon().name("busy-", i).start(TimeCases::spin));
      }
      serveInTime(run);
    } finally {
      loops.forEach(Thread::interrupt);
    }
  }

  private static void spin() {
    while (!Thread.currentThread().isInterrupted()) {
      Thread.onSpinWait();
    }
  }

  private static void slowMachine(CaseRun run) throws Exception {
    ServerProcess process = run.process();
    byte[] lines = Wire.numbers(0, LINES);
    byte[] answers = Oracle.answers(lines); // before any timeout runs
    Thread brake = Thread.ofPlatform().daemon().name("brake").unstarted(() -> brake(process));
    brake.start();
    try {
      serveInTime(run);
      Client client = run.connect();
      Sending sending = client.stream(lines, 1);
      client.expect(answers).expectEndAfterFinish();
      sending.await();
    } finally {
      brake.interrupt();
      brake.join();
      process.resume();
    }
  }

  /** Pauses the process again and again until this thread is interrupted. */
  private static void brake(ServerProcess process) {
    try {
      while (!Thread.currentThread().isInterrupted()) {
        process.pause();
        LockSupport.parkNanos(PAUSE.toNanos());
        process.resume();
        LockSupport.parkNanos(RUN.toNanos());
      }
    } catch (IOException e) {
      // It has ended, which the clients see.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Sends a line every quarter of the idle timeout, for three times this timeout. */
  private static void serveInTime(CaseRun run) {
    Client client = run.connect();
    long start = System.nanoTime();
    long last = start;
    long longest = 0; // ns in which this client has sent nothing
    try {
      while (System.nanoTime() - start < TIMEOUT.multipliedBy(3).toNanos()) {
        long now = System.nanoTime();
        longest = Math.max(longest, now - last);
        last = now;
        client.ask("255", "0xff");
        LockSupport.parkNanos(TIMEOUT.toNanos() / 4);
      }
      client.expectEndAfterFinish();
    } catch (Violation e) {
      if (longest > TIMEOUT.toNanos() * 3 / 4) {
        throw new Skipped("this machine is too busy to send a line every half second");
      }
      throw e;
    }
  }

  private static void clockSet(CaseRun run) throws Exception {
    Clock.require();
    try {
      Client client = run.connect().ask("255", "0xff");
      Clock.set("+1h");
      client.expectSilence(TIMEOUT.dividedBy(4)).ask("255", "0xff").expectEndAfterFinish();
      Client silent = run.connect().ask("255", "0xff");
      Clock.set("-1h");
      if (!silent.isClosedWithin(TIMEOUT.plus(run.timeout()))) {
        throw Violation.expected(
            "a silent client to be closed (--idle-timeout 2s)", "an open connection");
      }
    } finally {
      Clock.reset();
    }
  }

  /** The clock of one process, if the system has the library libfaketime. */
  private static final class Clock {

    private static final Path OFFSET =
        Path.of(
            System.getProperty("java.io.tmpdir"), "hexline-clock-" + ProcessHandle.current().pid());

    private static final Optional<Path> LIBRARY = library();

    static final Map<String, String> ENVIRONMENT =
        LIBRARY
            .map(library ->
                Map.of(
                    "LD_PRELOAD", library.toString(),
                    "FAKETIME_TIMESTAMP_FILE", OFFSET.toString(),
                    "FAKETIME_NO_CACHE", "1",
                    "FAKETIME_DONT_FAKE_MONOTONIC", "1",
                    "FAKETIME_FORCE_MONOTONIC_FIX", "0")) // else a JVM spins
            .orElse(Map.of());

    private static Optional<Path> library() {
      return Stream.of(
              "/usr/lib", "/usr/lib64", "/usr/lib/x86_64-linux-gnu", "/usr/lib/aarch64-linux-gnu")
          .map(folder -> Path.of(folder, "faketime", "libfaketimeMT.so.1"))
          .filter(Files::isReadable)
          .findFirst();
    }

    static void require() {
      if (LIBRARY.isEmpty()) {
        throw new Skipped("to set the clock of one process alone, the kit needs libfaketime");
      }
    }

    static void set(String offset) throws IOException {
      Path next = Files.writeString(Path.of(OFFSET + "-next"), offset + "\n");
      Files.move(next, OFFSET, ATOMIC_MOVE); // the library ends the process if the file is empty
    }

    static void reset() throws IOException {
      Files.deleteIfExists(OFFSET);
    }
  }
}
