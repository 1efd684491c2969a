package hexline.conformance;

import hexline.cli.Durations;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** The kit on the command line. */
@Command(
    name = "conformance",
    mixinStandardHelpOptions = true,
    version = "hexline conformance",
    sortOptions = false,
    usageHelpAutoWidth = true,
    customSynopsis = {
      "conformance [OPTIONS] --port N [--host ADDRESS]",
      "       conformance [OPTIONS] -- COMMAND... {port} [{options}]",
    },
    description = {
      "",
      "Checks whether a server, in any language, keeps the rules of PROTOCOL.md.",
      "",
      "Name a running server by its port, or give a command that starts one on 127.0.0.1: {port} "
          + "in it is replaced by a free port. Some cases need limits other than the defaults, as in "
          + "'--idle-timeout 1s --verbose'; they replace {options}, and are skipped if there is none.",
      "",
    },
    footer = {
      "",
      "Exit codes: 0 nothing failed, 1 something failed, 2 wrong usage, or nobody listens.",
      "",
      "Examples:",
      "  conformance --port 65432",
      "  conformance -- python3 my_server.py {port}",
      "  conformance --case F0 -- ./run nio-server --port {port} {options}",
    })
public final class Conformance implements Callable<Integer> {

  @Option(
      names = "--host",
      paramLabel = "ADDRESS",
      description = "Where the running server is (127.0.0.1).")
  private @Nullable String host;

  @Option(names = "--port", paramLabel = "N", description = "Port of a running server.")
  private @Nullable Integer port;

  @Option(
      names = "--case",
      paramLabel = "REGEX",
      defaultValue = "",
      description = "Only cases whose id and title contain a match, as in 'F0|half-close'.")
  private String filter = "";

  @Option(
      names = "--trait",
      paramLabel = "TRAIT",
      converter = TraitConverter.class,
      description = "Declare what the server is by nature: one-client-at-a-time.")
  private List<Trait> traits = new ArrayList<>();

  @Option(
      names = "--timeout",
      paramLabel = "TIME",
      defaultValue = "5s",
      converter = TimeConverter.class,
      description = "Longest wait for a byte that is due (${DEFAULT-VALUE}).")
  private Duration timeout = Duration.ZERO;

  @Option(
      names = "--exit-code",
      paramLabel = "N",
      description = "Exit code that is required after SIGTERM (any).")
  private @Nullable Integer exitCode;

  @Option(names = "--junit", paramLabel = "FILE", description = "Also write JUnit XML.")
  private @Nullable Path junit;

  @Option(names = "--list", description = "List the cases and do nothing.")
  private boolean list;

  @Parameters(paramLabel = "COMMAND", description = "Starts the server on port {port}.")
  private List<String> command = new ArrayList<>();

  @Spec private CommandSpec spec = CommandSpec.create();

  private Conformance() {}

  public static void main(String[] args) {
    System.exit(
        run(
            args,
            new PrintWriter(System.out, true, System.out.charset()),
            new PrintWriter(System.err, true, System.err.charset())));
  }

  /** Runs the kit; returns the exit code. */
  static int run(String[] args, PrintWriter out, PrintWriter err) {
    return new CommandLine(new Conformance())
        .setOut(out)
        .setErr(err)
        .setExpandAtFiles(false) // an @ in the command is the command's
        .setParameterExceptionHandler((e, given) -> {
          String message = String.valueOf(e.getMessage()).lines().findFirst().orElse("");
          err.println("conformance: " + message + " (try 'conformance --help')");
          return 2;
        })
        .setExecutionExceptionHandler((e, commandLine, parsed) -> {
          err.println("conformance: " + e.getMessage());
          return 1;
        })
        .execute(args);
  }

  @Override
  public Integer call() throws IOException, InterruptedException, ExecutionException {
    List<Case> cases = selected();
    var report = new Report(spec.commandLine().getOut());
    if (list) {
      report.list(cases);
      return 0;
    }
    Target target = target();
    try (Writer xml = openXml()) {
      List<Result> results = results(cases, target, report);
      JUnitXml.write(results, xml);
      return Report.count(results, Verdict.FAIL) == 0 ? 0 : 1;
    }
  }

  private List<Result> results(List<Case> cases, Target target, Report report)
      throws InterruptedException, ExecutionException {
    var results = new ArrayList<Result>();
    try (var kit = new Kit(target, settings())) {
      report.start();
      List<Future<Result>> running = cases.stream().map(kit::submit).toList();
      for (Future<Result> each : running) {
        Result result = each.get();
        results.add(result);
        report.add(result);
      }
    }
    report.finish(results);
    return results;
  }

  /** Before the cases run: who cannot be told what came out should hear so at once. */
  private Writer openXml() {
    try {
      return junit == null ? Writer.nullWriter() : Files.newBufferedWriter(junit);
    } catch (IOException e) {
      throw wrong("cannot write to " + junit + ": " + e.getClass().getSimpleName());
    }
  }

  private List<Case> selected() {
    try {
      Pattern pattern = Pattern.compile(filter);
      List<Case> cases =
          Cases.ALL.stream().filter(each -> pattern.matcher(each.toString()).find()).toList();
      if (cases.isEmpty()) {
        throw wrong("no case matches '" + filter + "'");
      }
      return cases;
    } catch (PatternSyntaxException e) {
      throw wrong("'" + filter + "' is not a regular expression: " + e.getDescription());
    }
  }

  private Target target() {
    if (command.isEmpty()) {
      if (port == null) {
        throw wrong("what is to be tested? Give --port N, or a command after --");
      }
      if (port < 1 || port > 65535) {
        throw wrong("the port must be from 1 to 65535: " + port);
      }
      return listening(host == null ? "127.0.0.1" : host, port);
    }
    if (port != null || host != null) {
      throw wrong("give --host and --port, or a command, but not both");
    }
    try {
      return new Target.Command(command);
    } catch (IllegalArgumentException e) {
      throw wrong(String.valueOf(e.getMessage()));
    }
  }

  /** Otherwise every case would fail, which says nothing about the rules. */
  private Target listening(String host, int port) {
    var address = new InetSocketAddress(host, port);
    if (host.isBlank() || address.isUnresolved()) {
      throw wrong("unknown host: '" + host + "'");
    }
    try (var probe = new Socket()) {
      probe.connect(address, (int) timeout.toMillis());
    } catch (IOException e) {
      throw wrong("nobody answers on %s, port %d: %s".formatted(host, port, e.getMessage()));
    }
    return new Target.Address(host, port);
  }

  private Settings settings() {
    return new Settings(timeout, Set.copyOf(traits), exitCode);
  }

  private ParameterException wrong(String message) {
    return new ParameterException(spec.commandLine(), message);
  }

  private static final class TimeConverter implements CommandLine.ITypeConverter<Duration> {
    private static final Duration LONGEST = Duration.ofHours(1);

    @Override
    public Duration convert(String value) {
      try {
        Duration time = Durations.parse(value);
        if (time.toMillis() == 0 || time.compareTo(LONGEST) > 0) {
          throw new TypeConversionException("it must be from 1ms to 1h");
        }
        return time;
      } catch (IllegalArgumentException e) {
        throw new TypeConversionException(e.getMessage());
      }
    }
  }

  private static final class TraitConverter implements CommandLine.ITypeConverter<Trait> {
    @Override
    public Trait convert(String value) {
      for (Trait trait : Trait.ALL) {
        if (trait.label().equals(value)) {
          return trait;
        }
      }
      throw new TypeConversionException("the only trait is one-client-at-a-time");
    }
  }
}
