package hexline.torture.report;

import hexline.conformance.Result;
import hexline.conformance.Settings;
import hexline.conformance.Trait;
import hexline.conformance.Verdict;
import hexline.conformance.cases.Cases;
import hexline.conformance.cases.TestCase;
import hexline.conformance.chaos.Toxic;
import hexline.conformance.client.Violation;
import hexline.torture.figure.Figure;
import hexline.torture.figure.Measured;
import hexline.torture.mutant.Mutant;
import hexline.torture.mutant.MutantResult;
import hexline.torture.mutant.MutantResult.Outcome;
import hexline.torture.server.Subject;
import hexline.torture.server.Subjects;
import hexline.torture.soak.SoakResult;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Stream;

/** Results that no server has given. */
public final class Synthetic {

  /** What a hostile server may have sent, as the kit quotes it, and the last line of its log. */
  public static final String HOSTILE =
      "\"<script>alert(1)</script><img src=x onerror=alert(2)>\"; the server ended with exit code 1:"
          + " </script>\u001b[2J\u202e<b>bold</b>";

  /** The cases of a small matrix. */
  public static final List<TestCase> CASES =
      Cases.ALL.stream().filter(each -> each.id().matches("F0[1-4]|L0[1-3]|D01")).toList();

  private Synthetic() {}

  /** A server of the suite with these verdicts, a letter for each case. */
  public static ServerResults server(String name, String verdicts) {
    return results(Subjects.ofSuite(name, Settings.standard()), verdicts);
  }

  /** Any server with these verdicts. */
  public static ServerResults results(Subject subject, String verdicts) {
    var results = new ArrayList<Result>();
    for (int i = 0; i < CASES.size(); i++) {
      results.add(result(CASES.get(i), verdicts.charAt(i)));
    }
    return new ServerResults(subject, results, Duration.ofMillis(12_345));
  }

  private static Result result(TestCase testCase, char verdict) {
    return switch (verdict) {
      case 'P' -> new Result(testCase, Verdict.PASS, 12, "", null);
      case 'S' -> new Result(testCase, Verdict.SKIP, 0, "this system has no SIGTERM", null);
      case 'E' -> new Result(testCase, Verdict.ERROR, 3, "the kit itself has no memory left", null);
      case 'T' ->
          new Result(
              testCase,
              Verdict.TRAIT,
              1000,
              Trait.ONE_CLIENT_AT_A_TIME + ": " + Trait.ONE_CLIENT_AT_A_TIME.reason(),
              new Violation("after connecting: expected \"0xff\\n\", got nothing for 1000 ms"));
      case 'H' -> fail(testCase, "after sending \"255\\n\": expected \"0xff\\n\", got " + HOSTILE);
      default -> fail(testCase, "after sending \"2\": expected nothing yet, got \"0x2\\n\"");
    };
  }

  private static Result fail(TestCase testCase, String message) {
    return new Result(testCase, Verdict.FAIL, 274, message, new Violation(message));
  }

  /** Figures of which the first one has this value, and the others none. */
  public static List<Measured> figures(double held) {
    return Stream.of(Figure.values())
        .map(figure ->
            figure == Figure.HELD
                ? new Measured(figure, OptionalDouble.of(held), "")
                : new Measured(figure, OptionalDouble.empty(), "not measured: <b>" + HOSTILE))
        .toList();
  }

  /** A soak of ten minutes with so many wrong conversations. */
  public static SoakResult soak(long wrong) {
    var samples = new ArrayList<SoakResult.Sample>();
    for (int i = 1; i <= 60; i++) {
      long memory = 320L << 20;
      samples.add(
          new SoakResult.Sample(
              10.0 * i,
              memory + (i % 7) * 250_000L,
              30 + i % 5,
              40,
              1.5,
              i == 30 ? null : 4.0 + i % 3,
              i));
    }
    return new SoakResult(
        600,
        7,
        Map.of("POLITE", 800L, "RESET", 500L, "PROXY", 200L),
        faults(),
        20_000,
        wrong,
        wrong == 0 ? List.of() : List.of("RESET: <b>bold</b>"),
        2 << 20,
        new SoakResult.Left(0, 1, 512L << 10),
        samples,
        wrong == 0
            ? List.of()
            : List.of(wrong + " conversations with a wrong or a missing answer"));
  }

  private static Map<String, Long> faults() {
    var faults = new LinkedHashMap<String, Long>();
    for (Toxic.Kind kind : Toxic.Kind.values()) {
      faults.put(kind.name(), 0L);
    }
    faults.put(Toxic.Kind.LATENCY.name(), 1200L);
    faults.put(Toxic.Kind.LIMIT_DATA.name(), 40L);
    return faults;
  }

  /** Mutants of three outcomes. */
  public static List<MutantResult> mutants() {
    return List.of(
        mutant("sun", "it shines", "nio", List.of("F01"), Outcome.CAUGHT, "F01 got " + HOSTILE),
        mutant(
            "moon",
            "it is round",
            "nio workers 2",
            List.of("L01", "L02"),
            Outcome.SURVIVED,
            "L02 passes"),
        mutant(
            "star", "it is far", "sync", List.of("E01"), Outcome.SKIPPED, "E01 no root \u001b[2J"));
  }

  private static MutantResult mutant(
      String id, String defence, String server, List<String> cases, Outcome outcome, String seen) {
    var mutant = new Mutant(id, defence, "hexline.Sky at return 1", List.of(server), cases);
    return new MutantResult(mutant, server, outcome, seen, Duration.ofMillis(1234));
  }

  /** The document of a run with these servers, and without mutants. */
  public static Document document(List<ServerResults> servers) {
    return document(servers, List.of());
  }

  /** The document of a run with these servers and mutants. */
  public static Document document(List<ServerResults> servers, List<MutantResult> mutants) {
    return Document.of(
        Instant.parse("2026-11-26T17:00:00.5Z"),
        Optional.of("0123456789ab"),
        "./run torture",
        CASES,
        servers,
        mutants);
  }
}
