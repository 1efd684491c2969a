package hexline.bench.jmh;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** JMH's command line as a process. */
@Timeout(180)
class MainTest {

  private static final List<String> SHORT =
      List.of(
          "\\.KeepAlive\\.",
          "-p",
          "server=null",
          "-p",
          "connections=1",
          "-p",
          "depth=1",
          "-f",
          "1",
          "-wi",
          "0",
          "-i",
          "1",
          "-r",
          "200ms");

  private record Run(int exitCode, String output) {}

  private static Run jmh(List<String> jvmOptions, List<String> arguments)
      throws IOException, InterruptedException {
    var command = new ArrayList<String>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-XX:TieredStopAtLevel=1", "-Djmh.ignoreLock=true"));
    command.addAll(jvmOptions);
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), Main.class.getName()));
    command.addAll(arguments);
    Process jmh = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(jmh.getInputStream().readAllBytes(), UTF_8);
    return new Run(jmh.waitFor(), output);
  }

  private static List<String> with(List<String> some, String... more) {
    return Stream.concat(some.stream(), Stream.of(more)).toList();
  }

  @Test
  @Tag("thorough")
  @DisplayName("the result file replaces an older one, and has ASCII digits in every locale")
  void results(@TempDir Path folder) throws Exception {
    Path file = Files.writeString(folder.resolve("work.json"), "older");
    Run run =
        jmh(
            List.of("-Duser.language=ar", "-Duser.country=EG"),
            with(SHORT, "-rf", "json", "-rff", file.toString()));
    assertEquals(0, run.exitCode, run.output);
    String json = Files.readString(file);
    assertTrue(json.matches("(?s)\\[\\s*\\{.*\"server.cpu\".*\\}\\s*\\]\\s*"), json);
    assertTrue(json.matches("\\p{ASCII}*"), json);
    try (Stream<Path> files = Files.list(folder)) {
      assertEquals(List.of(file), files.toList(), "nothing else is left");
    }
  }

  @Test
  @DisplayName("a result file that cannot be written is found out before anything runs")
  void unwritable(@TempDir Path folder) throws Exception {
    Run run = jmh(List.of(), with(SHORT, "-rff", folder.resolve("none/work.csv").toString()));
    assertEquals(1, run.exitCode, run.output);
    assertTrue(run.output.contains("jmh: cannot write the results: "), run.output);
    assertTrue(!run.output.contains("Iteration"), run.output);
  }

  @Test
  @DisplayName("a run that has no result leaves an older file as it was")
  void noResult(@TempDir Path folder) throws Exception {
    Path file = Files.writeString(folder.resolve("work.json"), "older");
    Run run = jmh(List.of(), with(List.of("NoSuchBenchmark"), "-rff", file.toString()));
    assertEquals(1, run.exitCode, run.output);
    assertEquals("older", Files.readString(file));
  }

  @Test
  @DisplayName("wrong options are two lines, and lists are JMH's own")
  void usage() throws Exception {
    Run wrong = jmh(List.of(), List.of("--no-such-option"));
    assertEquals(2, wrong.exitCode, wrong.output);
    assertEquals(2, wrong.output.lines().count(), wrong.output);
    Run help = jmh(List.of(), List.of("--help"));
    assertEquals(0, help.exitCode, help.output);
    assertTrue(help.output.contains("-wi <int>"), help.output);
    Run list = jmh(List.of(), List.of("-l"));
    assertEquals(0, list.exitCode, list.output);
    assertTrue(list.output.contains("hexline.bench.jmh.KeepAlive.requests"), list.output);
  }
}
