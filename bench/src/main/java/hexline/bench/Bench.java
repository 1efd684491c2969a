package hexline.bench;

import hexline.bench.report.Environment;
import hexline.bench.report.Experiment;
import hexline.bench.report.Findings;
import hexline.bench.server.Baselines;
import hexline.bench.server.BenchFolder;
import hexline.bench.server.ServerSpec;
import hexline.cli.Failures;
import hexline.cli.Version;
import java.io.Console;
import java.io.IOException;
import java.nio.file.Path;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
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
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    sortOptions = false,
    usageHelpAutoWidth = true,
    description = "Load-tests the servers in turn and prints one table and a verdict.",
    footer = {
      "",
      "Without options it tests all five servers, which takes about three minutes. Every answer is "
          + "compared byte for byte, and a row that fails an audit is printed as failed. See "
          + "bench/README.md.",
      "Exit codes: 1 a row failed or is missing, 2 wrong usage, 130 after SIGINT."
    })
public final class Bench implements Callable<Integer> {

  @Option(names = "--full", description = "Several times as many points, processes and seconds.")
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
      names = "--baselines",
      description = "Also the baselines: three servers in Python, and one with Netty.")
  boolean baselines;

  @Option(
      names = "--results",
      paramLabel = "FOLDER",
      description = "Folder for the JSON file (bench/results).")
  Path folder = BenchFolder.find().orElse(Path.of("")).resolve("results");

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "1",
      description = "Seed of the requests and of the Poisson arrivals (${DEFAULT-VALUE}).")
  long seed;

  @Spec CommandSpec command = CommandSpec.create();

  @Nullable Profile profile; // null: as --full says

  private final AtomicBoolean reported = new AtomicBoolean();

  /** Runs the command line and ends the JVM with its exit code. */
  public static void main(String[] args) {
    System.exit(commandLine(new Bench()).execute(args));
  }

  static CommandLine commandLine(Bench bench) {
    return Failures.reportedBy(new CommandLine(bench));
  }

  @Override
  public Integer call() throws IOException {
    Environment environment = Environment.look();
    var findings = new Findings(environment, full ? "full" : "quick");
    var comparison =
        new Comparison(
            profile != null ? profile : full ? Profile.full() : Profile.quick(),
            experiments(),
            servers(findings::note),
            findings,
            seed);
    Path file = folder.resolve(fileName(environment));
    var progress = new Progress(System.out, isTerminal(), comparison.expected());
    var hook =
        new Thread(
            () -> {
              findings.close();
              progress.end();
              report(findings, file, true);
            },
            "report-on-exit");
    Runtime.getRuntime().addShutdownHook(hook);
    try {
      comparison.run(progress);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    report(findings, file, false);
    return findings.isSound() ? 0 : 1;
  }

  /** Shows that the latencies of an open loop include a pause of the server. */
  @Command(
      name = "selftest",
      mixinStandardHelpOptions = true,
      versionProvider = Version.class,
      description = {
        "Check that the engine does not omit a pause of the server.",
        "Stops a server (SIGSTOP) for one second within an open loop. Latency from the intended "
            + "start must show the pause; latency from the send hides it (coordinated omission). "
            + "Takes five seconds."
      })
  int selftest(
      @Option(
              names = "--server",
              paramLabel = "NAME",
              defaultValue = "nio",
              converter = ServerConverter.class,
              description = "The server to stop (${DEFAULT-VALUE}).")
          ServerSpec server)
      throws IOException, InterruptedException {
    CoordinatedOmissionCheck check = CoordinatedOmissionCheck.run(server);
    System.out.println(check);
    System.out.println(
        check.passed()
            ? "passed: latency from the intended start shows the pause; latency from the send does "
                + "not (coordinated omission)"
            : "FAILED: latency from the intended start must show the pause, latency from the send "
                + "must not");
    return check.passed() ? 0 : 1;
  }

  /**
   * Prints and writes the findings, once: at the end of the run or, if that is earlier, of the JVM.
   */
  private synchronized void report(Findings findings, Path file, boolean interrupted) {
    if (!reported.compareAndSet(false, true)) {
      return;
    }
    findings.close();
    System.out.println();
    findings.report().forEach(System.out::println);
    if (findings.isEmpty()) {
      return;
    }
    try {
      findings.write(file, interrupted);
      System.out.println();
      System.out.println((interrupted ? "Interrupted. " : "") + "All figures: " + file);
    } catch (IOException e) {
      System.out.println("cannot write " + file + ": " + e.getMessage());
    }
    System.out.flush();
  }

  @SuppressWarnings("SystemConsoleNull") // not so on JDK 25: null when output is piped
  private static boolean isTerminal() {
    Console console = System.console();
    return console != null && console.isTerminal();
  }

  private Set<Experiment> experiments() {
    return experiments.isEmpty() ? EnumSet.allOf(Experiment.class) : EnumSet.copyOf(experiments);
  }

  /**
   * The servers of all options. Two of the same label would share their rows, so that is refused.
   */
  private List<ServerSpec> servers(Consumer<String> missing) {
    Stream<ServerSpec> suite = ServerSpec.suite().stream().map(ServerSpec::parse);
    Stream<ServerSpec> others = baselines ? Baselines.available(missing).stream() : Stream.empty();
    List<ServerSpec> all =
        Stream.of(only.isEmpty() ? suite : only.stream(), external.stream(), others)
            .flatMap(servers -> servers)
            .toList();
    var labels = new HashSet<String>();
    for (ServerSpec server : all) {
      if (!labels.add(server.label())) {
        throw new ParameterException(
            command.commandLine(), "two servers are called '" + server.label() + "'");
      }
    }
    for (ServerSpec server : external) {
      if (ServerSpec.suite().contains(server.label())) {
        throw new ParameterException(
            command.commandLine(), "'" + server.label() + "' is a server of the suite");
      }
    }
    return all;
  }

  private static final class ServerConverter implements CommandLine.ITypeConverter<ServerSpec> {
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
      return Experiment.byLabel(value)
          .orElseThrow(() ->
              new CommandLine.TypeConversionException(
                  "'" + value + "' is not one of " + Experiment.labels()));
    }
  }

  private static String fileName(Environment environment) {
    return DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss")
            .withZone(ZoneOffset.UTC)
            .format(environment.date())
        + ".json";
  }
}
