package hexline.bench;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hexline.bench.experiment.Experiments;
import hexline.bench.experiment.Profile;
import hexline.bench.report.Json;
import hexline.bench.report.ResultsSchema;
import hexline.bench.server.MeasuredServer;
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
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
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
            "shortest",
            1,
            1,
            2,
            shortTime,
            Duration.ofMillis(5),
            shortTime,
            shortTime,
            1,
            2,
            shortTime,
            Profile.quick().keepAlive(),
            List.of(0.5),
            4,
            40);
    return bench;
  }

  /** What a run has printed, and its exit code. */
  private record Printed(int exit, String text) {

    /** The same as one line, so that it does not matter where lines are broken. */
    String words() {
      return text.replaceAll("\\s+", " ");
    }
  }

  private static Printed run(Bench bench, String... arguments) {
    return run(bench, line -> {}, arguments);
  }

  /** Runs a command line on this thread, and calls an action for each line that it prints. */
  private static Printed run(Bench bench, Consumer<String> onLine, String... arguments) {
    var output = new ByteArrayOutputStream();
    PrintStream standard = System.out;
    try (var captured =
        new PrintStream(output, true, UTF_8) {
          @Override
          public void println(String line) {
            super.println(line);
            onLine.accept(line);
          }
        }) {
      System.setOut(captured);
      int exit = Bench.commandLine(bench).execute(arguments);
      return new Printed(exit, output.toString(UTF_8));
    } finally {
      System.setOut(standard);
    }
  }

  private static String onlyFile(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      List<Path> results = files.sorted().toList();
      assertEquals(2, results.size(), "the results and their page are written");
      assertEquals(ReportCommand.pageOf(results.getLast()), results.getFirst());
      return Files.readString(results.getLast());
    }
  }

  /** The command line of a short run, as a process. */
  static final class Shortest {
    public static void main(String[] args) {
      System.exit(Bench.run(shortest(), args));
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
        "--server nio=--loop=2",
        "--host localhost",
        "--port 0",
        "--port 7 --host no.such.invalid",
        "--port 7 --clients 0",
        "--threads 0",
        "--what",
        "selftest -x",
        "selftest --server nosuch",
        "selftest --runs -1",
        "selftest --runs 0 --busy -1"
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
  @DisplayName("every experiment is measured, printed, and written as the schema says")
  void everything(@TempDir Path folder) throws IOException {
    Printed printed = run(shortest(), "--server=nio", "--results=" + folder);
    for (String experiment : Experiments.labels()) {
      assertTrue(printed.text().contains("\n" + experiment + ": "), printed::text);
    }
    assertTrue(printed.text().contains("\nnio workers 4 "), "event loops have workers, too");
    assertTrue(printed.words().contains("note: each server was started once"), printed::text);
    assertTrue(printed.text().contains("\nVerdict\n"), printed::text);
    String json = onlyFile(folder);
    assertEquals(List.of(), ResultsSchema.errors(json));
    assertFalse(json.contains(System.getProperty("java.class.path")), "no folders of this machine");
  }

  @Test
  @Tag("thorough")
  @DisplayName("a server that does not start is exit code 1, and said, and the others are measured")
  void missing(@TempDir Path folder) throws IOException {
    Printed printed =
        run(
            shortest(),
            "--only=ConnectPerRequest",
            "--server=nio",
            "--external=gone=" + java() + " --no-such-option {port}",
            "--results=" + folder);
    assertEquals(1, printed.exit(), printed::text);
    String report = printed.words();
    assertTrue(
        report.matches(
            ".* ERROR: gone ended with exit code 1 before it listened: .*--no-such-option.*;"
                + " gone is not measured any further .*"),
        printed::text);
    assertEquals(2, report.split("is not measured any further", -1).length, "said once");
    assertTrue(printed.text().contains("\nnio "), printed::text);
    assertFalse(printed.text().contains("\ngone "), "it has no row");
    assertEquals(List.of(), ResultsSchema.errors(onlyFile(folder)));
  }

  @Test
  @DisplayName("loads that a server cannot take by design are skipped, and a note says so")
  void skipped(@TempDir Path folder) throws IOException {
    Printed printed =
        run(
            shortest(),
            "--only=OpenLoop",
            "--only=IdleConnections",
            "--server=sync",
            "--results=" + folder);
    assertEquals(1, printed.exit(), "nothing was measured");
    assertTrue(
        printed
            .words()
            .contains(
                "note: sync serves 1 client at a time; loads in which more must be served are skipped"),
        printed::text);
    try (Stream<Path> files = Files.list(folder)) {
      assertEquals(0, files.count(), "no file about nothing");
    }
  }

  @Test
  @Tag("thorough")
  @DisplayName("a run whose thread is interrupted keeps what it has, and is no success")
  void interruptedThread(@TempDir Path folder) throws IOException {
    Printed printed =
        run(
            shortest(),
            line -> {
              if (line.contains("KeepAlive 256 connections x 1")) { // so 1 x 1 is done
                Thread.currentThread().interrupt();
              }
            },
            "--only=KeepAlive",
            "--server=nio",
            "--results=" + folder);
    assertTrue(Thread.interrupted(), "the caller still learns of it");
    assertEquals(1, printed.exit(), printed::text);
    assertTrue(printed.text().contains("\nInterrupted. All figures: "), printed::text);
    assertTrue(printed.text().lines().toList().getLast().endsWith(".html"), printed::text);
    String json = onlyFile(folder);
    assertEquals(List.of(), ResultsSchema.errors(json));
    assertTrue(Json.read(json).get("interrupted").booleanValue(), "not complete");
    assertEquals(1, Json.read(json).get("points").size(), "the first point");
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

  @Test
  @DisplayName("options that a server refuses are wrong usage, in the server's words")
  void optionsOfServer() {
    var words = new StringWriter();
    var command = Bench.commandLine(new Bench()).setErr(new PrintWriter(words));
    assertEquals(USAGE, command.execute("--server", "nio --loop 2"), "exit code");
    List<String> lines = words.toString().lines().toList();
    assertEquals(2, lines.size(), words::toString);
    assertTrue(lines.getFirst().contains("nio-server: Unknown option"), words::toString);
  }

  @Test
  @Tag("thorough")
  @DisplayName("a load with more clients than a pool has threads is left out, and a note says so")
  void pool(@TempDir Path folder) {
    assertPool("threaded --threads=4", true, folder);
  }

  @Test
  @Tag("thorough")
  @DisplayName("without a pool no load is left out")
  void noPool(@TempDir Path folder) {
    assertPool("threaded --threads 0", false, folder);
  }

  private static void assertPool(String server, boolean isPool, Path folder) {
    String report =
        run(shortest(), "--only=KeepAlive", "--server", server, "--results=" + folder).text();
    assertTrue(report.contains("\nKeepAlive: 1 connection x 1"), report);
    assertEquals(!isPool, report.contains("\nKeepAlive: 256 connections x 1"), report);
    assertEquals(isPool, report.matches("(?s).*note: threaded .* serves 4 clients at a.*"), report);
  }

  @Test
  @Tag("thorough")
  @DisplayName("a server that runs already is measured alone, and goes on")
  void remote(@TempDir Path folder) throws IOException {
    try (var running = MeasuredServer.start(ServerSpec.parse("nio"), "none")) {
      String report =
          run(shortest(), "--port=" + running.address().getPort(), "--results=" + folder).text();
      assertTrue(report.contains("\nremote "), report);
      assertTrue(report.contains("note: remote: not started by the bench"), report);
      assertFalse(report.contains("\nnio ") || report.contains("\nBlockingWork"), report);
      assertTrue(running.isAlive(), "it goes on");
    }
  }

  @Test
  @DisplayName("a selftest whose server does not start is one line and exit code 1")
  void selftestWithoutServer() {
    var words = new StringWriter();
    var command = Bench.commandLine(new Bench()).setErr(new PrintWriter(words));
    assertEquals(1, command.execute("selftest", "--server", "x=false {port}"), words::toString);
    assertEquals("bench selftest: x ended with exit code 1 before it listened\n", words.toString());
  }

  @Test
  @DisplayName("a selftest writes over no file, and says so before it measures")
  void selftestWritesNothingOver(@TempDir Path folder) throws IOException {
    Path file = Files.writeString(folder.resolve("runs.json"), "older");
    var words = new StringWriter();
    var command = Bench.commandLine(new Bench()).setErr(new PrintWriter(words));
    int exit =
        command.execute("selftest", "--server", "x=false {port}", "--write", file.toString());
    assertEquals(1, exit, words::toString);
    assertEquals("bench selftest: " + file + ": a file of this name exists\n", words.toString());
    assertEquals("older", Files.readString(file));
  }

  @Test
  @DisplayName("a selftest that has found nothing leaves no file")
  void selftestLeavesNothing(@TempDir Path folder) throws IOException {
    var command = Bench.commandLine(new Bench()).setErr(new PrintWriter(new StringWriter()));
    Path file = folder.resolve("runs.json");
    int exit =
        command.execute("selftest", "--server", "x=false {port}", "--write", file.toString());
    assertEquals(1, exit, "its server does not start");
    try (Stream<Path> files = Files.list(folder)) {
      assertEquals(List.of(), files.toList());
    }
  }

  @Test
  @Tag("thorough")
  @DisabledOnOs(OS.WINDOWS)
  @DisplayName("a selftest whose server cannot be stopped is one line and exit code 1")
  void selftestWithoutSignals() throws Exception {
    var builder =
        new ProcessBuilder(
                java(),
                "-XX:TieredStopAtLevel=1",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                Bench.class.getName(),
                "selftest")
            .redirectErrorStream(true);
    builder.environment().put("PATH", "/no/such/folder"); // so there is no kill
    Process bench = builder.start();
    String output = new String(bench.getInputStream().readAllBytes(), UTF_8);
    assertEquals(1, bench.waitFor(), output);
    assertEquals(1, output.lines().count(), output);
    assertTrue(output.startsWith("bench selftest: cannot pause nio: "), output);
  }

  @Test
  @Tag("thorough")
  @DisplayName("neither the report nor the file has digits of the user's locale")
  void locale(@TempDir Path folder) throws Exception {
    var command =
        List.of(
            java(),
            "-Duser.language=ar",
            "-Duser.country=EG",
            "-Dstdout.encoding=UTF-8",
            "-XX:TieredStopAtLevel=1",
            "--enable-native-access=ALL-UNNAMED",
            "-cp",
            System.getProperty("java.class.path"),
            Shortest.class.getName(),
            "--only=KeepAlive",
            "--only=OpenLoop",
            "--server=nio",
            "--results=" + folder);
    Process bench = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(bench.getInputStream().readAllBytes(), UTF_8);
    bench.waitFor();
    assertTrue(output.contains("\nnio "), output);
    assertTrue(output.matches("\\p{ASCII}*"), output);
    try (Stream<Path> files = Files.list(folder)) {
      String json =
          Files.readString(
              files.filter(file -> file.toString().endsWith(".json")).findFirst().orElseThrow());
      assertTrue(json.contains("KeepAlive") && json.matches("\\p{ASCII}*"), json);
    }
  }

  @Test
  @DisplayName(
      "results that cannot be written are two lines and exit code 1, before any server runs")
  void unwritable(@TempDir Path folder) throws IOException {
    Path inTheWay = Files.createFile(folder.resolve("file"));
    var words = new StringWriter();
    var command = Bench.commandLine(shortest()).setErr(new PrintWriter(words));
    int exit =
        command.execute(
            "--only=KeepAlive", "--server=x=/no/such/program {port}", "--results=" + inTheWay);
    assertEquals(1, exit, words::toString);
    List<String> lines = words.toString().lines().toList();
    assertEquals(2, lines.size(), words::toString);
    assertEquals(
        "bench: cannot write the results: " + inTheWay + ": a file of this name exists",
        lines.getFirst());
    assertTrue(lines.getLast().contains("--results FOLDER"), words::toString);
  }

  @Test
  @DisplayName("a run without any result leaves no file")
  void nothingMeasured(@TempDir Path folder) throws IOException {
    var command = Bench.commandLine(shortest()).setErr(new PrintWriter(new StringWriter()));
    int exit =
        command.execute(
            "--only=IdleConnections", "--server=x=/no/such/program {port}", "--results=" + folder);
    assertEquals(1, exit, "exit code");
    try (Stream<Path> files = Files.list(folder)) {
      assertEquals(List.of(), files.toList());
    }
  }

  @Test
  @Tag("thorough")
  @DisabledOnOs(OS.WINDOWS)
  @DisplayName("results that can no longer be written at the end are an error: exit code 1")
  void cannotWriteAtTheEnd(@TempDir Path folder) {
    Path results = folder.resolve("results");
    var words = new StringWriter();
    int exit =
        Bench.commandLine(shortest())
            .setErr(new PrintWriter(words))
            .execute(
                "--only=ConnectPerRequest",
                "--server=nio",
                "--external=gone=sh -c 'rm -r \"$0\"' '" + results + "' {port}",
                "--results=" + results);
    assertEquals(1, exit, words::toString);
    assertTrue(
        words.toString().startsWith("bench: cannot write the results: " + results),
        words::toString);
    assertFalse(Files.exists(results), "nothing is left that looks like results");
  }

  private static String java() {
    return Path.of(System.getProperty("java.home"), "bin", "java").toString();
  }

  @Test
  @Tag("thorough")
  @DisabledOnOs(OS.WINDOWS)
  @DisplayName(
      "latency from the intended start shows a pause of the server, latency from the send hides it")
  void selfTrial() throws IOException, InterruptedException {
    CoordinatedOmissionCheck check = CoordinatedOmissionCheck.run(ServerSpec.parse("nio"));
    assertTrue(check.passed(), check::toString);
  }

  @Test
  @Tag("thorough")
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
        if (line.contains("KeepAlive 256 connections x 1")) { // so 1 x 1 is done
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
    String json = onlyFile(folder);
    assertEquals(List.of(), ResultsSchema.errors(json));
    assertTrue(Json.read(json).get("interrupted").booleanValue(), "it is not complete");
  }
}
