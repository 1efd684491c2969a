package hexline.bench;

import hexline.bench.experiment.Experiment;
import hexline.bench.experiment.Experiments;
import hexline.bench.experiment.Profile;
import hexline.bench.page.PageWriter;
import hexline.bench.report.Environment;
import hexline.bench.report.Findings;
import hexline.bench.run.Comparison;
import hexline.bench.server.Baselines;
import hexline.bench.server.Processors;
import hexline.bench.server.ServerSpec;
import hexline.cli.Checkout;
import hexline.cli.Failures;
import hexline.cli.Printable;
import hexline.cli.Progress;
import hexline.cli.ResultsFile;
import hexline.cli.Terminal;
import hexline.cli.Version;
import hexline.page.Browser;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The command line of the load tests: {@code ./run bench}. */
@Command(
    name = "bench",
    subcommands = {Selftest.class, ReportCommand.class},
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    sortOptions = false,
    usageHelpAutoWidth = true,
    description =
        "Load-tests the servers in turn, prints one table and a verdict, and writes a page of charts.",
    footer = {
      "",
      "Without options it tests all five servers, which takes about three minutes. Every answer is "
          + "compared byte for byte, and a row that fails an audit is printed as failed. See "
          + "bench/README.md.",
      "Exit codes: 1 a row failed or is missing, or the results cannot be written, 2 wrong usage, "
          + "130 after SIGINT."
    })
public final class Bench implements Callable<Integer> {

  @Option(
      names = "--full",
      description = "More points, processes and slices: about 35 minutes for all five servers.")
  boolean full;

  @Option(
      names = "--server",
      paramLabel = "NAME",
      converter = ServerConverter.class,
      description =
          "Only this server; options of the server may follow: 'nio --loops 2'. Repeatable.")
  List<ServerSpec> only = List.of();

  @Option(
      names = "--only",
      paramLabel = "BENCHMARK",
      converter = ExperimentConverter.class,
      description = "Only this benchmark: KeepAlive, ConnectPerRequest, OpenLoop, ... Repeatable.")
  List<Experiment> experiments = List.of();

  @Option(
      names = "--external",
      paramLabel = "NAME=COMMAND",
      converter = ServerConverter.class,
      description =
          "Also another server of the protocol: a command that stays in the foreground. {port} is "
              + "replaced by a free port, {work} by the work of each request. NAME:1=COMMAND for a "
              + "server that serves one client at a time. Repeatable.")
  List<ServerSpec> external = List.of();

  @Option(
      names = "--port",
      paramLabel = "N",
      description =
          "A server that runs already, on this port: it is measured instead of the suite, as far as "
              + "that is possible without its process.")
  @Nullable Integer port;

  @Option(
      names = "--host",
      paramLabel = "ADDRESS",
      description = "Where it runs, if not on this machine (127.0.0.1).")
  @Nullable String host;

  @Option(
      names = "--clients",
      paramLabel = "N",
      description = "How many clients it serves at a time, if there is a limit.")
  @Nullable Integer clients;

  @Option(
      names = "--baselines",
      description = "Also the baselines: three servers in Python, and one with Netty.")
  boolean baselines;

  @Option(
      names = "--results",
      paramLabel = "FOLDER",
      description = "Folder for the JSON file and the page (bench/results).")
  Path folder =
      Checkout.find()
          .map(checkout -> checkout.root().resolve("bench"))
          .orElse(Path.of(""))
          .resolve("results");

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "1",
      description = "Seed of the requests and of the Poisson arrivals (${DEFAULT-VALUE}).")
  long seed;

  @Option(
      names = "--threads",
      paramLabel = "N",
      description =
          "Load threads of the engine (1 up to four processors, and one more for each four beyond).")
  int threads = Processors.atStart().loadThreads();

  @Option(
      names = "--pin",
      description = "Servers and load engine on processors of their own (Linux, with taskset).")
  boolean pin;

  @Option(names = "--open", description = "Opens the page of the run in a browser.")
  boolean open;

  @Spec CommandSpec command = CommandSpec.create();

  @Nullable Profile profile; // null: as --full says

  private final AtomicBoolean reported = new AtomicBoolean();
  private final AtomicBoolean isEnding = new AtomicBoolean(); // the JVM, by a signal

  /** Runs the command line and ends the JVM with its exit code. */
  public static void main(String[] args) {
    System.exit(run(new Bench(), args));
  }

  /** Runs a command line as a program of its own does. */
  static int run(Bench bench, String... args) {
    Locale.setDefault(Locale.ROOT); // no number that a program reads has the user's digits
    return commandLine(bench).execute(args);
  }

  static CommandLine commandLine(Bench bench) {
    return Failures.reportedBy(new CommandLine(bench));
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    if (threads < 1) {
      throw new ParameterException(
          command.commandLine(), "--threads " + threads + ": at least one load thread is needed");
    }
    Environment environment = Environment.look();
    int processors = Processors.atStart().count();
    UnaryOperator<ServerSpec> pinned = UnaryOperator.identity();
    if (pin) {
      Processors.Split split = Processors.atStart().split(threads);
      if (!split.isPossible()) {
        throw new ParameterException(
            command.commandLine(), "--pin is not possible here: " + split.words());
      }
      split.pinThisProcess();
      processors = split.servers().size();
      pinned = server -> server.on(split);
    }
    var missing = new ArrayList<String>();
    List<ServerSpec> servers = servers(missing::add);
    Profile scale =
        profile != null
            ? profile
            : (full ? Profile.full() : Profile.quick()).forServers(servers.size());
    var findings = new Findings(environment, scale);
    findings.arguments(command.commandLine().getParseResult().originalArgs());
    missing.forEach(findings::note);
    if (pin) {
      findings.note(Processors.atStart().split(threads).words());
    }
    var comparison =
        new Comparison(
            scale,
            experiments.isEmpty() ? Experiments.ALL : experiments(),
            servers,
            findings,
            seed,
            threads,
            processors,
            pinned);
    ResultsFile file;
    try {
      file = ResultsFile.reserve(folder, environment.date());
    } catch (IOException e) {
      return cannotWrite(e);
    }
    var progress = new Progress(System.out, Terminal.find(), comparison.expected());
    var hook =
        new Thread(
            () -> {
              isEnding.set(true);
              findings.close();
              progress.end();
              report(findings, file, true);
            },
            "report-on-exit");
    Runtime.getRuntime().addShutdownHook(hook);
    boolean interrupted = false;
    try {
      comparison.run(progress);
    } catch (InterruptedException e) {
      interrupted = true;
    }
    boolean isWritten = report(findings, file, interrupted);
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    if (isWritten && open && !interrupted && !findings.isEmpty() && !isEnding.get()) {
      Browser.open(ReportCommand.pageOf(file.path()));
    }
    return isWritten && findings.isSound() && !interrupted ? 0 : 1;
  }

  /**
   * Prints and writes the findings, once: at the end of the run or, if that is earlier, of the JVM.
   * Returns whether they are in the file, or there are none.
   */
  private synchronized boolean report(Findings findings, ResultsFile file, boolean interrupted) {
    if (!reported.compareAndSet(false, true)) {
      return true;
    }
    findings.close();
    System.out.println();
    findings.report().forEach(line -> System.out.println(Printable.of(line)));
    System.out.flush();
    try {
      if (findings.isEmpty()) {
        file.release();
        return true;
      }
      file.write(findings.json(interrupted));
    } catch (IOException e) {
      cannotWrite(e);
      return false;
    }
    System.out.println();
    System.out.println((interrupted ? "Interrupted. " : "") + "All figures: " + file.path());
    System.out.flush();
    return writePage(file.path());
  }

  /** Writes the page of the results beside them, and prints its path as the last line. */
  private boolean writePage(Path results) {
    Path page = ReportCommand.pageOf(results);
    try {
      PageWriter.write(page, results);
    } catch (IOException e) {
      PrintWriter err = command.commandLine().getErr();
      err.println("bench: cannot write the page: " + Printable.of(Failures.reason(e)));
      err.flush();
      return false;
    }
    System.out.println(page);
    System.out.flush();
    return true;
  }

  private int cannotWrite(IOException e) {
    PrintWriter err = command.commandLine().getErr();
    err.println("bench: cannot write the results: " + Printable.of(Failures.reason(e)));
    err.println("Give a folder that can be written with --results FOLDER.");
    err.flush();
    return CommandLine.ExitCode.SOFTWARE;
  }

  /** Those of the option, each once, in the order in which they run. */
  private List<Experiment> experiments() {
    return Experiments.ALL.stream().filter(experiments::contains).toList();
  }

  /**
   * The servers of all options. Two of the same label would share their rows, so that is refused.
   */
  private List<ServerSpec> servers(Consumer<String> missing) {
    List<ServerSpec> remote = remote(missing);
    List<ServerSpec> suite = only.isEmpty() && remote.isEmpty() ? suite() : only;
    List<ServerSpec> others = baselines ? Baselines.available(missing) : List.of();
    List<ServerSpec> all =
        Stream.of(suite, external, remote, others).flatMap(List::stream).toList();
    var labels = new HashSet<String>();
    for (ServerSpec server : all) {
      if (!labels.add(server.label())) {
        throw new ParameterException(
            command.commandLine(), "two servers are called '" + server.label() + "'");
      }
    }
    for (ServerSpec server : all) {
      if (!server.isOfSuite() && ServerSpec.suite().contains(server.label())) {
        throw new ParameterException(
            command.commandLine(), "'" + server.label() + "' is a server of the suite");
      }
    }
    return all;
  }

  /** Several at a time, because each one is asked how many clients it serves. */
  private List<ServerSpec> suite() {
    try {
      return ServerSpec.suite().parallelStream().map(ServerSpec::parse).toList();
    } catch (IllegalArgumentException e) { // java cannot be run
      throw new ParameterException(command.commandLine(), e.getMessage(), e);
    }
  }

  /** The server of {@code --port}, if there is one. */
  private List<ServerSpec> remote(Consumer<String> note) {
    if (port == null) {
      if (host != null || clients != null) {
        throw new ParameterException(command.commandLine(), "--host and --clients need a --port");
      }
      return List.of();
    }
    try {
      ServerSpec remote =
          ServerSpec.remote(
              host == null ? "127.0.0.1" : host,
              port,
              clients == null ? ServerSpec.NO_LIMIT : clients);
      note.accept(
          "remote: not started by the bench, so its processor time, memory, threads and context"
              + " switches are not known, and benchmarks that start it with --work or measure its"
              + " memory leave it out");
      return List.of(remote);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(command.commandLine(), e.getMessage(), e);
    }
  }

  static final class ServerConverter implements CommandLine.ITypeConverter<ServerSpec> {
    @Override
    public ServerSpec convert(String value) {
      try {
        return ServerSpec.parse(value);
      } catch (IllegalArgumentException e) {
        throw new CommandLine.TypeConversionException(e.getMessage());
      }
    }
  }

  private static final class ExperimentConverter implements CommandLine.ITypeConverter<Experiment> {
    @Override
    public Experiment convert(String value) {
      return Experiments.byLabel(value)
          .orElseThrow(() ->
              new CommandLine.TypeConversionException(
                  "'" + value + "' is not one of " + Experiments.labels()));
    }
  }
}
