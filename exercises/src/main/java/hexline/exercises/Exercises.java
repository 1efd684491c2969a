package hexline.exercises;

import hexline.cli.Durations;
import hexline.cli.Failures;
import hexline.cli.Printable;
import hexline.cli.Version;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** The command line of the exercises: {@code ./run exercise}. */
@Command(
    name = "exercise",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    sortOptions = false,
    usageHelpAutoWidth = true,
    description = {
      "Without an id: lists the exercises.",
      "With one: prints its task, compiles your file, and tries the server in it. The first time it "
          + "puts the file into exercises/mine, for you to edit.",
    },
    footer = {
      "",
      "Exit codes: 0 the exercise is green, 1 it is red, or your file does not compile, 2 wrong "
          + "usage.",
    })
public final class Exercises implements Callable<Integer> {

  private static final int COLUMNS = 100;
  private static final int DEFAULT_PORT = 65432;

  @Parameters(paramLabel = "ID", arity = "0..1", description = "The exercise, as in nio-1.")
  private @Nullable String id;

  @Option(
      names = "--answer",
      description = "Print the path of the answer, and try the answer instead of your file.")
  private boolean answer;

  @Option(
      names = "--reset",
      description = "Begin anew; what you had is kept in a second file beside yours.")
  private boolean reset;

  @Option(
      names = "--serve",
      description = "Start the server in your file, to talk to it; Ctrl-C ends it.")
  private boolean serve;

  @Option(
      names = "--port",
      paramLabel = "N",
      defaultValue = "" + DEFAULT_PORT,
      description = "Port of --serve (${DEFAULT-VALUE}).")
  private int port;

  @Option(
      names = "--timeout",
      paramLabel = "TIME",
      defaultValue = "4s",
      converter = TimeConverter.class,
      description = "Longest wait for a byte that is due (${DEFAULT-VALUE}).")
  private Duration timeout = Duration.ZERO;

  @Spec private CommandSpec spec = CommandSpec.create();

  private final Folder folder;

  private Exercises(Folder folder) {
    this.folder = folder;
  }

  public static void main(String[] args) {
    Locale.setDefault(Locale.ROOT);
    System.exit(
        run(
            args,
            Folder.ofThisProgram(),
            new PrintWriter(System.out, true, System.out.charset()),
            new PrintWriter(System.err, true, System.err.charset())));
  }

  /** Runs the command; returns the exit code. */
  static int run(String[] args, Folder folder, PrintWriter out, PrintWriter err) {
    return Failures.reportedBy(new CommandLine(new Exercises(folder)))
        .setOut(out)
        .setErr(err)
        .execute(args);
  }

  @Override
  public Integer call() throws Exception {
    long doing = List.of(answer, reset, serve).stream().filter(each -> each).count();
    if (doing > 1) {
      throw wrong("give one of --answer, --reset and --serve");
    }
    if (port < 1 || port > 65535) {
      throw wrong("the port must be from 1 to 65535: " + port);
    }
    if (id == null) {
      if (doing > 0) {
        throw wrong("of which exercise? Without an id the exercises are listed");
      }
      list();
      return 0;
    }
    Exercise exercise =
        ExerciseList.find(id).orElseThrow(() -> wrong("there is no exercise '" + id + "'"));
    if (reset) {
      return reset(exercise);
    }
    boolean isNew = folder.begin(exercise);
    if (serve) {
      return serve(exercise);
    }
    Path file = answer ? folder.answer(exercise) : folder.mine(exercise);
    printTask(exercise, file, isNew && !answer);
    return tryFile(exercise, file);
  }

  private ParameterException wrong(String message) {
    return new ParameterException(spec.commandLine(), message);
  }

  private PrintWriter out() {
    return spec.commandLine().getOut();
  }

  private void list() {
    String chapter = "";
    for (Exercise each : ExerciseList.ALL) {
      if (!each.chapter().equals(chapter)) {
        out().print(chapter.isEmpty() ? "" : "\n");
        chapter = each.chapter();
        out().println(chapter);
      }
      out().printf("  %-12s  %-40s  %s%n", each.id(), each.title(), each.effort());
    }
    out().println();
    out().println("'./run exercise nio-1' prints the task of nio-1 and tries your file.");
    out().flush();
  }

  private int reset(Exercise exercise) throws IOException {
    Path mine = folder.mine(exercise);
    Path kept = folder.reset(exercise);
    out().println(Folder.typed(mine) + " is as at the beginning");
    if (!kept.equals(mine)) {
      out().println("what you had is in " + Folder.typed(kept));
    }
    out().flush();
    return 0;
  }

  private void printTask(Exercise exercise, Path file, boolean isNew) {
    out()
        .printf(
            "%s  %s (%s, %s)%n%n",
            exercise.id(), exercise.title(), exercise.chapter(), exercise.effort());
    for (String paragraph : exercise.task().split("\n\n", -1)) {
      wrap("  ", paragraph);
      out().println();
    }
    out().println("  file  " + Folder.typed(file) + (isNew ? "  (new: edit it)" : ""));
    out().println();
    out().flush();
  }

  private int tryFile(Exercise exercise, Path file) throws IOException, InterruptedException {
    try (var classes = Trial.Classes.create()) {
      Compilation compilation = Compilation.of(file, classes.path());
      compilation.messages().forEach(out()::println);
      if (!compilation.compiles()) {
        out().println();
        out().println("RED     the file does not compile");
        out().flush();
        return 1;
      }
      Outcome outcome = new Trial(exercise, timeout).of(classes.path());
      print(exercise, outcome);
      return outcome.isGreen() ? 0 : 1;
    }
  }

  private void print(Exercise exercise, Outcome outcome) {
    outcome.green().forEach(step -> wrap("green   ", step.promise()));
    if (outcome.isGreen()) {
      out().println();
      wrap("", exercise.id() + " is green. " + exercise.teaches());
      if (!answer) {
        wrap("", "One answer: " + Folder.typed(folder.answer(exercise)));
      }
      out().flush();
      return;
    }
    Step red = outcome.red();
    wrap("RED     ", red == null ? "the server listens" : red.promise());
    wrap("        seen: ", Printable.of(outcome.reason()));
    if (!outcome.printed().isEmpty()) {
      out().println("        your server printed at last:");
      outcome.printed().forEach(line -> out().println("          " + line));
    }
    out().println();
    wrap("hint    ", exercise.hint());
    out().flush();
  }

  private void wrap(String start, String text) {
    var line = new StringBuilder(start);
    for (String word : text.split("\\s+", -1)) {
      if (line.length() > start.length() && line.length() + 1 + word.length() > COLUMNS) {
        out().println(line);
        line = new StringBuilder(" ".repeat(start.length()));
      }
      line.append(line.length() == start.length() ? "" : " ").append(word);
    }
    out().println(line);
  }

  /** Runs the reader's server until Ctrl-C, or until its JVM ends by itself. */
  private int serve(Exercise exercise) throws IOException, InterruptedException {
    try (var classes = Trial.Classes.create()) {
      Compilation compilation = Compilation.of(folder.mine(exercise), classes.path());
      compilation.messages().forEach(out()::println);
      if (!compilation.compiles()) {
        out().flush();
        return 1;
      }
      out().printf("%s on port %d: try 'nc localhost %d'%n", exercise.id(), port, port);
      out().flush();
      return new Trial(exercise, timeout).serve(classes.path(), port);
    }
  }

  private static final class TimeConverter implements CommandLine.ITypeConverter<Duration> {
    @Override
    public Duration convert(String value) {
      try {
        Duration time = Durations.parse(value);
        if (time.toMillis() == 0 || time.compareTo(Duration.ofMinutes(1)) > 0) {
          throw new TypeConversionException("it must be from 1ms to 1m");
        }
        return time;
      } catch (IllegalArgumentException e) {
        throw new TypeConversionException(e.getMessage());
      }
    }
  }
}
