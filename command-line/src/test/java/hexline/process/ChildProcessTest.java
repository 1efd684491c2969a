package hexline.process;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class ChildProcessTest {

  private static final String SHELL = "/bin/sh";
  private static final Duration AT_ONCE = Duration.ZERO;
  private static final Duration LONG = Duration.ofSeconds(60);

  @BeforeAll
  static void shell() {
    Assumptions.assumeTrue(Files.isExecutable(Path.of(SHELL)), "this system has no " + SHELL);
  }

  private static void assumeProc() {
    Assumptions.assumeTrue(
        Files.isReadable(Path.of("/proc/self/environ")),
        "without /proc a process that has left its parent is not found");
  }

  private static void assumeSetsid() {
    Assumptions.assumeTrue(
        Stream.of("/usr/bin/setsid", "/bin/setsid").map(Path::of).anyMatch(Files::isExecutable),
        "this system has no setsid");
  }

  private static ProcessBuilder script(String text) {
    return new ProcessBuilder(SHELL, "-c", text);
  }

  /** The process whose id a script prints first. */
  private static ProcessHandle printed(ChildProcess child) throws InterruptedException {
    while (child.output().firstLine().isEmpty()) { // the test's time limit is this loop's, too
      TimeUnit.MILLISECONDS.sleep(1);
    }
    return handle(child.output().firstLine().orElseThrow());
  }

  private static ProcessHandle handle(String pid) {
    return ProcessHandle.of(Long.parseLong(pid)).orElseThrow();
  }

  /** A zombie, which has no command, has ended; only its parent has not asked for its exit code. */
  private static boolean runs(ProcessHandle process) {
    return process.isAlive()
        && !(Files.exists(Path.of("/proc/self")) && process.info().command().isEmpty());
  }

  private static void awaitEnd(ProcessHandle process) throws InterruptedException {
    long end = System.nanoTime() + LONG.toNanos();
    while (runs(process) && System.nanoTime() - end < 0) {
      TimeUnit.MILLISECONDS.sleep(1);
    }
    boolean left = runs(process);
    process.destroyForcibly();
    assertFalse(left, () -> process.pid() + " runs on");
  }

  @Test
  @DisplayName("standard input is empty, or what it is given")
  void input() throws Exception {
    try (ChildProcess child = ChildProcess.start(script("cat; echo end"), AT_ONCE)) {
      assertTrue(child.endsWithin(LONG));
      assertEquals("end\n", child.output().awaitEnd().text(UTF_8));
    }
    try (ChildProcess child = ChildProcess.startWithInput(script("cat; echo end"), AT_ONCE)) {
      child.input().write("hello\n".getBytes(UTF_8));
      child.input().close();
      assertTrue(child.endsWithin(LONG));
      assertEquals("hello\nend\n", child.output().awaitEnd().text(UTF_8));
    }
  }

  @Test
  @DisplayName("of what it has written, the part that came after another is returned")
  void later() throws Exception {
    String much = "head -c 1000000 /dev/zero | tr '\\0' x; printf end";
    try (ChildProcess child = ChildProcess.start(script("printf onetwo; " + much), AT_ONCE)) {
      Output output = child.output().awaitEnd();
      assertEquals(1_000_009, output.size());
      assertTrue(output.text(UTF_8, 3).startsWith("twoxxx"), "in the first part");
      assertEquals("end", output.text(UTF_8, output.size() - 3), "in the last part");
      assertEquals("", output.text(UTF_8, output.size()));
      String middle = output.text(UTF_8, 500_000);
      assertTrue(
          middle.startsWith("\n... 368937 bytes are left out ...\nxxx"), middle.substring(0, 50));
    }
  }

  @Test
  @DisplayName("the process and its descendants end when it is closed")
  void descendants() throws Exception {
    ProcessHandle descendant;
    ChildProcess child = ChildProcess.start(script("sleep 300 & echo $!; wait"), AT_ONCE);
    try (child) {
      descendant = printed(child);
      assertTrue(child.family().contains(descendant), "it belongs to the family");
    }
    assertFalse(child.isAlive(), "closed means ended");
    assertFalse(runs(descendant), "and so it is for its family");
  }

  @Test
  @DisplayName("a process that is left in the background ends when its parent is closed")
  void background() throws Exception {
    assumeProc();
    ProcessHandle left;
    try (var child = ChildProcess.start(script("sleep 300 & echo $!"), AT_ONCE)) {
      assertTrue(child.endsWithin(LONG), "the parent ends at once");
      left = printed(child);
      assertTrue(runs(left), "its child does not");
      assertEquals("ended with exit code 0 and left a process in the background", child.ending());
    }
    assertFalse(runs(left), "closed means ended");
  }

  @Test
  @DisplayName("a daemon with a session of its own ends when its ancestor is closed")
  void daemon() throws Exception {
    assumeProc();
    assumeSetsid();
    ProcessHandle daemon;
    String text = "(setsid sh -c 'echo $$; exec sleep 300' &); sleep 300";
    try (var child = ChildProcess.start(script(text), AT_ONCE)) {
      daemon = printed(child);
    }
    assertFalse(runs(daemon), "closed means ended");
  }

  @Test
  @DisplayName("a process that goes on to start others ends with all of them")
  void startsMore() throws Exception {
    assumeProc();
    ProcessHandle first;
    String text = "echo $$; i=0; while [ $i -lt 300 ]; do (sleep 300 &); i=$((i + 1)); done";
    ChildProcess child = ChildProcess.start(script(text), AT_ONCE);
    try (child) {
      first = printed(child);
    }
    assertFalse(runs(first), "the process");
    assertEquals(List.of(), child.family(), "and those that it started until the end");
  }

  @Test
  @DisplayName("SIGTERM comes first where there is a grace, for the whole family")
  void grace() throws Exception {
    String stay = "while :; do sleep 0.01; done";
    String descendant = "(trap 'echo descendant; exit' TERM; echo $$; " + stay + ") & ";
    String text = "trap 'wait; echo process; exit' TERM; " + descendant + stay;
    ChildProcess child = ChildProcess.start(script(text), LONG);
    try (child) {
      printed(child);
    }
    String output = child.output().awaitEnd().text(UTF_8);
    assertTrue(output.contains("process\n") && output.contains("descendant\n"), output);
  }

  @Test
  @DisplayName("a process that ignores SIGTERM is killed after the grace")
  void stubborn() throws Exception {
    var ignores = script("trap '' TERM; echo $$; while :; do sleep 0.01; done");
    ChildProcess child = ChildProcess.start(ignores, Duration.ofMillis(100));
    try (child) {
      printed(child);
    }
    assertFalse(child.isAlive(), "closed means ended");
  }

  @Test
  @DisplayName("an interrupted thread still ends what it closes")
  void interrupted() throws Exception {
    ChildProcess child = ChildProcess.start(script("sleep 300 & echo $!; wait"), LONG);
    ProcessHandle descendant = printed(child);
    Thread.currentThread().interrupt();
    child.close();
    assertTrue(Thread.interrupted(), "the interrupt is kept");
    assertFalse(child.isAlive() || runs(descendant), "closed means ended");
  }

  @Test
  @DisplayName("processes of others go on, whatever their mark")
  void others() throws Exception {
    var foreign = new ProcessBuilder("sleep", "300");
    foreign.environment().put(Mark.VARIABLE, UUID.randomUUID() + ":" + UUID.randomUUID());
    Process other = foreign.start();
    try (var sibling = ChildProcess.start(script("echo $$; exec sleep 300"), AT_ONCE)) {
      printed(sibling);
      ChildProcess child = ChildProcess.start(script("echo $$; exec sleep 300"), AT_ONCE);
      printed(child);
      child.close();
      assertFalse(child.isAlive(), "the closed one has ended");
      assertTrue(sibling.isAlive(), "another child of this JVM has not");
      assertTrue(other.isAlive(), "nor has another's process");
    } finally {
      other.destroyForcibly();
    }
  }

  @Test
  @DisplayName("of a long output the beginning and the end are kept")
  void longOutput() throws Exception {
    String lines = "i=0; while [ $i -lt 40 ]; do printf '%065536d' $i; i=$((i + 1)); done";
    var speaks = script("echo first; " + lines + "; echo; echo last; echo oops >&2");
    try (var child = ChildProcess.start(speaks, AT_ONCE)) {
      assertTrue(child.endsWithin(LONG), "it never waits for a reader");
      String text = child.output().awaitEnd().text(UTF_8);
      assertTrue(text.startsWith("first\n0"), "the beginning");
      assertTrue(text.endsWith("39\nlast\n"), "the end");
      assertTrue(text.contains("\n... " + (40 * 65536 + 12 - (1 << 18)) + " bytes"), "the gap");
      assertEquals("first", child.output().firstLine().orElseThrow());
      assertEquals(List.of("last"), child.output().lastLines(1));
      assertEquals("oops\n", child.errors().awaitEnd().text(UTF_8), "errors are kept apart");
    }
  }

  @Test
  @DisplayName("output without a line end is read for ever, and cut where it is shown")
  void endlessLine() throws Exception {
    String dots = "printf '%0100000d' 0; ";
    try (var child = ChildProcess.start(script(dots.repeat(30) + "echo $? >&2"), AT_ONCE)) {
      while (child.output().firstLine().isEmpty()) { // the test's time limit is this loop's, too
        TimeUnit.MILLISECONDS.sleep(1);
      }
      String cut = "0".repeat(2000) + " ... (cut: the line is longer)";
      assertEquals(cut, child.output().firstLine().orElseThrow(), "it is complete without an LF");
      assertTrue(child.endsWithin(LONG), "it never waits for a reader");
      assertEquals(List.of(cut), child.output().awaitEnd().lastLines(3));
      assertEquals(List.of("0"), child.errors().awaitEnd().lastLines(3), "no error of printf");
    }
  }

  @Test
  @DisplayName("lines are printable, and in their order")
  void lines() throws Exception {
    String text =
        "printf '\\033[1mred\\r\\n\\n two\\t\\303\\251\\nthree'; printf '%0600000d' 0 >&2; echo end >&2";
    try (var child = ChildProcess.start(script(text), AT_ONCE)) {
      assertTrue(child.endsWithin(LONG), "it ends");
      Output output = child.output().awaitEnd();
      assertEquals("\\x1b[1mred", output.firstLine().orElseThrow());
      assertEquals(List.of("\\x1b[1mred", " two\\t\u00e9", "three"), output.lastLines(5));
      assertEquals(List.of(" two\\t\u00e9", "three"), output.lastLines(2));
      String zeros = "0".repeat(2000) + " ... (cut: the line is longer)";
      assertEquals(List.of(zeros), child.errors().awaitEnd().lastLines(1), "one line with its end");
    }
  }

  /** Starts what its argument says, again and again with a second one, and stays. */
  static final class Owner {
    public static void main(String[] args) throws InterruptedException {
      Runnable start =
          () -> {
            try {
              do {
                ChildProcess.start(script(args[0]), AT_ONCE);
              } while (args.length > 1);
            } catch (IOException e) {
              System.out.println(e.getMessage());
            }
          };
      Thread.ofPlatform().start(start);
      Thread.ofPlatform().start(start);
      Thread.sleep(LONG); // until it is told to end
    }
  }

  private static Process owner(Class<?> main, String... arguments) throws IOException {
    var command = new ArrayList<String>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-XX:TieredStopAtLevel=1");
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
    command.addAll(List.of(arguments));
    return new ProcessBuilder(command).redirectErrorStream(true).start();
  }

  /** Processes that run with an argument. */
  private static List<ProcessHandle> with(String argument) {
    return ProcessHandle.allProcesses()
        .filter(each -> each.info().arguments().map(List::of).orElse(List.of()).contains(argument))
        .toList();
  }

  private static List<ProcessHandle> awaitAtLeast(int count, String argument)
      throws InterruptedException {
    List<ProcessHandle> found = with(argument);
    while (found.size() < count) { // the test's time limit is this loop's, too
      TimeUnit.MILLISECONDS.sleep(1);
      found = with(argument);
    }
    return found;
  }

  /** A number of seconds that no other process sleeps. */
  private static String ownTime() {
    return "300." + UUID.randomUUID().getMostSignificantBits() % 1_000_000_000;
  }

  @Test
  @DisplayName("a JVM that is killed leaves nothing behind, not even in the background")
  void jvmKilled() throws Exception {
    assumeProc();
    String time = ownTime().replace("-", "");
    Process owner = owner(Owner.class, "(sleep %s &); sleep %s".formatted(time, time));
    try {
      List<ProcessHandle> left = awaitAtLeast(4, time);
      owner.destroyForcibly();
      for (ProcessHandle each : left) {
        awaitEnd(each);
      }
    } finally {
      owner.destroyForcibly();
    }
  }

  @Test
  @DisplayName("a JVM that ends while it starts processes leaves none behind and starts no more")
  void jvmEnds() throws Exception {
    assumeProc();
    String time = ownTime().replace("-", "");
    Process owner = owner(Owner.class, "(sleep %s &); sleep %s".formatted(time, time), "repeat");
    try (BufferedReader out = owner.inputReader()) {
      awaitAtLeast(20, time);
      owner.toHandle().destroy(); // other than destroy() of Process this leaves its output open
      String line = "no process is started any more: this JVM ends";
      assertEquals(List.of(line, line), out.lines().toList(), "what both threads are told");
      List<ProcessHandle> left = with(time);
      left.forEach(ProcessHandle::destroyForcibly);
      assertEquals(List.of(), left, "processes that run on");
    } finally {
      owner.destroyForcibly();
    }
  }

  /** Has a leash that sees no processes, starts a child, and ends without any hook. */
  static final class BlindOwner {
    public static void main(String[] args) throws IOException {
      var leash = new Leash("mark", "/no/such/folder");
      Process ended = new ProcessBuilder("sleep", "0").start();
      leash.tellOf(ended);
      Process child = new ProcessBuilder("sleep", "300").start();
      leash.tellOf(child);
      ended.onExit().join();
      System.out.println(child.pid());
      Runtime.getRuntime().halt(0);
    }
  }

  @Test
  @DisplayName("without /proc a JVM that is killed takes its children along, if not their children")
  void withoutProc() throws Exception {
    Process owner = owner(BlindOwner.class);
    try (BufferedReader out = owner.inputReader()) {
      ProcessHandle child = handle(out.readLine());
      awaitEnd(child);
    } finally {
      owner.destroyForcibly();
    }
  }
}
