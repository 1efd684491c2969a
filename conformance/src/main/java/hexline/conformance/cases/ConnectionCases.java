package hexline.conformance.cases;

import static hexline.conformance.cases.Rule.R10;
import static hexline.conformance.cases.Rule.R6;
import static hexline.conformance.cases.Rule.R7;
import static hexline.conformance.cases.Rule.R8;
import static hexline.conformance.cases.Rule.R9;

import hexline.conformance.client.Client;
import hexline.conformance.client.Flood;
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
import java.util.stream.Stream;

/** C: how connections begin and end (R7 to R10). */
final class ConnectionCases {

  private static final int SPARE_DESCRIPTORS = 20; // a runtime may open files of its own meanwhile

  private static final int RESETS = 40;
  private static final Duration TO_START = Duration.ofSeconds(15);

  private ConnectionCases() {}

  static List<TestCase> all() {
    var cases = new CaseList(Tier.QUICK);

    cases.add(
        "C01 connect-close",
        List.of(R9),
        "1,000 clients connect and leave: the server closes their descriptors.",
        run -> {
          OptionalLong before = descriptors(run);
          for (int i = 1; i <= 1000; i++) {
            Client client = run.connect();
            if (i % 100 == 0) { // so that the server has accepted all before this one
              client.ask("255", "0xff");
            }
            client.close();
          }
          expectDescriptorsBack(run, before);
        });

    cases.add(
        "C02 half-close",
        List.of(R6, R7),
        "After the client's FIN every answer is sent, then FIN.",
        run -> {
          run.connect().send("1\n22\n333\n").finish().expect("0x1", "0x16", "0x14d").expectEnd();
          byte[] lines = Wire.numbers(0, 10_000); // small enough for any socket's buffers
          run.connect().send(lines).finish().expectAnswersTo(lines).expectEnd();
          run.connect().finish().expectEnd();
        });

    cases.add(
        "C03 shut-input",
        List.of(R8),
        "A client that has shut its receiving half is treated as one that never reads.",
        run -> {
          Client client = run.connect(16 * 1024).ask("1", "0x1");
          client.shutInput();
          new Flood(client).expectBackPressure(run::processorTime, run::isAtWork);
          client.reset();
        });

    cases.add(
        "C04 reset-idle",
        List.of(R9),
        "A reset between two lines ends that connection alone.",
        run -> {
          OptionalLong before = descriptors(run);
          for (int i = 0; i < RESETS; i++) {
            run.connect().ask("1", "0x1").reset();
            run.connect().reset();
          }
          expectDescriptorsBack(run, before);
        });

    cases.add(
        "C05 reset-mid-line",
        List.of(R9),
        "A reset within a line ends that connection alone.",
        run -> {
          OptionalLong before = descriptors(run);
          for (int i = 0; i < RESETS; i++) {
            run.connect().ask("1", "0x1").send("25").reset();
            run.connect().send("25").reset();
          }
          expectDescriptorsBack(run, before);
        });

    cases.add(
        "C06 reset-mid-answer",
        List.of(R9),
        "A reset while answers are on their way ends that connection alone.",
        run -> {
          OptionalLong before = descriptors(run);
          byte[] lines = Wire.numbers(0, 20_000);
          for (int i = 0; i < RESETS; i++) {
            Client client = run.connect();
            client.stream(lines, 1);
            client.expect("0x0", "0x1", "0x2").reset();
          }
          expectDescriptorsBack(run, before);
        });

    cases.add(
        "C07 reset-in-backlog",
        List.of(R9),
        "A reset before the server has accepted does not end its accept loop.",
        run -> {
          ServerProcess process = run.process();
          process.pause();
          try {
            for (int i = 0; i < 10; i++) {
              run.connect().reset();
              run.connect().send("255\n").reset();
            }
          } finally {
            process.resume();
          }
        });

    cases.add(
        "C08 close-without-reading",
        List.of(R9),
        "20 clients send 10,000 lines each and close: the server drops the answers and goes on.",
        run -> {
          byte[] lines = Wire.numbers(0, 10_000);
          for (int i = 0; i < 20; i++) {
            run.connect().send(lines).close();
          }
        });

    cases.add(
        "C09 mass-reset",
        List.of(R9),
        "200 clients reset at once: another client is served as before.",
        run -> {
          Client stays = run.connect().ask("1", "0x1").send("25");
          var many = new ArrayList<Client>();
          for (int i = 0; i < 200; i++) {
            many.add(run.connect().send("1\n2"));
          }
          many.forEach(Client::reset);
          stays.expectSilence(Duration.ofMillis(20));
          stays.send("5\n").expect("0xff").expectEndAfterFinish();
        });

    cases.add(
        "C10 second-client",
        List.of(R10),
        "A silent client does not keep a second one waiting.",
        run -> {
          Client first = run.connect().ask("1", "0x1");
          run.connect().ask("2", "0x2").expectEndAfterFinish();
          first.ask("3", "0x3").expectEndAfterFinish();
        });

    return Stream.of(cases.toList(), heavy()).flatMap(List::stream).toList();
  }

  private static List<TestCase> heavy() {
    var cases = new CaseList(Tier.HEAVY);

    cases.add(
        "C11 port-taken",
        List.of(R9),
        "A second server on the same port ends with an exit code other than 0; the first serves on.",
        Launch.OWN,
        run -> {
          ServerProcess second = run.startAnother();
          if (!second.endsWithin(TO_START.plus(run.timeout()))) {
            throw Violation.expected(
                "a second server on the same port to end", "a process that runs");
          }
          if (second.exitCode() == 0) {
            throw Violation.expected("an exit code other than 0", "exit code 0");
          }
          run.connect().ask("4312", "0x10d8").expectEndAfterFinish();
        });

    return cases.toList();
  }

  private static OptionalLong descriptors(CaseRun run) {
    run.expectAlive(); // what the server opens for its first client is open after this
    return run.descriptors();
  }

  /** Waits until the server has closed the descriptors of the clients that have left. */
  private static void expectDescriptorsBack(CaseRun run, OptionalLong before) {
    if (before.isEmpty()) {
      return;
    }
    long most = before.getAsLong() + SPARE_DESCRIPTORS;
    long end = System.nanoTime() + run.timeout().toNanos();
    long open = descriptors(run).orElse(0);
    while (open > most && System.nanoTime() - end < 0) {
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
      open = descriptors(run).orElse(0);
    }
    if (open > most) {
      throw Violation.expected(
          "%d open file descriptors of the server, as before these clients"
              .formatted(before.getAsLong()),
          "%d after they have left".formatted(open));
    }
  }
}
