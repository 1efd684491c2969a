package hexline.conformance;

import hexline.cli.Failures;
import hexline.cli.ShellWords;
import hexline.cli.Version;
import hexline.conformance.cases.TestCase;
import hexline.conformance.course.CourseStage;
import hexline.conformance.course.Stages;
import hexline.conformance.process.Target;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * The kit as a course: runs the cases stage by stage, and stops at the first stage that a server
 * does not pass.
 */
@Command(
    name = "course",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    sortOptions = false,
    usageHelpAutoWidth = true,
    customSynopsis = {"course [OPTIONS] -- COMMAND... {port} [{options}]"},
    description = {
      "",
      "Takes you from a first draft to the whole protocol, with a server of your own, in any "
          + "language: runs the cases of the conformance kit stage by stage, and stops at the first "
          + "stage that fails.",
      "",
      "The command starts your server on 127.0.0.1; {port} is replaced by a free port. From the "
          + "stage 'limits' on the server takes options, which replace {options}.",
      "",
    },
    footer = {
      "",
      "Exit codes: 0 all stages passed, 1 a stage failed, 2 wrong usage, or the command starts no "
          + "server, 3 the kit itself could not run a case: it lacks file descriptors, ports, "
          + "memory or threads.",
      "",
      "Examples:",
      "  course -- python3 my_server.py {port}",
      "  course --from limits -- python3 my_server.py {port} {options}",
    })
public final class Course implements Callable<Integer> {

  private static final int KIT_FAILED = 3;

  @Option(names = "--list", description = "List the stages and their cases, and run none.")
  private boolean list;

  @Option(
      names = "--from",
      paramLabel = "STAGE",
      description = "Begin with this stage, a name or a number; those before it are not run.")
  private @Nullable String from;

  @Option(
      names = "--trait",
      paramLabel = "TRAIT",
      converter = Conformance.TraitConverter.class,
      description = "Declare a trait of the model: one-client-at-a-time.")
  private List<Trait> traits = new ArrayList<>();

  @Option(
      names = "--timeout",
      paramLabel = "TIME",
      defaultValue = "5s",
      converter = Conformance.TimeConverter.class,
      description = "Longest wait for a byte that is due (${DEFAULT-VALUE}).")
  private Duration timeout = Duration.ZERO;

  @Parameters(paramLabel = "COMMAND", description = "Starts the server on port {port}.")
  private List<String> command = new ArrayList<>();

  @Spec private CommandSpec spec = CommandSpec.create();

  private Course() {}

  public static void main(String[] args) {
    Locale.setDefault(Locale.ROOT);
    System.exit(
        run(
            args,
            new PrintWriter(System.out, true, System.out.charset()),
            new PrintWriter(System.err, true, System.err.charset())));
  }

  /** Runs the course; returns the exit code. */
  static int run(String[] args, PrintWriter out, PrintWriter err) {
    return Failures.reportedBy(new CommandLine(new Course()))
        .setOut(out)
        .setErr(err)
        .setExpandAtFiles(false) // an @ in the command is the command's
        .execute(args);
  }

  @Override
  public Integer call() throws InterruptedException, ExecutionException {
    int first = firstStage();
    if (list) {
      list(first);
      return 0;
    }
    Target.Command target = target();
    try (var kit = new Kit(target, settings())) {
      kit.start();
      for (int i = first; i < Stages.ALL.size(); i++) {
        int exitCode = run(i, kit, target);
        if (exitCode != 0) {
          printProgress(i);
          return exitCode;
        }
      }
    } catch (IOException e) {
      spec.commandLine().getErr().println("course: the server did not start: " + e.getMessage());
      spec.commandLine().getErr().flush();
      return 2;
    }
    printEnd();
    return 0;
  }

  private int firstStage() {
    if (from == null) {
      return 0;
    }
    for (int i = 0; i < Stages.ALL.size(); i++) {
      if (from.equals(Stages.ALL.get(i).name()) || from.equals(String.valueOf(i + 1))) {
        return i;
      }
    }
    throw wrong("there is no stage '" + from + "': --list names them");
  }

  private Target.Command target() {
    if (command.isEmpty()) {
      throw wrong("no server to teach: give a command after --, as in -- python3 my.py {port}");
    }
    try {
      return new Target.Command(command);
    } catch (IllegalArgumentException e) {
      throw wrong(String.valueOf(e.getMessage()));
    }
  }

  private Settings settings() {
    return Settings.standard()
        .withTimeout(timeout)
        .withTraits(Set.copyOf(traits))
        .withoutInvariants();
  }

  private ParameterException wrong(String message) {
    return new ParameterException(spec.commandLine(), message);
  }

  private PrintWriter out() {
    return spec.commandLine().getOut();
  }

  private void list(int first) {
    var report = report();
    for (int i = first; i < Stages.ALL.size(); i++) {
      CourseStage stage = Stages.ALL.get(i);
      List<String> ids = stage.cases().stream().map(TestCase::toString).toList();
      out().printf("%2d  %s: %s%n", i + 1, stage.name(), stage.title());
      report.paragraph("why", stage.why());
      report.paragraph("cases", String.join(", ", ids));
      report.paragraph("hint", stage.hint());
      out().println();
    }
    out().flush();
  }

  private Report report() {
    return new Report(
        out(), testCase -> ShellWords.of(words("conformance", List.of("--case", testCase.id()))));
  }

  /** The command line of a program of the suite, with the same server and settings. */
  private List<String> words(String program, List<String> options) {
    var words = new ArrayList<>(List.of("./run", program));
    words.addAll(options);
    traits.forEach(trait -> words.addAll(List.of("--trait", trait.label())));
    if (!timeout.equals(Settings.standard().timeout())) {
      words.addAll(List.of("--timeout", Conformance.timeWord(timeout)));
    }
    words.add("--");
    words.addAll(command);
    return words;
  }

  /** Runs a stage; returns the exit code, 0 if the next stage may begin. */
  private int run(int index, Kit kit, Target.Command target)
      throws InterruptedException, ExecutionException {
    CourseStage stage = Stages.ALL.get(index);
    List<TestCase> cases = stage.cases();
    boolean needsOptions = cases.stream().anyMatch(each -> !each.launch().options().isEmpty());
    if (needsOptions && !target.takesOptions()) {
      printRow(index, "NOT TRIED");
      printAbout(stage, List.of());
      report()
          .paragraph(
              "seen",
              "the command has no {options}. The cases of this stage start the server with options;"
                  + " put the word {options} where your command takes them.");
      return 1;
    }
    Map<TestCase, Result> results = results(cases, kit);
    List<Result> bad = results.values().stream().filter(Course::stops).toList();
    printRow(index, bad.isEmpty() ? summary(results.values().stream().toList()) : "FAILED");
    results.values().stream()
        .filter(each -> each.verdict() == Verdict.SKIP || each.verdict() == Verdict.TRAIT)
        .forEach(this::printNote);
    if (bad.isEmpty()) {
      return 0;
    }
    printAbout(stage, bad);
    boolean failed = bad.stream().anyMatch(each -> each.verdict() == Verdict.FAIL);
    return failed ? 1 : KIT_FAILED;
  }

  private static boolean stops(Result result) {
    return result.verdict() == Verdict.FAIL || result.verdict() == Verdict.ERROR;
  }

  /** Runs cases; when one has failed, those that have not begun are left out. */
  private static Map<TestCase, Result> results(List<TestCase> cases, Kit kit)
      throws InterruptedException, ExecutionException {
    var running = new LinkedHashMap<TestCase, Future<Result>>();
    cases.forEach(each -> running.put(each, kit.submit(each)));
    var results = new LinkedHashMap<TestCase, Result>();
    for (Map.Entry<TestCase, Future<Result>> each : running.entrySet()) {
      if (!each.getValue().isCancelled()) {
        Result result = each.getValue().get();
        results.put(each.getKey(), result);
        if (stops(result)) {
          running.values().forEach(future -> future.cancel(false));
        }
      }
    }
    return results;
  }

  private static String summary(List<Result> results) {
    long passed = Report.count(results, Verdict.PASS);
    long others = results.size() - passed;
    return passed + " passed" + (others == 0 ? "" : ", " + others + " not judged");
  }

  private void printRow(int index, String verdict) {
    CourseStage stage = Stages.ALL.get(index);
    out().printf("%2d  %-19s  %-40s  %s%n", index + 1, stage.name(), stage.title(), verdict);
    out().flush();
  }

  private void printNote(Result result) {
    report().paragraph(result.testCase().id(), result.verdict() + ": " + result.reason());
  }

  /** Why the stage matters, the first case that failed in full, and what to do. */
  private void printAbout(CourseStage stage, List<Result> bad) {
    out().println();
    if (!bad.isEmpty()) {
      report().add(bad.getFirst());
      String others =
          bad.stream()
              .skip(1)
              .map(each -> each.testCase().toString())
              .collect(Collectors.joining(", "));
      if (!others.isEmpty()) {
        report().paragraph("also", others);
      }
    }
    report().paragraph("why", stage.why());
    report().paragraph("hint", stage.hint());
    report().line("again", ShellWords.of(words("course", List.of("--from", stage.name()))));
    out().flush();
  }

  private void printProgress(int stages) {
    int all = Stages.ALL.size();
    out().println();
    out().printf("%d of %d stages, %d of %d cases.%n", stages, all, cases(stages), cases(all));
    out().flush();
  }

  /** How many cases the first stages have. */
  private static int cases(int stages) {
    return Stages.ALL.stream().limit(stages).mapToInt(stage -> stage.cases().size()).sum();
  }

  private void printEnd() {
    out().println();
    out().printf("All %d stages: this is a hexline server.%n", Stages.ALL.size());
    out().println("All cases at once, as for the servers of this project:");
    out().println("  " + ShellWords.of(words("conformance", List.of())));
    out().flush();
  }
}
