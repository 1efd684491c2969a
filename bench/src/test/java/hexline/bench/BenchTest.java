package hexline.bench;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hexline.bench.server.ServerSpec;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(180)
class BenchTest {

  private static final int USAGE = 2;
  private static final int SIGTERM = 143;

  /** All steps of a quick run, no longer than they must be to be taken. */
  private static Bench shortest() {
    var bench = new Bench();
    Duration shortTime = Duration.ofMillis(50);
    bench.profile =
        new Profile(
            2,
            shortTime,
            shortTime,
            3,
            shortTime,
            shortTime,
            Profile.quick().keepAlive(),
            List.of(0.5),
            4,
            40);
    return bench;
  }

  /** The command line of a short run, as a process. */
  static final class Shortest {
    public static void main(String[] args) {
      System.exit(Bench.commandLine(shortest()).execute(args));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--server nginx",
        "--only Nothing",
        "--external x=cmd",
        "--external sync=cmd-{port}",
        "--server nio --server nio",
        "--what",
        "selftest -x"
      })
  @DisplayName("wrong usage is exit code 2, the reason, and where to get help")
  void usage(String arguments) {
    var words = new StringWriter();
    var command = Bench.commandLine(new Bench()).setErr(new PrintWriter(words));
    assertEquals(USAGE, command.execute(arguments.split(" ")), "exit code");
    List<String> lines = words.toString().lines().toList();
    assertEquals(2, lines.size(), words::toString);
    assertTrue(lines.get(0).startsWith("bench"), words::toString);
    assertTrue(lines.get(1).matches("Try 'bench.* --help'\\."), words::toString);
  }

  @Test
  @DisplayName("a server that does not start is exit code 1, and said, and the others are measured")
  void missing(@TempDir Path folder) {
    var output = new ByteArrayOutputStream();
    PrintStream standard = System.out;
    int exit;
    try (var captured = new PrintStream(output, true, UTF_8)) {
      System.setOut(captured);
      exit =
          Bench.commandLine(shortest())
              .execute(
                  "--only=ConnectPerRequest",
                  "--server=nio",
                  "--external=gone=" + java() + " --no-such-option {port}",
                  "--results=" + folder);
    } finally {
      System.setOut(standard);
    }
    String report = output.toString(UTF_8);
    assertEquals(1, exit, report);
    assertTrue(report.contains("ERROR: gone ended with exit code 1 before it listened: "), report);
    assertTrue(
        report.contains("ERROR: gone is not running; its remaining measurements are skipped"),
        report);
    assertTrue(report.contains("\nnio "), report);
  }

  @Test
  @DisplayName("two servers of one name would share a row: they are refused by name")
  void sameName() {
    var words = new StringWriter();
    var command = Bench.commandLine(new Bench()).setErr(new PrintWriter(words));
    assertEquals(
        USAGE, command.execute("--external=x=a-{port}", "--external=x=b-{port}"), "exit code");
    assertTrue(words.toString().startsWith("bench: two servers are called 'x'"), words::toString);
    var others = new StringWriter();
    command.setErr(new PrintWriter(others));
    assertEquals(
        USAGE, command.execute("--server=virtual", "--external=nio=c-{port}"), "exit code");
    assertTrue(
        others.toString().startsWith("bench: 'nio' is a server of the suite"), others::toString);
  }

  private static String java() {
    return Path.of(System.getProperty("java.home"), "bin", "java").toString();
  }

  @Test
  @DisabledOnOs(OS.WINDOWS)
  @DisplayName(
      "latency from the intended start shows a pause of the server, latency from the send hides it")
  void selfTrial() throws IOException, InterruptedException {
    CoordinatedOmissionCheck check = CoordinatedOmissionCheck.run(ServerSpec.parse("nio"));
    assertTrue(check.passed(), check::toString);
  }

  @Test
  @DisabledOnOs(OS.WINDOWS)
  @DisplayName("a run that is told to stop keeps what it has, and leaves no child behind")
  void interrupted(@TempDir Path folder) throws Exception {
    var command =
        List.of(
            java(),
            "-XX:TieredStopAtLevel=1", // it is short
            "--enable-native-access=ALL-UNNAMED",
            "-cp",
            System.getProperty("java.class.path"),
            Shortest.class.getName(),
            "--only=KeepAlive",
            "--server=nio",
            "--results=" + folder);
    Process bench = new ProcessBuilder(command).redirectErrorStream(true).start();
    List<ProcessHandle> children = List.of();
    var output = new ArrayList<String>();
    try (var lines = new BufferedReader(new InputStreamReader(bench.getInputStream(), UTF_8))) {
      for (String line; (line = lines.readLine()) != null; ) {
        output.add(line);
        if (line.contains("KeepAlive 256 x 1")) { // so 1 x 1 is done
          children = bench.descendants().toList();
          bench.toHandle().destroy(); // which, other than destroy, leaves its output open
        }
      }
    } finally {
      bench.destroyForcibly();
    }
    assertTrue(bench.waitFor(60, TimeUnit.SECONDS), "it ends");
    assertEquals(SIGTERM, bench.exitValue(), () -> "exit code: " + output);
    assertFalse(children.isEmpty(), "it had a server running when it was told to stop");
    for (ProcessHandle child : children) {
      child.onExit().get(60, TimeUnit.SECONDS); // none is left
    }
    assertTrue(output.stream().anyMatch(line -> line.startsWith("nio ")), "what is done is shown");
    int report = output.indexOf("");
    assertTrue(
        output.get(report - 1).endsWith(" left"), () -> "progress, then a report: " + output);
    assertTrue(
        output.stream().skip(report).noneMatch(line -> line.endsWith(" left")),
        () -> "no progress within the report: " + output);
    try (Stream<Path> files = Files.list(folder)) {
      List<Path> results = files.toList();
      assertEquals(1, results.size(), "one file is written");
      assertTrue(
          Files.readString(results.getFirst()).contains("\"interrupted\": true"),
          "and says that it is not complete");
    }
  }
}
