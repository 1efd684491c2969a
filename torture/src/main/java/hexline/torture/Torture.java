package hexline.torture;

import static java.nio.charset.StandardCharsets.UTF_8;

import hexline.cli.Checkout;
import hexline.cli.Durations;
import hexline.cli.Failures;
import hexline.cli.Printable;
import hexline.cli.Progress;
import hexline.cli.ResultsFile;
import hexline.cli.ShellWords;
import hexline.cli.Terminal;
import hexline.cli.Version;
import hexline.cli.WholeFile;
import hexline.conformance.Conformance;
import hexline.conformance.JUnitXml;
import hexline.conformance.Result;
import hexline.conformance.Settings;
import hexline.conformance.Trait;
import hexline.conformance.Verdict;
import hexline.conformance.cases.Cases;
import hexline.conformance.cases.TestCase;
import hexline.conformance.cases.Tier;
import hexline.conformance.client.KitFailure;
import hexline.conformance.client.Violation;
import hexline.page.Browser;
import hexline.torture.figure.Effort;
import hexline.torture.figure.Measuring;
import hexline.torture.mutant.MutantResult;
import hexline.torture.mutant.MutantRun;
import hexline.torture.mutant.Mutants;
import hexline.torture.page.TorturePage;
import hexline.torture.report.Document;
import hexline.torture.report.FigureTable;
import hexline.torture.report.Json;
import hexline.torture.report.Matrix;
import hexline.torture.report.MutantTable;
import hexline.torture.report.ServerResults;
import hexline.torture.report.SoakLines;
import hexline.torture.server.Subject;
import hexline.torture.server.Subjects;
import hexline.torture.soak.Soak;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.BiConsumer;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The command line of the torture: {@code ./run torture}. */
@Command(
    name = "torture",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    sortOptions = false,
    usageHelpAutoWidth = true,
    customSynopsis = {
      "torture [OPTIONS]",
      "       torture [OPTIONS] --port N [--host ADDRESS]",
      "       torture [OPTIONS] -- COMMAND... {port} [{options}]",
    },
    description = {
      "",
      "Runs the cases of the conformance kit against all five servers, each a process of its own, "
          + "and prints a matrix. Or against a server of yours: a running one, or a command that "
          + "starts one on 127.0.0.1, as ./run conformance takes it.",
      "",
    },
    footer = {
      "",
      "Writes the results as a page that needs no network; its path is the last line. Beside it are "
          + "the same results as JSON and as JUnit XML. See torture/README.md.",
      "Exit codes: 0 every verdict is PASS, TRAIT or SKIP, every soak was stood, and no mutant "
          + "survived or was broken, 1 a case or a soak failed, or a mutant survived or was broken, "
          + "or the results cannot be written, 2 wrong usage, or nothing listens on the port, 3 no "
          + "case failed, but the kit itself could not run all.",
    })
public final class Torture implements Callable<Integer> {

  private static final int KIT_FAILED = 3;
  private static final int USUAL_COLUMNS = 100;
  private static final Duration SHORTEST_SOAK = Duration.ofSeconds(4); // of four samples

  /** What a case takes at first sight; the progress line corrects it by what cases have taken. */
  private static final Duration SHARED_CASE = Duration.ofMillis(150);

  private static final Duration OWN_CASE = Duration.ofMillis(600);
  private static final Duration HEAVY_CASE = Duration.ofSeconds(4);
  private static final Duration LONG_CASE = Duration.ofMinutes(1);

  @Option(
      names = "--server",
      paramLabel = "NAME",
      description =
          "Only this server; options of the server may follow: 'nio --workers 4'. Repeatable.")
  List<String> only = List.of();

  @Option(
      names = "--host",
      paramLabel = "ADDRESS",
      description = "Address of a running server (127.0.0.1).")
  @Nullable String host;

  @Option(names = "--port", paramLabel = "N", description = "Port of a running server.")
  @Nullable Integer port;

  @Option(
      names = "--case",
      paramLabel = "REGEX",
      defaultValue = "",
      description = "Only cases whose id and title contain a match, as in 'F0|half-close'.")
  String filter = "";

  @Option(
      names = "--tier",
      paramLabel = "N",
      defaultValue = "2",
      converter = Conformance.TierConverter.class,
      description =
          "Cases of tiers up to N (${DEFAULT-VALUE}): 1 is quick, 2 takes up to half a minute or "
              + "thousands of clients, 3 takes minutes.")
  Tier tier = Tier.HEAVY;

  @Option(
      names = "--trait",
      paramLabel = "TRAIT",
      converter = Conformance.TraitConverter.class,
      description = "Declare a trait of a server of yours: one-client-at-a-time.")
  List<Trait> traits = List.of();

  @Option(
      names = "--timeout",
      paramLabel = "TIME",
      defaultValue = "5s",
      converter = Conformance.TimeConverter.class,
      description = "Longest wait for a byte that is due (${DEFAULT-VALUE}).")
  Duration timeout = Duration.ZERO;

  @Option(
      names = "--soak",
      paramLabel = "TIME",
      converter = Conformance.TimeConverter.class,
      description =
          "Also a soak of this length for each server, as in 10m: mixed chaos, of which every answer is "
              + "checked.")
  @Nullable Duration soak;

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "1",
      description = "Seed of what a soak and figures draw at random (${DEFAULT-VALUE}).")
  long seed;

  @Option(
      names = "--others",
      description =
          "Also the first drafts, the article's server, one with Netty and one in Python, to compare with: "
              + "what they fail is no failure of the run.")
  boolean others;

  @Option(
      names = "--figures",
      description =
          "Also measure each server: connections held, drain, lines lost, leaks, ... (about two and a "
              + "half minutes for each).")
  boolean figures;

  @Option(
      names = "--mutants",
      arity = "0..1",
      paramLabel = "REGEX",
      fallbackValue = "",
      description =
          "Also servers that lack one of their defences each, to prove that the cases see it (about ten "
              + "minutes, or only those whose names contain a match).")
  @Nullable String mutants;

  @Option(
      names = "--results",
      paramLabel = "FOLDER",
      description = "Folder for the results (torture/results).")
  Path folder =
      Checkout.find()
          .map(checkout -> checkout.root().resolve("torture"))
          .orElse(Path.of(""))
          .resolve("results");

  @Option(names = "--open", description = "Opens the page in a browser.")
  boolean open;

  @Parameters(paramLabel = "COMMAND", description = "Starts a server on port {port}.")
  List<String> words = List.of();

  @Spec CommandSpec spec = CommandSpec.create();

  private List<String> arguments = List.of();

  private Torture() {}

  /** Runs the command line and ends the JVM with its exit code. */
  public static void main(String[] args) {
    Locale.setDefault(Locale.ROOT); // no number that a program reads has the user's digits
    System.exit(
        run(
            args,
            new PrintWriter(System.out, true, System.out.charset()),
            new PrintWriter(System.err, true, System.err.charset())));
  }

  /** Runs a command line; returns the exit code. */
  static int run(String[] args, PrintWriter out, PrintWriter err) {
    var torture = new Torture();
    torture.arguments = List.of(args);
    return Failures.reportedBy(new CommandLine(torture))
        .setOut(out)
        .setErr(err)
        .setExpandAtFiles(false) // an @ in the command is the command's
        .execute(args);
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    List<TestCase> cases = selected();
    var subjects = new ArrayList<>(subjects());
    if (others) {
      subjects.addAll(Subjects.others(settings(), this::warn));
    }
    List<MutantRun.Trial> trials = trials(subjects);
    Instant begin = Instant.now();
    ResultsFile file = ResultsFile.reserve(folder, begin);
    Optional<Terminal> terminal = Terminal.find();
    var progress = terminal.map(known -> progress(known, cases, subjects, trials));
    var release = new Thread(() -> end(file, progress));
    Runtime.getRuntime().addShutdownHook(release); // Ctrl-C leaves no empty file
    try {
      List<ServerResults> results = run(subjects, cases, progress);
      List<MutantResult> mutated = mutate(trials, results, progress);
      progress.ifPresent(Progress::end);
      int columns = terminal.map(Terminal::columns).orElse(USUAL_COLUMNS);
      new Matrix(results, cases, columns).print(out());
      new FigureTable(results, columns).print(out());
      SoakLines.print(results, out());
      MutantTable.print(mutated, columns, out());
      write(file, begin, cases, results, mutated);
      return exitCode(results, mutated);
    } finally {
      end(file, progress);
      Runtime.getRuntime().removeShutdownHook(release);
    }
  }

  private static void end(ResultsFile file, Optional<Progress> progress) {
    progress.ifPresent(Progress::end);
    try {
      file.release();
    } catch (IOException e) {
      // An empty file stays.
    }
  }

  private Progress progress(
      Terminal terminal,
      List<TestCase> cases,
      List<Subject> subjects,
      List<MutantRun.Trial> trials) {
    Duration each = cases.stream().map(Torture::expected).reduce(Duration.ZERO, Duration::plus);
    Duration more = figures ? Measuring.expected() : Duration.ZERO;
    if (soak != null) {
      more = more.plus(soak);
    }
    long counting = subjects.stream().filter(Subject::counts).count();
    Duration all =
        trials.stream()
            .map(MutantRun.Trial::expected)
            .reduce(
                each.multipliedBy(subjects.size()).plus(more.multipliedBy(counting)),
                Duration::plus);
    return new Progress(System.out, Optional.of(terminal), all);
  }

  private static Duration expected(TestCase testCase) {
    if (testCase.tier() == Tier.QUICK) {
      return testCase.launch().own() ? OWN_CASE : SHARED_CASE;
    }
    return testCase.tier() == Tier.HEAVY ? HEAVY_CASE : LONG_CASE;
  }

  private List<ServerResults> run(
      List<Subject> subjects, List<TestCase> cases, Optional<Progress> progress)
      throws InterruptedException {
    var results = new ArrayList<ServerResults>();
    for (Subject subject : subjects) {
      BiConsumer<String, Duration> step =
          (what, time) ->
              progress.ifPresent(known -> known.step(subject.label() + ": " + what, time));
      ServerResults column =
          MatrixRun.run(subject, cases, waited -> step.accept(waited.toString(), expected(waited)));
      if (figures && subject.counts()) {
        column = column.with(Measuring.run(subject, Effort.FULL, seed, step));
      }
      if (soak != null && subject.counts()) {
        column = soaked(column, soak, step);
      }
      results.add(column);
    }
    return results;
  }

  private List<MutantResult> mutate(
      List<MutantRun.Trial> trials, List<ServerResults> results, Optional<Progress> progress)
      throws IOException, InterruptedException {
    if (trials.isEmpty()) {
      return List.of();
    }
    return MutantRun.run(
        trials,
        settings(),
        results.stream()
            .collect(
                Collectors.toMap(
                    each -> each.subject().label(), ServerResults::results, (a, b) -> a)),
        (what, time) -> progress.ifPresent(known -> known.step(what, time)));
  }

  private ServerResults soaked(
      ServerResults column, Duration time, BiConsumer<String, Duration> step)
      throws InterruptedException {
    Subject subject = column.subject();
    Duration period = Soak.period(time);
    Runnable sampled = () -> step.accept("soak of " + Durations.format(time), period);
    try {
      return column.with(Soak.run(subject, time, seed, sampled));
    } catch (IOException | Violation | KitFailure e) {
      warn(subject.label() + " has no soak: " + Printable.of(String.valueOf(e.getMessage())));
      return column;
    }
  }

  private void write(
      ResultsFile file,
      Instant begin,
      List<TestCase> cases,
      List<ServerResults> results,
      List<MutantResult> mutated)
      throws IOException {
    var command = new ArrayList<>(List.of("./run", "torture"));
    command.addAll(arguments);
    Optional<String> commit = Checkout.find().flatMap(Checkout::commit);
    String json =
        Json.write(Document.of(begin, commit, ShellWords.of(command), cases, results, mutated));
    file.write(json);
    writeXml(beside(file, ".xml"), results);
    Path page = beside(file, ".html");
    TorturePage.write(page, json);
    out().println();
    out().println(Printable.of(page.toString()));
    out().flush();
    if (open) {
      Browser.open(page);
    }
  }

  private static Path beside(ResultsFile file, String ending) {
    String name = String.valueOf(file.path().getFileName());
    return file.path().resolveSibling(name.replaceFirst("\\.json$", ending));
  }

  private static void writeXml(Path file, List<ServerResults> servers) throws IOException {
    var results = new LinkedHashMap<String, List<Result>>();
    servers.stream()
        .filter(ServerResults::counts)
        .forEach(server -> results.put(server.subject().label(), server.results()));
    var xml = new StringWriter();
    JUnitXml.write(results, xml);
    try (var whole = WholeFile.open(file)) {
      whole.output().write(xml.toString().getBytes(UTF_8));
      whole.commit();
    }
  }

  private static int exitCode(List<ServerResults> results, List<MutantResult> mutated) {
    boolean falls = results.stream().anyMatch(each -> each.counts() && each.fallsInSoak());
    boolean proves = mutated.stream().noneMatch(MutantResult::isFailure);
    if (falls || !proves || count(results, Verdict.FAIL) > 0) {
      return 1;
    }
    return count(results, Verdict.ERROR) > 0 ? KIT_FAILED : 0;
  }

  private static long count(List<ServerResults> results, Verdict verdict) {
    return results.stream()
        .filter(ServerResults::counts)
        .mapToLong(server -> server.count(verdict))
        .sum();
  }

  private List<TestCase> selected() {
    Pattern pattern = pattern(filter);
    List<TestCase> cases =
        Cases.upTo(tier).stream().filter(each -> pattern.matcher(each.toString()).find()).toList();
    if (cases.isEmpty()) {
      throw wrong("no case of tiers up to " + tier.number() + " matches '" + filter + "'");
    }
    return cases;
  }

  private Pattern pattern(String text) {
    try {
      return Pattern.compile(text);
    } catch (PatternSyntaxException e) {
      throw wrong("'" + text + "' is not a regular expression: " + e.getDescription());
    }
  }

  /** The mutants of those servers of the suite that are tested. */
  private List<MutantRun.Trial> trials(List<Subject> subjects) {
    if (mutants == null) {
      return List.of();
    }
    Pattern pattern = pattern(mutants);
    Set<String> models =
        subjects.stream()
            .filter(each -> each.kind() == Subject.Kind.SUITE)
            .map(each -> model(each.label()))
            .collect(Collectors.toSet());
    List<MutantRun.Trial> trials =
        Mutants.all().stream()
            .filter(each -> pattern.matcher(each.id()).find())
            .flatMap(each -> each.servers().stream().map(s -> new MutantRun.Trial(each, s)))
            .filter(each -> models.contains(model(each.server())))
            .toList();
    if (trials.isEmpty()) {
      throw wrong("no mutant of these servers matches '" + mutants + "'");
    }
    return trials;
  }

  /** The model of a server that may have options. */
  private static String model(String server) {
    return server.split(" ", 2)[0];
  }

  private List<Subject> subjects() {
    boolean isRunning = host != null || port != null;
    if ((isRunning ? 1 : 0) + (words.isEmpty() ? 0 : 1) + (only.isEmpty() ? 0 : 1) > 1) {
      throw wrong("give --server, or --host and --port, or a command, but not two of them");
    }
    if (soak != null && soak.compareTo(SHORTEST_SOAK) < 0) {
      throw wrong("a soak takes at least " + Durations.format(SHORTEST_SOAK));
    }
    if (isRunning && (figures || soak != null)) {
      throw wrong("--figures and --soak need a server that can be started: --server, or a command");
    }
    Settings settings = settings();
    if (!isRunning && words.isEmpty()) {
      if (!traits.isEmpty()) {
        throw wrong("--trait is for a server of yours: the traits of the suite are known");
      }
      return ofSuite(settings);
    }
    Settings own = settings.withTraits(Set.copyOf(traits));
    return List.of(isRunning ? running(own) : command(own));
  }

  private Settings settings() {
    return Settings.standard().withTimeout(timeout);
  }

  private void warn(String sentence) {
    PrintWriter err = spec.commandLine().getErr();
    err.println("torture: " + sentence);
    err.flush();
  }

  private List<Subject> ofSuite(Settings settings) {
    try {
      List<Subject> subjects =
          (only.isEmpty() ? Subjects.suite() : only)
              .stream().map(name -> Subjects.ofSuite(name, settings)).toList();
      var labels = new HashSet<String>();
      for (Subject subject : subjects) {
        if (!labels.add(subject.label())) {
          throw wrong("two servers are called '" + subject.label() + "'");
        }
      }
      return subjects;
    } catch (IllegalArgumentException e) {
      throw wrong(String.valueOf(e.getMessage()));
    }
  }

  private Subject command(Settings settings) {
    try {
      return Subjects.command(words, settings);
    } catch (IllegalArgumentException e) {
      throw wrong(String.valueOf(e.getMessage()));
    }
  }

  private Subject running(Settings settings) {
    if (port == null) {
      throw wrong("--host needs --port");
    }
    if (port < 1 || port > 65535) {
      throw wrong("the port must be from 1 to 65535: " + port);
    }
    String name = host == null ? "127.0.0.1" : host;
    var address = new InetSocketAddress(name, port);
    if (name.isBlank() || address.isUnresolved()) {
      throw wrong("unknown host: '" + name + "'");
    }
    try (var probe = new Socket()) {
      probe.connect(address, Math.toIntExact(timeout.toMillis()));
    } catch (IOException e) {
      throw wrong("nothing listens on " + name + ", port " + port + ": " + e.getMessage());
    }
    return Subjects.running(name, port, settings);
  }

  private PrintWriter out() {
    return spec.commandLine().getOut();
  }

  private ParameterException wrong(String message) {
    return new ParameterException(spec.commandLine(), message);
  }
}
