package hexline.torture.report;

import hexline.cli.Printable;
import hexline.conformance.Result;
import hexline.conformance.Trait;
import hexline.conformance.Verdict;
import hexline.conformance.cases.Rule;
import hexline.conformance.cases.TestCase;
import hexline.conformance.client.Violation;
import hexline.torture.figure.Figure;
import hexline.torture.figure.Measured;
import hexline.torture.mutant.MutantResult;
import hexline.torture.server.Subject;
import hexline.torture.soak.SoakResult;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * All that a run has found, as it is in the file of results; results.schema.json describes each part.
 *
 * @param format name and version of the format
 * @param date when the run began, in UTC
 * @param commit of the suite, with a + if files have changed since; null outside a repository
 * @param command that began the run
 */
public record Document(
    String format,
    String date,
    @Nullable String commit,
    String command,
    Machine machine,
    List<RuleText> rules,
    List<CaseText> cases,
    List<FigureText> figures,
    List<Server> servers,
    List<MutantText> mutants) {

  private static final String FORMAT = "hexline-torture/2";

  public Document {
    rules = List.copyOf(rules);
    cases = List.copyOf(cases);
    figures = List.copyOf(figures);
    servers = List.copyOf(servers);
    mutants = List.copyOf(mutants);
  }

  /** A rule of PROTOCOL.md. */
  public record RuleText(String id, String title, String statement) {}

  /**
   * A row of the matrix.
   *
   * @param tier 1 for a quick case, up to 3 for one that takes minutes
   * @param process of the server: its options, and what it has less of; empty for the one that the
   *     cases without options share
   */
  public record CaseText(
      String id, String title, int tier, String promise, List<String> rules, String process) {

    public CaseText {
      rules = List.copyOf(rules);
    }

    static CaseText of(TestCase testCase) {
      return new CaseText(
          testCase.id(),
          testCase.title(),
          testCase.tier().number(),
          testCase.promise(),
          testCase.rules().stream().map(Rule::name).toList(),
          testCase.launch().description());
    }
  }

  /**
   * A server without one of its defences.
   *
   * @param defence what it lacks
   * @param changes of its classes
   * @param cases that must fail
   * @param outcome caught if all of them do; else survived, skipped or broken
   * @param seen what the first case has seen, or why the outcome is another one
   */
  public record MutantText(
      String id,
      String defence,
      String changes,
      String server,
      List<String> cases,
      String outcome,
      String seen,
      double seconds) {

    public MutantText {
      cases = List.copyOf(cases);
    }

    static MutantText of(MutantResult result) {
      return new MutantText(
          result.mutant().id(),
          result.mutant().defence(),
          result.mutant().changes(),
          result.server(),
          result.mutant().cases(),
          result.outcome().name().toLowerCase(Locale.ROOT),
          printable(result.seen()),
          result.time().toMillis() / 1e3);
    }
  }

  /** A figure that was measured. */
  public record FigureText(String id, String title, String unit, String meaning) {

    static FigureText of(Figure figure) {
      return new FigureText(figure.name(), figure.title(), figure.unit().name(), figure.meaning());
    }
  }

  /**
   * A figure of a server.
   *
   * @param value null if it could not be measured
   * @param text the value with its unit, or a dash
   * @param note why there is no value, or what limited it; may be empty
   */
  public record FigureValue(String id, @Nullable Double value, String text, String note) {

    static FigureValue of(Measured measured) {
      return new FigureValue(
          measured.figure().name(),
          measured.value().isPresent() ? measured.value().getAsDouble() : null,
          measured.text(),
          printable(measured.note()));
    }
  }

  /** A declared trait of a server. */
  public record TraitText(String label, String reason) {}

  /**
   * A column of the matrix.
   *
   * @param kind suite, given or other
   * @param about what it is, in a few words; may be empty
   * @param command that starts it, or the options that lead to it
   * @param verdicts how many cases have each verdict
   * @param results a cell for each case, in their order
   * @param figures those of the document, in their order; none if they were not measured
   * @param soak null if there was none
   */
  public record Server(
      String label,
      String kind,
      String about,
      String command,
      List<TraitText> traits,
      Map<String, Long> verdicts,
      double seconds,
      List<Cell> results,
      List<FigureValue> figures,
      @Nullable SoakResult soak) {

    public Server {
      traits = List.copyOf(traits);
      results = List.copyOf(results);
      figures = List.copyOf(figures);
    }

    static Server of(ServerResults server) {
      Subject subject = server.subject();
      var verdicts = new LinkedHashMap<String, Long>();
      for (Verdict verdict : Verdict.values()) {
        verdicts.put(verdict.name(), server.count(verdict));
      }
      return new Server(
          subject.label(),
          subject.kind().name().toLowerCase(Locale.ROOT),
          subject.about(),
          String.join(" ", subject.repeat()).replaceFirst("^-- ", ""),
          subject.settings().traits().stream().map(Server::text).toList(),
          verdicts,
          server.time().toMillis() / 1e3,
          server.results().stream().map(result -> Cell.of(result, subject)).toList(),
          server.figures().stream().map(FigureValue::of).toList(),
          server.soak());
    }

    private static TraitText text(Trait trait) {
      return new TraitText(trait.label(), trait.reason());
    }
  }

  /**
   * A cell of the matrix. Text that comes from a server is printable.
   *
   * @param reason why the verdict is not PASS; empty if it is
   * @param stimulus what the client had done when the server broke its promise; may be empty
   * @param expected what the server had to do then; may be empty
   * @param seen what it did; empty if it did not break its promise
   * @param repeat the command that runs the case again
   */
  public record Cell(
      String id,
      String verdict,
      long millis,
      String reason,
      String stimulus,
      String expected,
      String seen,
      String repeat) {

    static Cell of(Result result, Subject subject) {
      Violation violation = result.violation();
      Failure failure =
          violation == null
              ? new Failure("", "", "")
              : Failure.of(String.valueOf(violation.getMessage()));
      return new Cell(
          result.testCase().id(),
          result.verdict().name(),
          result.millis(),
          printable(result.reason()),
          printable(failure.stimulus()),
          printable(failure.expected()),
          printable(failure.seen()),
          subject.repeatCommand(result.testCase()));
    }
  }

  /**
   * The document of a run.
   *
   * @param command that began it
   */
  public static Document of(
      Instant begin,
      Optional<String> commit,
      String command,
      List<TestCase> cases,
      List<ServerResults> servers,
      List<MutantResult> mutants) {
    return new Document(
        FORMAT,
        begin.truncatedTo(ChronoUnit.SECONDS).toString(),
        commit.orElse(null),
        command,
        Machine.look(),
        Stream.of(Rule.values()).map(Document::text).toList(),
        cases.stream().map(CaseText::of).toList(),
        servers.stream().allMatch(server -> server.figures().isEmpty())
            ? List.of()
            : Stream.of(Figure.values()).map(FigureText::of).toList(),
        servers.stream().map(Server::of).toList(),
        mutants.stream().map(MutantText::of).toList());
  }

  private static String printable(String text) {
    return text.lines().map(Printable::of).collect(Collectors.joining("\n"));
  }

  private static RuleText text(Rule rule) {
    return new RuleText(rule.name(), rule.title(), rule.statement());
  }
}
