package hexline.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hexline.cli.Durations;
import hexline.server.TestServer.Run;
import java.io.BufferedReader;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.logging.Level;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** The options that all servers share, and their defaults in the environment. */
@Timeout(60)
class CommandLineTest {

  /** What is parsed from the environment and the command line. */
  private static ServerOptions parse(Map<String, String> environment, String... args) {
    var options = new ServerOptions();
    new CommandLine(options)
        .setDefaultValueProvider(new EnvironmentDefaults(environment))
        .parseArgs(args);
    return options;
  }

  /** Runs a command line that starts no server. */
  private static Run run(Map<String, String> environment, String... args) {
    var out = new StringWriter();
    var err = new StringWriter();
    int exitCode =
        Launcher.command(new TestServer(), environment)
            .setOut(new PrintWriter(out, true))
            .setErr(new PrintWriter(err, true))
            .execute(args);
    return new Run(exitCode, out.toString(), err.toString());
  }

  @Test
  void takesDefaultsFromTheEnvironmentAndOptionsBeforeThem() throws Exception {
    Map<String, String> environment =
        Map.ofEntries(
            Map.entry("HEXLINE_PORT", "0"),
            Map.entry("HEXLINE_IDLE_TIMEOUT", "7s"),
            Map.entry("HEXLINE_BACKLOG", "x"), // the option replaces it
            Map.entry("HEXLINE_LANES", "8"), // of the server's own option
            Map.entry("HEXLINE_WRITE_TIMEOUT", ""),
            Map.entry("HEXLINE_MAX_CONNECTIONS", "tcp://10.0.0.7:65432"), // as Kubernetes sets it
            Map.entry("HEXLINE_VERSION", "1.0"));
    Process process =
        TestServer.start(environment, List.of(), "--backlog", "6", "--work", "block:10ms");
    try (BufferedReader out = process.inputReader();
        BufferedReader err = process.errorReader()) {
      TestServer.line(out);
      process.toHandle().destroy(); // leaves the streams open
      List<String> lines = err.lines().toList();
      String config =
          lines.stream().filter(line -> line.startsWith("ServerConfig")).findFirst().orElse("");
      assertTrue(config.contains("idleTimeout=PT7S"), lines::toString);
      assertTrue(config.contains("backlog=6"), lines::toString);
      assertTrue(config.contains("writeTimeout=PT10S"), lines::toString);
      assertTrue(config.contains("maxConnections=10000"), lines::toString);
      assertTrue(config.contains("Block[time=PT0.01S]"), lines::toString);
      assertTrue(config.contains("lanes=8"), lines::toString);
      List<String> warnings = lines.stream().filter(line -> line.contains(" WARNING ")).toList();
      assertEquals(1, warnings.size(), lines::toString);
      assertTrue(
          warnings.getFirst().contains("HEXLINE_MAX_CONNECTIONS=tcp://10.0.0.7:65432")
              && warnings.getFirst().contains("enableServiceLinks: false"),
          lines::toString);
    } finally {
      process.destroyForcibly();
    }
  }

  @Test
  void withoutOptionsTheDefaultsAreThoseOfServerConfig() {
    assertEquals(ServerConfig.onPort(65432), parse(Map.of()).config());
    assertEquals(Level.INFO, parse(Map.of()).logLevel());
  }

  @Test
  void everyOptionReachesItsPlace() {
    ServerConfig expected =
        ServerConfig.onPort(0)
            .withBind(new InetSocketAddress("::1", 1))
            .withBacklog(2)
            .withMaxConnections(3)
            .withIdleTimeout(Duration.ofSeconds(4))
            .withWriteTimeout(Duration.ofSeconds(5))
            .withDrainTimeout(Duration.ofSeconds(6));
    String[] options =
        ("--host=::1 --port=1 --backlog=2 --max-connections=3 --idle-timeout=4s"
                + " --write-timeout=5s --drain-timeout=6s")
            .split(" ", -1);
    assertEquals(expected, parse(Map.of(), options).config());
  }

  @ParameterizedTest
  @CsvSource({
    "'', '', INFO",
    "'', -v, FINE",
    "'', --verbose, FINE",
    "'', --trace, FINER",
    "HEXLINE_VERBOSE=true, '', FINE",
    "HEXLINE_VERBOSE=true, -v, FINE",
    "HEXLINE_VERBOSE=false, '', INFO",
    "HEXLINE_VERBOSE=false, -v, FINE",
    "HEXLINE_VERBOSE=, '', INFO",
    "HEXLINE_TRACE=true, '', FINER",
    "HEXLINE_TRACE=true, --trace, FINER",
  })
  void theLogLevelIsAnOptionAndAVariable(String variable, String option, String level) {
    Map<String, String> environment =
        variable.isEmpty()
            ? Map.of()
            : Map.of(variable.replaceAll("=.*", ""), variable.replaceAll(".*=", ""));
    String[] args = option.isEmpty() ? new String[0] : new String[] {option};
    assertEquals(Level.parse(level), parse(environment, args).logLevel());
  }

  @Test
  void aServiceLinkIsNoValueAndIsReportedUnlessAnOptionReplacesIt() {
    String link = "HEXLINE_PORT=tcp://10.0.0.7:65432";
    Map<String, String> environment = Map.of("HEXLINE_PORT", "tcp://10.0.0.7:65432");
    for (String[] args : List.of(new String[0], new String[] {"--port=1"})) {
      var provider = new EnvironmentDefaults(environment);
      var options = new ServerOptions();
      new CommandLine(options).setDefaultValueProvider(provider).parseArgs(args);
      assertEquals(args.length == 0 ? 65432 : 1, options.config().bind().getPort());
      assertEquals(args.length == 0 ? Set.of(link) : Set.of(), provider.foreign());
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--port=65536",
        "--port=x",
        "--idle-timeout=5",
        "--idle-timeout=0s",
        "--idle-timeout=999999999h",
        "--work=block:999999999h",
        "@/etc/hostname",
        "--work=sleep:1s",
        "--max-connections=0",
        "--backlog=-1",
        "--nonsense",
        "stray",
      })
  void wrongUsageIsTwoLinesAndExitCode2(String argument) {
    Run run = run(Map.of(), argument);
    assertEquals(2, run.exitCode(), run.err());
    assertEquals("", run.out());
    assertEquals(2, run.err().lines().count(), run.err());
    assertTrue(run.err().startsWith("test-server: "), run.err());
    assertTrue(run.err().endsWith("Try 'test-server --help'.\n"), run.err());
  }

  @Test
  void aProcessEndsWithTheExitCodeAndNamesTheScriptThatStartedIt() throws Exception {
    Run run = Run.of(Map.of(), List.of("-Dhexline.command=./run test-server"), "--nonsense");
    assertEquals(2, run.exitCode(), run.err());
    assertEquals("", run.out());
    assertTrue(run.err().endsWith("Try './run test-server --help'.\n"), run.err());
  }

  @ParameterizedTest
  @CsvSource({
    "HEXLINE_IDLE_TIMEOUT, soon",
    "HEXLINE_VERBOSE, perhaps",
    "HEXLINE_MAX_CONNECTIONS, 0",
    "HEXLINE_PORT, http",
    "HEXLINE_LANES, x",
  })
  void aWrongVariableIsNamed(String variable, String value) {
    Run run = run(Map.of(variable, value));
    assertEquals(2, run.exitCode(), run.err());
    assertEquals(2, run.err().lines().count(), run.err());
    assertTrue(run.err().contains("(set by the environment: " + variable + "=" + value), run.err());
  }

  @Test
  void aWrongOptionIsNotBlamedOnAVariable() {
    Run run = run(Map.of("HEXLINE_PORT", "0"), "--port", "x");
    assertEquals(2, run.exitCode(), run.err());
    assertFalse(run.err().contains("HEXLINE_PORT"), run.err());
  }

  @Test
  void printConfigSaysWhatTheOptionsAndTheEnvironmentGiveAndStartsNothing() {
    Map<String, String> environment =
        Map.of("HEXLINE_IDLE_TIMEOUT", "7s", "HEXLINE_LANES", "8", "HEXLINE_BACKLOG", "x");
    Run run = run(environment, "--print-config", "--backlog=6", "--work", "block:10ms", "-v");
    assertEquals(0, run.exitCode(), run.err());
    assertEquals("", run.err());
    List<String> lines = run.out().lines().toList();
    for (String line :
        List.of(
            "host=127.0.0.1",
            "port=65432",
            "backlog=6",
            "max-connections=10000",
            "idle-timeout=7s",
            "write-timeout=10s",
            "work=block:10ms",
            "verbose=true",
            "trace=false",
            "lanes=8",
            "clients-at-a-time=8")) {
      assertTrue(lines.contains(line), () -> line + " in " + lines);
    }
    assertFalse(run.out().contains("help") || run.out().contains("print"), run.out());
    assertTrue(
        run(environment, "--print-config", "--backlog=6", "--max-connections=5")
            .out()
            .endsWith("\nclients-at-a-time=5\n"),
        "more are refused");
    assertEquals(2, run(environment, "--print-config").exitCode(), "the environment is wrong");
  }

  @ParameterizedTest
  @ValueSource(strings = {"--help", "--version"})
  void aWrongVariableDoesNotKeepTheUserFromHelp(String option) {
    Run run = run(Map.of("HEXLINE_IDLE_TIMEOUT", "soon"), option);
    assertEquals(0, run.exitCode(), run.err());
    assertTrue(run.out().contains("test-server"), run.out());
  }

  @Test
  void helpAndVersionGoToStandardOutput() throws Exception {
    Run help = Run.of("--help");
    assertEquals(0, help.exitCode());
    for (String option :
        List.of("--host", "--port", "--max-connections", "--drain-timeout", "--work", "--trace")) {
      assertTrue(help.out().contains(option), () -> option + " is missing in " + help.out());
    }
    String text = help.out().replaceAll("\\s+", " ");
    assertTrue(text.contains("completes no line in this time (5m)"), text);
    assertTrue(text.contains("Lanes (7)"), text);
    assertTrue(Run.of("--version").out().startsWith("hexline test-server "));
  }

  @ParameterizedTest
  @CsvSource({
    "10us,10000",
    "10ms,10000000",
    "5s,5000000000",
    "2m,120000000000",
    "1h,3600000000000"
  })
  void timesHaveAUnit(String text, long nanos) {
    assertEquals(Duration.ofNanos(nanos), Durations.parse(text));
    assertEquals(text, Durations.format(Duration.ofNanos(nanos)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "5", "5 s", "-5s", "5S", "1.5s", "1d", "9999999999s", "8761h"})
  void otherTimesAreRefused(String text) {
    assertThrows(IllegalArgumentException.class, () -> Durations.parse(text));
  }
}
