package hexline.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hexline.cli.Durations;
import hexline.server.TestServer.Run;
import java.io.BufferedReader;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The options that all servers share, and their defaults in the environment. */
@Timeout(60)
class CommandLineTest {

  /** The first line on standard error of a server that starts: its configuration, or a log line. */
  private static String firstLine(Map<String, String> environment, String... args)
      throws IOException {
    Process process = TestServer.start(environment, List.of(), args);
    try (BufferedReader out = process.inputReader();
        BufferedReader err = process.errorReader()) {
      String first = TestServer.line(err);
      String announcement = TestServer.line(out);
      assertTrue(announcement.contains(" listening on "), announcement + first);
      return first;
    } finally {
      process.destroyForcibly();
    }
  }

  @Test
  void takesDefaultsFromTheEnvironmentAndOptionsBeforeThem() throws Exception {
    Map<String, String> environment =
        Map.of(
            "HEXLINE_PORT",
            "0",
            "HEXLINE_IDLE_TIMEOUT",
            "7s",
            "HEXLINE_BACKLOG",
            "x", // replaced by the option, so that nobody reads it
            "HEXLINE_LANES",
            "8",
            "HEXLINE_WRITE_TIMEOUT",
            "",
            "HEXLINE_VERSION",
            "1.0");
    String config = firstLine(environment, "--backlog", "6", "--work", "block:10ms");
    assertTrue(config.contains("idleTimeout=PT7S"), config);
    assertTrue(config.contains("backlog=6"), config);
    assertTrue(config.contains("maxConnections=10000"), config);
    assertTrue(config.contains("writeTimeout=PT10S"), config);
    assertTrue(config.contains("Block[time=PT0.01S]"), config);
    assertTrue(config.contains("lanes=8"), config);
  }

  @Test
  void withoutOptionsTheDefaultsAreThoseOfServerConfig() throws Exception {
    String config = firstLine(Map.of("HEXLINE_LANES", ""), "--port", "0");
    assertTrue(config.startsWith(ServerConfig.onPort(0) + " "), config);
    assertTrue(config.endsWith("lanes=7"), config);
  }

  @ParameterizedTest
  @CsvSource({
    "HEXLINE_VERBOSE=true, DEBUG",
    "HEXLINE_TRACE=true, DEBUG",
    "HEXLINE_VERBOSE=false, ''",
    "HEXLINE_VERBOSE=, ''"
  })
  void theLogLevelIsReadFromTheEnvironment(String variable, String level) throws Exception {
    String[] parts = variable.split("=", 2);
    Process process =
        TestServer.start(Map.of(parts[0], parts[1]), List.of(), "--port", "0", "--lanes", "1");
    try (BufferedReader out = process.inputReader();
        BufferedReader err = process.errorReader()) {
      TestServer.letLog(TestServer.line(out));
      process.toHandle().destroy();
      boolean logged = err.lines().anyMatch(line -> line.contains(" DEBUG "));
      assertEquals(!level.isEmpty(), logged, "the server logs what clients do wrong");
    } finally {
      process.destroyForcibly();
    }
  }

  @Test
  void aFlagOnTheCommandLineSetsWhatTheEnvironmentHasSetAlready() throws Exception {
    Process process =
        TestServer.start(Map.of("HEXLINE_VERBOSE", "true"), List.of(), "--port", "0", "-v");
    try (BufferedReader out = process.inputReader();
        BufferedReader err = process.errorReader()) {
      TestServer.letLog(TestServer.line(out));
      process.toHandle().destroy();
      assertTrue(err.lines().anyMatch(line -> line.contains(" DEBUG ")), "still verbose");
    } finally {
      process.destroyForcibly();
    }
  }

  @Test
  void aKubernetesServiceLinkIsIgnoredWithAWarning() throws Exception {
    Map<String, String> link = Map.of("HEXLINE_BACKLOG", "tcp://10.0.0.7:65432");
    Process process = TestServer.start(link, List.of(), "--port", "0");
    try (BufferedReader out = process.inputReader();
        BufferedReader err = process.errorReader()) {
      TestServer.line(out);
      process.toHandle().destroy();
      List<String> lines = err.lines().toList();
      assertTrue(lines.stream().anyMatch(line -> line.contains("backlog=1024,")), lines::toString);
      String warning =
          lines.stream().filter(line -> line.contains(" WARNING ")).findFirst().orElse("");
      assertTrue(warning.contains("HEXLINE_BACKLOG=tcp://10.0.0.7:65432"), lines::toString);
      assertTrue(warning.contains("enableServiceLinks: false"), lines::toString);
    } finally {
      process.destroyForcibly();
    }
    assertFalse(
        firstLine(link, "--port", "0", "--backlog", "5").contains("WARNING"),
        "an option takes the place of the variable");
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
  void wrongUsageIsTwoLinesAndExitCode2(String argument) throws Exception {
    Run run = Run.of(argument);
    assertEquals(2, run.exitCode(), run.err());
    assertEquals("", run.out());
    assertEquals(2, run.err().lines().count(), run.err());
    assertTrue(run.err().startsWith("test-server: "), run.err());
    assertTrue(run.err().endsWith("Try 'test-server --help'.\n"), run.err());
  }

  @Test
  void theScriptThatStartedItIsNamedInUsageErrors() throws Exception {
    Run run = Run.of(Map.of(), List.of("-Dhexline.command=./run test-server"), "--nonsense");
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
  void aWrongVariableIsNamed(String variable, String value) throws Exception {
    Run run = Run.of(Map.of(variable, value), List.of());
    assertEquals(2, run.exitCode(), run.err());
    assertEquals(2, run.err().lines().count(), run.err());
    assertTrue(run.err().contains("(set by the environment: " + variable + "=" + value), run.err());
  }

  @Test
  void aWrongOptionIsNotBlamedOnAVariable() throws Exception {
    Run run = Run.of(Map.of("HEXLINE_PORT", "0"), List.of(), "--port", "x");
    assertEquals(2, run.exitCode(), run.err());
    assertFalse(run.err().contains("HEXLINE_PORT"), run.err());
  }

  @ParameterizedTest
  @ValueSource(strings = {"--help", "--version"})
  void aWrongVariableDoesNotKeepTheUserFromHelp(String option) throws Exception {
    Run run = Run.of(Map.of("HEXLINE_IDLE_TIMEOUT", "soon"), List.of(), option);
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
