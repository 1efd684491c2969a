package hexline.conformance.cases;

import static hexline.conformance.cases.Rule.R1;
import static hexline.conformance.cases.Rule.R6;
import static hexline.conformance.cases.Rule.R7;
import static hexline.conformance.cases.Rule.R9;
import static java.nio.charset.StandardCharsets.UTF_8;

import hexline.conformance.Conformance;
import hexline.conformance.client.KitFailure;
import hexline.conformance.client.Violation;
import hexline.conformance.process.BadNetwork;
import hexline.process.ChildProcess;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** N: a network that loses packets, below TCP (R1, R6, R7, R9). */
final class NetworkCases {

  /** F01, F03, F05, F06, F15, C02 and C06. */
  private static final String REPEATED = "^(F0[1356]|F15|C0[26])";

  private static final Duration LIMIT = Duration.ofSeconds(150);
  private static final int LAST_LINES = 5; // of a kit that could not run

  private NetworkCases() {}

  static List<TestCase> all() {
    var cases = new CaseList(Tier.HEAVY);

    cases.add(
        "N01 loss-and-delay",
        List.of(R1, R6, R7, R9),
        "The network loses 3 % of the packets and delays the others by 5 to 15 ms, not in order: the"
            + " promises of F01, F03, F05, F06, F15, C02 and C06 are kept.",
        NetworkCases::lossAndDelay);

    return cases.toList();
  }

  /** Clients have to be in the network of the server, and so the kit is started in it. */
  private static void lossAndDelay(CaseRun run) throws Exception {
    List<String> words = BadNetwork.inFrontOf(kit(run));
    try (var kit = ChildProcess.start(new ProcessBuilder(words), Duration.ZERO)) {
      if (!kit.endsWithin(LIMIT)) {
        throw Violation.expected(
            "these cases to end within %d s".formatted(LIMIT.toSeconds()), "a case that goes on");
      }
      switch (kit.exitValue()) {
        case 0 -> {}
        case 1 -> throw new Violation(failure(kit.output().awaitEnd().text(UTF_8)));
        default ->
            throw new KitFailure(
                "the kit in the network %s: %s %s"
                    .formatted(
                        kit.ending(),
                        String.join("; ", kit.output().awaitEnd().lastLines(LAST_LINES)),
                        String.join("; ", kit.errors().awaitEnd().lastLines(LAST_LINES))));
      }
    }
  }

  private static List<String> kit(CaseRun run) {
    var words = new ArrayList<String>();
    words.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    words.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"));
    words.addAll(List.of("-cp", System.getProperty("java.class.path")));
    words.addAll(List.of(Conformance.class.getName(), "--case", REPEATED));
    words.addAll(List.of("--timeout", run.timeout().toMillis() + "ms", "--"));
    words.addAll(run.process().command().words());
    return words;
  }

  /** The names of the cases that have failed, and the first sentence about it. */
  private static String failure(String report) {
    List<String> failed =
        report.lines().filter(line -> line.contains("  FAIL ")).map(NetworkCases::name).toList();
    String first =
        report
            .lines()
            .map(String::strip)
            .filter(line -> line.startsWith("failure "))
            .findFirst()
            .orElse("");
    return "in a network that loses packets: %s: %s"
        .formatted(String.join(", ", failed), first.replaceFirst("^failure +", ""));
  }

  /** Id and title, of a row of the report. */
  private static String name(String row) {
    return String.join(" ", List.of(row.strip().split(" +", -1)).subList(0, 2));
  }
}
