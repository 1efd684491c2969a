package hexline.bench.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

@Timeout(60)
class ProcessorsTest {

  private static Processors some(int count, int machine, Optional<Double> quota) {
    return new Processors(IntStream.range(0, count).boxed().toList(), machine, quota);
  }

  private static Processors all(int count) {
    return some(count, count, Optional.empty());
  }

  /** The lines that a class of this test prints in a JVM that is started through a command. */
  private static List<String> run(List<String> before, Class<?> main) throws IOException {
    var command = new ArrayList<>(before);
    command.addAll(
        List.of(
            JavaCommand.tool("java"),
            "--enable-native-access=ALL-UNNAMED",
            "-cp",
            System.getProperty("java.class.path"),
            main.getName()));
    Process process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    try (var out = process.inputReader()) {
      return out.lines().toList();
    } finally {
      process.destroyForcibly();
    }
  }

  @Test
  @DisplayName("lists are read and written as the kernel and taskset do")
  void lists() {
    assertEquals(List.of(0, 1, 4, 6, 7, 8), Processors.parse("0-1,4,6-8"));
    assertEquals("0-1,4,6-8", Processors.list(List.of(0, 1, 4, 6, 7, 8)));
    assertEquals("3", Processors.list(Processors.parse("3")));
  }

  @Test
  @DisplayName("words name the limit that holds")
  void words() {
    assertEquals("8 processors", all(8).words());
    assertEquals("1 processor", all(1).words());
    assertEquals(
        "2 of 8 processors (0-1; taskset or cpuset)", some(2, 8, Optional.empty()).words());
    assertEquals("8 processors, quota 1.5", some(8, 8, Optional.of(1.5)).words());
    assertEquals("8 processors", some(8, 8, Optional.of(9.0)).words(), "a quota that limits not");
    assertEquals(
        "2 of 8 processors (0-1; taskset or cpuset), quota 0.33",
        some(2, 8, Optional.of(1.0 / 3)).words());
    assertEquals(1.5, some(8, 8, Optional.of(1.5)).capacity());
    assertEquals(8, all(8).capacity());
  }

  @Test
  @DisplayName("one load thread up to four processors, then one for each four; a quota counts")
  void loadThreads() {
    assertEquals(
        List.of(1, 1, 1, 2, 2, 3, 16),
        IntStream.of(1, 2, 4, 5, 8, 9, 64).mapToObj(n -> all(n).loadThreads()).toList());
    assertEquals(1, some(64, 64, Optional.of(2.5)).loadThreads(), "with a quota");
  }

  @Test
  @DisplayName("a split leaves whole cores to each side, and at least one to the servers")
  void split() {
    List<List<Integer>> four = List.of(List.of(0, 4), List.of(1, 5), List.of(2, 6), List.of(3, 7));
    assertEquals(
        new Processors.Split(List.of(0, 1, 2, 4, 5, 6), List.of(3, 7), Optional.empty()),
        Processors.split(four, 1));
    assertEquals(List.of(2, 3, 6, 7), Processors.split(four, 3).engine());
    assertEquals(List.of(0, 4), Processors.split(four, 8).servers(), "one core is left");
    List<List<Integer>> twoUnits = List.of(List.of(0, 1));
    assertEquals(List.of(0), Processors.split(twoUnits, 1).servers(), "one core, two threads");
    assertEquals(List.of(1), Processors.split(twoUnits, 1).engine(), "one core, two threads");
  }

  @Test
  @DisplayName("with a quota, what is idle is the rest of the quota")
  void idleOfQuota() {
    assertEquals(0.25, CpuTicks.idle(0.25, 8, 8), 1e-9, "no quota");
    assertEquals(0, CpuTicks.idle(0.75, 8, 2), 1e-9, "two of eight are busy, and two may be used");
    assertEquals(0.5, CpuTicks.idle(0.875, 8, 2), 1e-9, "one of two");
    assertEquals(0, CpuTicks.idle(0.5, 8, 2), 1e-9, "other programs use more");
  }

  @Test
  @DisplayName("one processor cannot be split, and nothing is pinned then")
  void impossible() {
    Processors.Split split = all(1).split();
    assertFalse(split.isPossible());
    assertEquals("only one processor may be used", split.words());
    assertEquals(List.of("server"), split.onServers(List.of("server")), "the command as it is");
    assertThrows(IllegalStateException.class, split::pinThisProcess);
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  @DisplayName("this process may use no more than the JVM says, up to a quota")
  void thisProcess() {
    Processors processors = Processors.atStart();
    assertTrue(processors.count() <= processors.machine(), processors::words);
    assertEquals(
        Runtime.getRuntime().availableProcessors(),
        (int) Math.ceil(processors.capacity()),
        processors::words);
  }

  /** Prints the processors that it may use. */
  static final class Allowed {
    public static void main(String[] args) {
      System.out.println(Processors.atStart().words());
    }
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  @DisplayName("a process under taskset sees only its processors")
  void taskset() throws IOException {
    Processors here = Processors.atStart();
    assumeTrue(here.split().isPossible(), here.split()::words);
    int last = here.ids().getLast();
    assertEquals(
        List.of(new Processors(List.of(last), here.machine(), here.quota()).words()),
        run(List.of("taskset", "-c", "" + last), Allowed.class));
  }

  /** Pins itself, and prints its own processors and those of a server's command. */
  static final class Pinned {
    public static void main(String[] args) throws IOException, InterruptedException {
      Processors.Split split = Processors.atStart().split();
      split.pinThisProcess();
      List<Integer> own = new ArrayList<>();
      Thread.ofPlatform()
          .start(() ->
              own.addAll(Processors.allowed(Path.of("/proc/thread-self/status")).orElse(List.of())))
          .join();
      System.out.println(Processors.list(own));
      List<String> server =
          split.onServers(List.of("grep", "Cpus_allowed_list", "/proc/self/status"));
      new ProcessBuilder(server).inheritIO().start().waitFor();
      System.out.println(Processors.atStart().count() + " at the start");
    }
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  @DisplayName("pinned, engine and servers have processors of their own")
  void pinned() throws IOException {
    Processors here = Processors.atStart();
    Processors.Split split = here.split();
    assumeTrue(split.isPossible(), split::words);
    assertEquals(
        List.of(
            Processors.list(split.engine()),
            "Cpus_allowed_list:\t" + Processors.list(split.servers()),
            here.count() + " at the start"),
        run(List.of(), Pinned.class));
  }

  /** Keeps its only processor busy and prints what the ticks say. */
  static final class Busy {
    public static void main(String[] args) {
      var before = new CpuTicks();
      CpuClock clock = CpuClock.of(List.of(ProcessHandle.current()));
      long from = clock.nanos();
      while (clock.nanos() - from < 300_000_000) {
        Thread.onSpinWait();
      }
      Observation.Machine machine = before.until(new CpuTicks());
      System.out.println(machine.cores());
      System.out.println(machine.idle());
    }
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  @DisplayName("ticks are those of the processors that may be used: of one busy one, none is idle")
  void ticks() throws IOException {
    Processors here = Processors.atStart();
    assumeTrue(here.split().isPossible(), here.split()::words);
    List<String> seen = run(List.of("taskset", "-c", "" + here.ids().getFirst()), Busy.class);
    assertEquals("1", seen.get(0), "processors");
    assertTrue(Double.parseDouble(seen.get(1)) < 0.25, () -> "idle: " + seen.get(1));
  }
}
