package hexline.conformance;

import static java.nio.charset.StandardCharsets.UTF_8;

import hexline.cli.Durations;
import hexline.cli.Failures;
import hexline.cli.ShellWords;
import hexline.cli.Version;
import hexline.cli.WholeFile;
import hexline.conformance.cases.Cases;
import hexline.conformance.cases.Draws;
import hexline.conformance.cases.TestCase;
import hexline.conformance.cases.Tier;
import hexline.conformance.client.KitFailure;
import hexline.conformance.process.Target;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.io.Writer;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
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
    versionProvider = Version.class,
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
      "Give the port of a running server, or a command that starts one on 127.0.0.1. In a command, "
          + "{port} is replaced by a free port. Some cases start a server with options, as in "
          + "'--idle-timeout 1s --verbose'; these replace {options}. Without {options} in the "
          + "command these cases are skipped.",
      "",
    },
    footer = {
      "",
      "Exit codes: 0 no case failed, 1 a case failed, 2 wrong usage, nothing listens on the port, "
          + "or the command starts no server, 3 no case failed, but the kit itself could not run "
          + "all: it lacks file descriptors, ports, memory or threads.",
      "",
      "Examples:",
      "  conformance --port 65432",
      "  conformance -- python3 my_server.py {port}",
      "  conformance --case F0 -- ./run nio-server --port {port} {options}",
    })
public final class Conformance implements Callable<Integer> {

  private static final int KIT_FAILED = 3;

  @Option(
      names = "--host",
      paramLabel = "ADDRESS",
      description = "Address of the running server (127.0.0.1).")
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
      names = "--tier",
      paramLabel = "N",
      converter = TierConverter.class,
      description =
          "Cases of tiers up to N (1): 1 is quick, 2 takes up to half a minute or thousands of "
              + "clients, 3 takes minutes.")
  private @Nullable Tier tier;

  @Option(
      names = "--trait",
      paramLabel = "TRAIT",
      converter = TraitConverter.class,
      description = "Declare a trait of the model: one-client-at-a-time.")
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
      description = "Exit code that is required after SIGTERM (default: any).")
  private @Nullable Integer exitCode;

  @Option(
      names = "--seed",
      paramLabel = "N",
      description = "Where the cases P and Z begin to draw at random (${DEFAULT-VALUE}).",
      defaultValue = "1")
  private long seed;

  @Option(
      names = "--random-time",
      paramLabel = "TIME",
      defaultValue = "1s",
      converter = TimeConverter.class,
      description = "How long each of the cases P and Z goes on (${DEFAULT-VALUE}).")
  private Duration randomTime = Duration.ZERO;

  @Option(names = "--junit", paramLabel = "FILE", description = "Also write JUnit XML.")
  private @Nullable Path junit;

  @Option(names = "--list", description = "List the cases, of all tiers, and run none.")
  private boolean list;

  @Parameters(paramLabel = "COMMAND", description = "Starts the server on port {port}.")
  private List<String> command = new ArrayList<>();

  @Spec private CommandSpec spec = CommandSpec.create();

  private Conformance() {}

  public static void main(String[] args) {
    Locale.setDefault(Locale.ROOT); // no number that a program reads has the user's digits
    System.exit(
        run(
            args,
            new PrintWriter(System.out, true, System.out.charset()),
            new PrintWriter(System.err, true, System.err.charset())));
  }

  /** Runs the kit; returns the exit code. */
  static int run(String[] args, PrintWriter out, PrintWriter err) {
    return Failures.reportedBy(new CommandLine(new Conformance()))
        .setOut(out)
        .setErr(err)
        .setExpandAtFiles(false) // an @ in the command is the command's
        .execute(args);
  }

  @Override
  public Integer call() throws IOException, InterruptedException, ExecutionException {
    List<TestCase> cases = selected();
    var report = new Report(spec.commandLine().getOut(), this::repeatCommand);
    if (list) {
      report.list(cases);
      return 0;
    }
    try {
      return check(cases, target(), report);
    } catch (KitFailure e) { // before the first case
      PrintWriter err = spec.commandLine().getErr();
      err.println("conformance: " + e.getMessage());
      return KIT_FAILED;
    }
  }

  private int check(List<TestCase> cases, Target target, Report report)
      throws IOException, InterruptedException, ExecutionException {
    try (WholeFile xml = openXml();
        var kit = new Kit(target, settings())) {
      if (!starts(kit)) {
        return 2;
      }
      List<Result> results = results(cases, kit, report);
      if (xml != null) {
        write(results, xml);
      }
      return exitCode(results);
    }
  }

  private static int exitCode(List<Result> results) {
    if (Report.count(results, Verdict.FAIL) > 0) {
      return 1;
    }
    return Report.count(results, Verdict.ERROR) > 0 ? KIT_FAILED : 0;
  }

  /** Otherwise every case would fail for the same reason. */
  private boolean starts(Kit kit) {
    try {
      kit.start();
      return true;
    } catch (IOException e) {
      PrintWriter err = spec.commandLine().getErr();
      err.println("conformance: the server did not start: " + e.getMessage());
      return false;
    }
  }

  private static List<Result> results(List<TestCase> cases, Kit kit, Report report)
      throws InterruptedException, ExecutionException {
    var results = new ArrayList<Result>();
    report.start();
    List<Future<Result>> running = cases.stream().map(kit::submit).toList();
    for (Future<Result> each : running) {
      Result result = each.get();
      results.add(result);
      report.add(result);
    }
    report.finish(results);
    return results;
  }

  /** The command line that runs one case again, with the same target and settings. */
  private String repeatCommand(TestCase testCase) {
    var words = new ArrayList<>(List.of("./run", "conformance", "--case", testCase.id()));
    if (testCase.tier() != Tier.QUICK) {
      words.addAll(List.of("--tier", "" + testCase.tier().number()));
    }
    traits.forEach(trait -> words.addAll(List.of("--trait", trait.label())));
    if (!timeout.equals(Settings.standard().timeout())) {
      words.addAll(List.of("--timeout", timeWord(timeout)));
    }
    if (exitCode != null) {
      words.addAll(List.of("--exit-code", exitCode.toString()));
    }
    if (seed != Draws.STANDARD.seed()) {
      words.addAll(List.of("--seed", String.valueOf(seed)));
    }
    if (!randomTime.equals(Draws.STANDARD.time())) {
      words.addAll(List.of("--random-time", timeWord(randomTime)));
    }
    if (host != null) {
      words.addAll(List.of("--host", host));
    }
    if (port != null) {
      words.addAll(List.of("--port", port.toString()));
    }
    if (!command.isEmpty()) {
      words.add("--");
      words.addAll(command);
    }
    return ShellWords.of(words);
  }

  /** A time as {@code --timeout} takes it. */
  static String timeWord(Duration time) {
    boolean isWholeSeconds = time.toMillis() % 1000 == 0;
    return isWholeSeconds ? time.toSeconds() + "s" : time.toMillis() + "ms";
  }

  /**
   * Opened before the cases run, so that a wrong path is reported at once; null if none is given.
   */
  private @Nullable WholeFile openXml() {
    try {
      return junit == null ? null : WholeFile.open(junit);
    } catch (IOException e) {
      throw wrong("cannot write the JUnit XML: " + Failures.reason(e));
    }
  }

  private static void write(List<Result> results, WholeFile xml) throws IOException {
    try {
      Writer writer = new BufferedWriter(new OutputStreamWriter(xml.output(), UTF_8));
      JUnitXml.write(results, writer);
      writer.flush();
      xml.commit();
    } catch (IOException e) {
      throw new IOException("cannot write the JUnit XML: " + Failures.reason(e), e);
    }
  }

  private List<TestCase> selected() {
    try {
      Pattern pattern = Pattern.compile(filter);
      Tier most = tier != null ? tier : list ? Tier.LONG : Tier.QUICK;
      List<TestCase> cases =
          Cases.upTo(most).stream()
              .filter(each -> pattern.matcher(each.toString()).find())
              .toList();
      if (cases.isEmpty()) {
        throw wrong("no case of tiers up to " + most.number() + " matches '" + filter + "'");
      }
      return cases;
    } catch (PatternSyntaxException e) {
      throw wrong("'" + filter + "' is not a regular expression: " + e.getDescription());
    }
  }

  private Target target() {
    if (command.isEmpty()) {
      if (port == null) {
        throw wrong("no server to test: give --port N, or a command after --");
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

  private Target listening(String host, int port) {
    var address = new InetSocketAddress(host, port);
    if (host.isBlank() || address.isUnresolved()) {
      throw wrong("unknown host: '" + host + "'");
    }
    try (var probe = new Socket()) {
      probe.connect(address, (int) timeout.toMillis());
    } catch (IOException e) {
      KitFailure.throwIfNoDescriptors();
      throw wrong("nothing listens on " + host + ", port " + port + ": " + e.getMessage());
    }
    return new Target.Address(host, port);
  }

  private Settings settings() {
    return new Settings(timeout, Set.copyOf(traits), exitCode, true, new Draws(seed, randomTime));
  }

  private ParameterException wrong(String message) {
    return new ParameterException(spec.commandLine(), message);
  }

  /** A time from 1 ms to an hour. */
  public static final class TimeConverter implements CommandLine.ITypeConverter<Duration> {
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

  /** A tier by its number. */
  public static final class TierConverter implements CommandLine.ITypeConverter<Tier> {
    @Override
    public Tier convert(String value) {
      try {
        return Tier.of(Integer.parseInt(value));
      } catch (IllegalArgumentException e) {
        throw new TypeConversionException("it must be 1, 2 or 3");
      }
    }
  }

  /** A trait by its label. */
  public static final class TraitConverter implements CommandLine.ITypeConverter<Trait> {
    @Override
    public Trait convert(String value) {
      return Trait.ALL.stream()
          .filter(trait -> trait.label().equals(value))
          .findFirst()
          .orElseThrow(() ->
              new TypeConversionException(
                  "there is no trait '"
                      + value
                      + "': "
                      + String.join(", ", Trait.ALL.stream().map(Trait::label).toList())));
    }
  }
}
