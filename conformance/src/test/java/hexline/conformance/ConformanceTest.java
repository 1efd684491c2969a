package hexline.conformance;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.abort;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import hexline.conformance.cases.Cases;
import hexline.conformance.cases.TestCase;
import hexline.conformance.client.KitFailure;
import hexline.conformance.process.Launch;
import hexline.conformance.process.ServerProcess;
import hexline.conformance.process.Target;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.w3c.dom.Element;

/** The kit as it is used from the command line. */
@Timeout(120)
@Execution(ExecutionMode.CONCURRENT)
class ConformanceTest {

  private static final String JAVA = BrokenServer.command(Flaw.NONE).getFirst();

  private record Run(int exitCode, String out, String err) {}

  private static Run run(List<String> arguments) {
    var out = new StringWriter();
    var err = new StringWriter();
    int exitCode =
        Conformance.run(
            arguments.toArray(String[]::new), new PrintWriter(out), new PrintWriter(err));
    return new Run(exitCode, out.toString(), err.toString());
  }

  /** Runs cases on a server that the kit starts. */
  private static Run runOn(Flaw flaw, String... options) {
    var arguments = new ArrayList<>(List.of(options));
    arguments.add("--");
    arguments.addAll(BrokenServer.command(flaw));
    return run(arguments);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "--port 0",
        "--port x",
        "--host localhost",
        "--port 1 -- server {port}",
        "-- server",
        "--port 1 --case NoSuchCase",
        "--port 1 --case (",
        "--port 1 --trait slow",
        "--port 1 --timeout soon",
        "--port 1 --timeout 0s",
        "--port 1 --timeout 2h",
        "--port 1 --tier 4",
        "--port 1 --tier heavy",
        "--port 1 --case S01",
        "--port 1 --seed first",
        "--port 1 --random-time 0s",
        "--port 1",
        "--port 1 --host ",
        "--junit no/such/folder/kit.xml -- server {port}",
        "--what",
      })
  @DisplayName("wrong usage is exit code 2, the reason, and where to get help")
  void usage(String line) {
    Run run = run(line.isEmpty() ? List.of() : List.of(line.split(" ", -1)));
    assertEquals(2, run.exitCode, run.err);
    assertEquals(2, run.err.lines().count(), run.err);
    assertTrue(run.err.startsWith("conformance: "), run.err);
    assertTrue(run.err.endsWith("Try 'conformance --help'." + System.lineSeparator()), run.err);
    assertEquals("", run.out);
  }

  @Test
  @DisplayName("--list lists all cases and runs none")
  void list() {
    Run run = run(List.of("--list"));
    assertEquals(0, run.exitCode, run.err);
    for (TestCase each : Cases.ALL) {
      assertTrue(run.out.contains(each.id() + "   " + each.title()), each::toString);
    }
  }

  @Test
  @DisplayName("what passes is exit code 0, and a test in the XML")
  void passes(@TempDir Path folder) throws Exception {
    Path xml = folder.resolve("kit.xml");
    Run run = runOn(Flaw.NONE, "--case", "G0[1-3]", "--junit", xml.toString());
    assertEquals(0, run.exitCode, run.out + run.err);
    assertTrue(run.out.endsWith("\n3 passed, 0 failed, 0 traits, 0 skipped\n"), run.out);
    Element suite = suite(xml);
    assertEquals("3", suite.getAttribute("tests"));
    assertEquals("0", suite.getAttribute("failures"));
  }

  @Test
  @DisplayName("a failure is exit code 1, and says promise, failure, rules, and how to repeat it")
  void fails(@TempDir Path folder) throws Exception {
    Path xml = folder.resolve("kit.xml");
    Run run = runOn(Flaw.KEEPS_NEGATIVE_ZERO, "--case", "sign|basic", "--junit", xml.toString());
    assertEquals(1, run.exitCode, run.out + run.err);
    assertTrue(run.out.matches("(?s).*\nG05 +sign +R2, R3 +FAIL .*"), run.out);
    for (String line :
        List.of(
            "      promise  One sign, directly before the digits.",
            "      failure  after sending \"-0\\n\", 2 right answers: "
                + "expected \"0x0\\n\", got \"-0x0\\n\"",
            "      R3       Answer: CPython's hex(): 0x and lower-case digits, - in front of a",
            "      repeat   ./run conformance --case G05 -- " + JAVA,
            "  R2   Grammar          G05",
            "Mend R2 (Grammar) first: ")) {
      assertTrue(run.out.contains("\n" + line), () -> line + " in " + run.out);
    }
    assertTrue(run.out.endsWith("\n1 passed, 1 failed, 0 traits, 0 skipped\n"), run.out);
    var failures = suite(xml).getElementsByTagName("failure");
    assertEquals(1, failures.getLength());
    assertTrue(((Element) failures.item(0)).getAttribute("message").contains("-0x0"), "it says so");
  }

  @Test
  @DisplayName("an older XML stays until the run is complete; a path that cannot be is wrong usage")
  void xmlIsWhole(@TempDir Path folder) throws Exception {
    Path xml = Files.writeString(folder.resolve("kit.xml"), "older");
    Run run = run(List.of("--junit", xml.toString(), "--", "sh", "-c", "exit 3", "{port}"));
    assertEquals(2, run.exitCode, run.err);
    assertEquals("older", Files.readString(xml));
    run = run(List.of("--junit", xml + "/below", "--", "sh", "-c", "exit 3", "{port}"));
    assertEquals(2, run.exitCode, run.err);
    assertTrue(run.err.startsWith("conformance: cannot write the JUnit XML: " + xml), run.err);
    assertEquals(2, run.err.lines().count(), run.err);
    assertEquals(0, runOn(Flaw.NONE, "--case", "G01", "--junit", xml.toString()).exitCode);
    assertEquals("1", suite(xml).getAttribute("tests"));
    try (Stream<Path> files = Files.list(folder)) {
      assertEquals(List.of(xml), files.toList(), "nothing else is left");
    }
  }

  @Test
  @DisplayName("--tier is the highest tier of the cases")
  void tiers() {
    assertTrue(run(List.of("--list", "--tier", "2")).out.contains("\nS01   "), "heavy ones");
    assertFalse(run(List.of("--list", "--tier", "1")).out.contains("\nS01   "), "quick ones only");
  }

  @Test
  @Tag("thorough")
  @DisplayName("a case of a higher tier is run, and the command that repeats it has the tier")
  void repeatsWithTier() {
    Run run = runOn(Flaw.SHARES_ITS_PORT, "--case", "C1[01]", "--tier", "2");
    assertEquals(1, run.exitCode, run.out + run.err);
    assertTrue(run.out.endsWith("\n1 passed, 1 failed, 0 traits, 0 skipped\n"), run.out);
    String repeat = "      repeat   ./run conformance --case C11 --tier 2 -- " + JAVA;
    assertTrue(run.out.contains("\n" + repeat), run.out);
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  @DisplayName("what a case leaves behind in the server's process fails it, with the figures")
  void invariants() {
    Run threads = runOn(Flaw.LEAKS_THREADS, "--timeout", "1s", "--case", "C04|G01");
    assertEquals(1, threads.exitCode, threads.out + threads.err);
    assertTrue(
        threads.out.matches(
            "(?s).*expected the server to have \\d+ threads after this case, as before it,\\s+"
                + "got \\d+\n.*"),
        threads.out);
    Run trace = runOn(Flaw.LOGS_STACK_TRACES, "--case", "C04");
    assertTrue(trace.out.contains("expected no stack trace in the log, got at"), trace.out);
    Run spins = runOn(Flaw.SPINS_AFTER_RESET, "--timeout", "1s", "--case", "C04");
    assertTrue(spins.out.contains("expected a server that rests after this case"), spins.out);
  }

  @Test
  @DisplayName("a session that fails is shrunk, and printed with the option that repeats it")
  void shrinks() {
    String[] options = {"--case", "Z01", "--tier", "2", "--seed", "7", "--random-time", "1ms"};
    Run run = runOn(Flaw.DROPS_UNTERMINATED_LINE, options);
    assertEquals(1, run.exitCode, run.out + run.err);
    String text = run.out.replaceAll("\\s+", " "); // the report wraps it
    assertTrue(
        text.matches(
            ".* failure send \"[^\"]{1,4}\", half-close: expected .*, got FIN;"
                + " shrunk from \\d+ steps \\(--seed \\d+ begins with it\\) .*"),
        run.out);
    assertTrue(run.out.contains(" --case Z01 --tier 2 --seed 7 --random-time 1ms -- "), run.out);
  }

  @Test
  @DisplayName("a trait excuses what it explains, and nothing that works")
  void traits() {
    String[] options = {"--case", "C10", "--trait", "one-client-at-a-time"};
    Run one = runOn(Flaw.SERVES_ONE_AT_A_TIME, options);
    assertEquals(0, one.exitCode, one.out + one.err);
    assertTrue(one.out.endsWith("\n0 passed, 0 failed, 1 traits, 0 skipped\n"), one.out);
    Run all = runOn(Flaw.NONE, options);
    assertEquals(1, all.exitCode, all.out + all.err);
    assertTrue(all.out.contains("unexpected pass: remove --trait one-client-at-a-time"), all.out);
  }

  @Test
  @DisplayName("a server that runs is tried on its port, but not ended")
  void port() throws Exception {
    var command = new Target.Command(BrokenServer.command(Flaw.NONE));
    try (var server =
        ServerProcess.start(command, Launch.SHARED, Map.of(), Duration.ofSeconds(20))) {
      String port = String.valueOf(server.address().getPort());
      Run run = run(List.of("--port", port, "--case", "G01|L01|D01"));
      assertEquals(0, run.exitCode, run.out + run.err);
      assertTrue(run.out.endsWith("\n1 passed, 0 failed, 0 traits, 2 skipped\n"), run.out);
      assertTrue(server.isAlive(), "it still runs");
    }
  }

  @Test
  @DisplayName("a command that takes no options skips the cases that need some")
  void noOptions() {
    var arguments = new ArrayList<>(List.of("--case", "D01|L01", "--"));
    arguments.addAll(BrokenServer.command(Flaw.NONE));
    arguments.remove("{options}");
    Run run = run(arguments);
    assertEquals(0, run.exitCode, run.out + run.err);
    assertTrue(run.out.contains("the command has no {options} for --idle-timeout 1s"), run.out);
    assertTrue(run.out.endsWith("\n1 passed, 0 failed, 0 traits, 1 skipped\n"), run.out);
  }

  @Test
  @DisplayName("a command that starts no server ends the run at once: exit code 2, its last output")
  void noServer() {
    var lines =
        "for i in $(seq 30); do echo line $i: \"$(printf '%0100d\\033' $i)\" >&2; done; exit 3";
    Run run = run(List.of("--", "sh", "-c", lines, "{port}"));
    assertEquals(2, run.exitCode, run.out + run.err);
    assertEquals("", run.out, "no case was run");
    List<String> err = run.err.lines().toList();
    assertTrue(err.getFirst().startsWith("conformance: the server did not start: 'sh "), run.err);
    assertTrue(err.getFirst().contains("ended with exit code 3 before it listened"), run.err);
    assertEquals(21, err.size(), run.err);
    assertEquals("  line 11: " + "0".repeat(98) + "11\\x1b", err.get(1));
    assertEquals("  line 30: " + "0".repeat(98) + "30\\x1b", err.getLast());
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  @DisplayName("a server that its command leaves in the background is refused, and ended")
  void background() {
    Run run = run(List.of("--", "sh", "-c", "sleep 300 & echo $!", "{port}"));
    assertEquals(2, run.exitCode, run.out + run.err);
    List<String> err = run.err.lines().toList();
    assertTrue(
        err.getFirst()
            .contains("exit code 0 and left a process in the background before it listened"),
        run.err);
    long left = Long.parseLong(err.getLast().strip());
    ProcessHandle.of(left).ifPresent(process -> process.onExit().join());
  }

  @Test
  @DisplayName("a server that prints its error to standard output is quoted, too")
  void noServerSaidSoOnStandardOutput() {
    Run run = run(List.of("--", "sh", "-c", "echo no module named hexline", "{port}"));
    assertEquals(2, run.exitCode, run.out + run.err);
    assertTrue(run.err.endsWith("\n  no module named hexline\n"), run.err);
  }

  @Test
  @DisplayName("a server that starts, but not with the case's options, fails this case; no excuse")
  void doesNotStartWithOptions() throws Exception {
    assumePython();
    String script =
        "[ $# = 2 ] || { echo \"unknown: $*\" >&2; exit 3; }; exec python3 \"$0\" \"$1\"";
    var arguments = new ArrayList<>(List.of("--case", "F04|L07", "--trait"));
    arguments.addAll(List.of("one-client-at-a-time", "--", "sh", "-c", script));
    arguments.addAll(List.of("src/test/python/naive.py", "{port}", "x", "{options}"));
    Run run = run(arguments);
    assertEquals(1, run.exitCode, run.out + run.err);
    assertTrue(run.out.contains("      unknown: "), run.out);
    assertTrue(run.out.endsWith("\n1 passed, 1 failed, 0 traits, 0 skipped\n"), run.out);
  }

  @Test
  @DisplayName("after the server on a port has ended, no more cases fail: they are skipped")
  void serverOnAPortThatEnds() throws Exception {
    var command = new Target.Command(BrokenServer.command(Flaw.DIES_ON_RESET));
    try (var server =
        ServerProcess.start(command, Launch.SHARED, Map.of(), Duration.ofSeconds(20))) {
      String port = String.valueOf(server.address().getPort());
      Run run = run(List.of("--port", port, "--case", "G01|C0[3456]|C10"));
      assertEquals(1, run.exitCode, run.out + run.err);
      assertTrue(run.out.contains("repeat   ./run conformance --case C0"), run.out);
      assertTrue(run.out.contains(" --port " + port + "\n"), run.out);
      String skipped = "C10 [^\n]* SKIP [^\n]*\n +nothing listens on the port any more\n";
      assertTrue(run.out.matches("(?s).*\n" + skipped + ".*"), run.out);
    }
  }

  @Test
  @Tag("thorough")
  @DisplayName(
      "a server that takes a read for a line fails R1 first and by name, and no grammar case")
  void naiveServerIsToldAboutFraming() throws Exception {
    assumePython();
    Run run =
        run(
            List.of(
                "--timeout",
                "1s",
                "--case",
                "^(F0[1-6]|G|C02|D01)",
                "--",
                "python3",
                "src/test/python/naive.py",
                "{port}"));
    assertEquals(1, run.exitCode, run.out + run.err);
    List<String> rows = run.out.lines().filter(line -> line.matches("[FGCD][0-9]{2} .*")).toList();
    assertTrue(rows.getFirst().matches("F01 +byte-at-a-time +R1 +FAIL .*"), run.out);
    assertTrue(
        run.out.contains("\n      R1       Framing: A request is the bytes up to LF. "), run.out);
    assertTrue(rows.stream().noneMatch(row -> row.matches("G.* FAIL .*")), run.out);
    assertTrue(
        run.out.contains("\nMend R1 (Framing) first: 3 other failed cases send several lines"),
        run.out);
  }

  /** Runs the kit as a process behind a shell command that ends with "$@". */
  private static Run runBehind(String shell, Flaw flaw, String... options) throws Exception {
    var command = new ArrayList<>(List.of("/bin/sh", "-c", shell, "kit"));
    command.addAll(List.of(JAVA, "-XX:TieredStopAtLevel=1"));
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.add(Conformance.class.getName());
    command.addAll(List.of(options));
    command.add("--");
    command.addAll(BrokenServer.command(flaw));
    Process kit = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(kit.getInputStream().readAllBytes(), UTF_8);
    return new Run(kit.waitFor(), output, "");
  }

  @Test
  @Tag("thorough")
  @EnabledOnOs(OS.LINUX)
  @DisplayName("a kit without descriptors for all clients of a case says so: exit code 3, no rule")
  void fewDescriptors(@TempDir Path folder) throws Exception {
    Path xml = folder.resolve("kit.xml");
    Run run =
        runBehind(
            "ulimit -n 150; exec \"$@\"", Flaw.NONE, "--case", "G01|C09|D03", "--junit", "" + xml);
    assertEquals(3, run.exitCode, run.out);
    assertTrue(run.out.matches("(?s).*\nC09 +mass-reset +R9 +ERROR .*"), run.out);
    assertTrue(run.out.matches("(?s).*\nD03 +sigterm-idle-clients +R14 +ERROR .*"), run.out);
    assertTrue(run.out.contains("ulimit -n"), "what helps: " + run.out);
    assertTrue(
        run.out.endsWith(
            "\n1 passed, 0 failed, 0 traits, 0 skipped,"
                + " 2 not run for lack of the kit's own means\n"),
        run.out);
    assertEquals("2", suite(xml).getAttribute("errors"));
    assertEquals(2, suite(xml).getElementsByTagName("error").getLength());
    assertEquals("0", suite(xml).getAttribute("failures"));
  }

  @Test
  @Tag("thorough")
  @DisplayName("neither the report nor the XML has digits of the user's locale")
  void locale(@TempDir Path folder) throws Exception {
    Path xml = folder.resolve("kit.xml");
    String arabic =
        "java=$1; shift; exec \"$java\" -Duser.language=ar -Duser.country=EG"
            + " -Dstdout.encoding=UTF-8 \"$@\"";
    Run run = runBehind(arabic, Flaw.KEEPS_NEGATIVE_ZERO, "--case", "G05", "--junit", "" + xml);
    assertEquals(1, run.exitCode, run.out);
    assertTrue(run.out.endsWith("\n0 passed, 1 failed, 0 traits, 0 skipped\n"), run.out);
    assertTrue(run.out.matches("\\p{ASCII}*"), run.out);
    String text = Files.readString(xml);
    assertTrue(text.contains(", 2 right answers: expected"), text);
    assertTrue(text.matches("\\p{ASCII}*"), text);
  }

  /** Starts a server, uses up all descriptors, and tries to start another one. */
  static final class Hoarder {
    public static void main(String[] args) {
      var command = new Target.Command(List.of(args));
      var hoard = new ArrayList<Socket>();
      try {
        ServerProcess.start(command, Launch.OWN, Map.of(), Duration.ofSeconds(20)).close();
        KitFailure.throwIfNoDescriptors();
        System.out.println("started");
        for (Socket socket = new Socket(); ; socket = new Socket()) {
          hoard.add(socket);
          socket.setTcpNoDelay(true); // which creates it
        }
      } catch (IOException full) {
        hoard.removeLast();
      }
      try {
        ServerProcess.start(command, Launch.OWN, Map.of(), Duration.ofSeconds(20)).close();
      } catch (KitFailure e) {
        System.out.println("kit: " + hoard.size() + ": " + e.getMessage());
      } catch (IOException e) {
        System.out.println("server: " + e.getMessage());
      }
    }
  }

  @Test
  @Tag("thorough")
  @EnabledOnOs(OS.LINUX)
  @DisplayName("a kit without descriptors for a server does not say that the server does not start")
  void noDescriptorsForServer() throws Exception {
    var command = new ArrayList<>(List.of("/bin/sh", "-c", "ulimit -n 200; exec \"$@\"", "kit"));
    command.addAll(List.of(JAVA, "-XX:TieredStopAtLevel=1"));
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), Hoarder.class.getName()));
    command.addAll(BrokenServer.command(Flaw.NONE));
    Process kit = new ProcessBuilder(command).redirectErrorStream(true).start();
    List<String> lines = kit.inputReader().lines().toList();
    assertEquals(2, lines.size(), lines::toString);
    assertEquals("started", lines.getFirst());
    assertTrue(lines.getLast().startsWith("kit: "), lines::toString);
    assertTrue(lines.getLast().contains("ulimit -n"), lines::toString);
  }

  @Test
  @Tag("thorough")
  @EnabledOnOs(OS.LINUX)
  @DisplayName("a kit without ports for all clients of a case says so, too")
  void fewPorts() throws Exception {
    String network =
        "ip link set lo up && echo 40000 40020 >/proc/sys/net/ipv4/ip_local_port_range";
    String namespace = "unshare -rn /bin/sh -c '" + network + " && exec \"$@\"' kit \"$@\"";
    var can = new ProcessBuilder("/bin/sh", "-c", namespace, "kit", "true").start();
    assumeTrue(can.waitFor() == 0, "this system has no network namespaces for users");
    Run run = runBehind(namespace, Flaw.NONE, "--case", "G01|C09");
    assertEquals(3, run.exitCode, run.out);
    assertTrue(run.out.matches("(?s).*\nC09 +mass-reset +R9 +ERROR .*"), run.out);
    assertTrue(run.out.contains("ip_local_port_range"), "what helps: " + run.out);
  }

  @Test
  @DisplayName("an @ in the command is the command's own")
  void atSign(@TempDir Path folder) throws Exception {
    Path words = Files.writeString(folder.resolve("words"), "--list");
    Run run = run(List.of("--case", "G01", "--", "no-such-command", "@" + words, "{port}"));
    assertEquals(2, run.exitCode, run.out + run.err);
    assertTrue(run.err.contains("no-such-command"), run.err);
  }

  @Test
  @DisplayName("a kit that is ended in the middle leaves no server behind")
  void endsItsServers() throws Exception {
    String mark = "-Dmark=" + UUID.randomUUID();
    var command = new ArrayList<>(List.of(JAVA, "-XX:TieredStopAtLevel=1"));
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.addAll(List.of(Conformance.class.getName(), "--case", "[LD]0", "--"));
    command.addAll(behindAShell(mark));
    Process kit = new ProcessBuilder(command).redirectErrorStream(true).start();
    try (BufferedReader out = kit.inputReader()) {
      String line = out.readLine();
      while (line != null && !line.startsWith("L01")) {
        line = out.readLine();
      }
      assertNotNull(line, "it runs its cases: servers come and go");
      kit.toHandle().destroy();
      assertTrue(kit.waitFor(60, TimeUnit.SECONDS), "it ends on SIGTERM");
    } finally {
      kit.destroyForcibly();
    }
    expectNobodyWith(mark);
  }

  @Test
  @DisplayName("a server that has lost the shell that started it is ended as well")
  void endsOrphans() {
    String mark = "-Dmark=" + UUID.randomUUID();
    var arguments = new ArrayList<>(List.of("--case", "D01", "--timeout", "1s", "--"));
    arguments.addAll(behindAShell(mark));
    Run run = run(arguments);
    assertTrue(run.out.contains("expected a closed port"), run.out);
    expectNobodyWith(mark);
  }

  private static void assumePython() throws InterruptedException {
    try {
      assumeTrue(new ProcessBuilder("python3", "--version").start().waitFor() == 0, "python3 runs");
    } catch (IOException e) {
      abort("there is no python3");
    }
  }

  /** A command that starts a server with this mark behind a shell; SIGTERM ends the shell alone. */
  private static List<String> behindAShell(String mark) {
    var words = new ArrayList<>(List.of("sh", "-c", "\"$0\" \"$@\"; true"));
    words.addAll(BrokenServer.command(Flaw.NONE));
    words.add(words.indexOf(JAVA) + 1, mark);
    return words;
  }

  private static void expectNobodyWith(String mark) {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    while (!marked(mark).isEmpty() && System.nanoTime() - end < 0) {
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(10));
    }
    List<ProcessHandle> left = marked(mark);
    left.forEach(ProcessHandle::destroyForcibly);
    assertEquals(List.of(), left, "servers that the kit has started still run");
  }

  private static List<ProcessHandle> marked(String mark) {
    return ProcessHandle.allProcesses()
        .filter(process -> process.info().commandLine().orElse("").contains(mark))
        .toList();
  }

  private static Element suite(Path xml) throws Exception {
    return DocumentBuilderFactory.newInstance()
        .newDocumentBuilder()
        .parse(xml.toFile())
        .getDocumentElement();
  }
}
