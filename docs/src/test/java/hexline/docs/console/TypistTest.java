package hexline.docs.console;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import hexline.docs.console.Typist.Outcome;
import hexline.docs.console.Typist.Patience;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Documents made up for the test: true ones, and each kind of lie. */
@Timeout(300)
@Execution(ExecutionMode.CONCURRENT)
class TypistTest {

  private static final Patience SHORT =
      new Patience(Duration.ofSeconds(5), Duration.ofMillis(200), Duration.ofSeconds(1));

  /** For what never comes. */
  private static final Patience HASTY =
      new Patience(Duration.ofSeconds(2), Duration.ofMillis(200), Duration.ofSeconds(1));

  @TempDir static Path root;

  @BeforeAll
  static void canBeTyped() throws Exception {
    assumeTrue(Typist.missing().isEmpty(), Typist.missing());
    Files.writeString(root.resolve("note.txt"), "4312\n");
  }

  private static Outcome check(Patience patience, String... lines) throws Exception {
    return new Typist(root, patience).check("made-up.md", document(lines));
  }

  private static String document(String... lines) {
    return "# Text\n\n```console\n" + String.join("\n", lines) + "\n```\n";
  }

  private static void isTrue(String... lines) throws Exception {
    Outcome outcome = check(Patience.USUAL, lines);
    assertEquals(List.of(), outcome.lies());
    assertEquals(List.of(), outcome.skipped());
  }

  /** The document is found to lie in one place, with this in the message. */
  private static void isLie(String message, String... lines) throws Exception {
    isLie(SHORT, message, lines);
  }

  private static void isLie(Patience patience, String message, String... lines) throws Exception {
    Outcome outcome = check(patience, lines);
    assertEquals(1, outcome.lies().size(), outcome.lies()::toString);
    String lie = outcome.lies().getFirst();
    assertTrue(lie.contains(message), lie);
  }

  @Test
  @DisplayName("what a server logs of itself need not be shown, and is compared if it is")
  void log() throws Exception {
    String command =
        "a$ echo '2026-11-26T10:00:00.000 INFO hexline.x: limits: 7 clients'; echo 0x1";
    isTrue(command, "0x1");
    isTrue(command, "2026-11-26T11:11:11.111 INFO hexline.x: limits: 8 clients", "0x1");
    isLie("0x1", command, "2026-11-26T11:11:11.111 INFO hexline.x: other", "0x1");
    isLie("WARNING", "a$ echo '10:00:00.000 WARNING gone'");
  }

  @Test
  @DisplayName("commands, input, keys, several terminals, lines left out")
  void honest() throws Exception {
    isTrue(
        "one$ cat",
        "one> hello",
        "hello",
        "two$ printf 'a\\nb\\nc\\n'",
        "a",
        "...",
        "c",
        "two$ true",
        "one> ^D",
        "one$ sh -c 'trap \"echo bye; exit\" INT; echo up; while :; do sleep 0.1; done'",
        "up",
        "one> ^C",
        "bye",
        "one$ cat note.txt",
        "4312");
  }

  @Test
  @DisplayName("a terminal is looked at later")
  void look() throws Exception {
    isTrue(
        "one$ while [ ! -e go ]; do sleep 0.1; done; echo gone; cat",
        "two$ touch go",
        "one:",
        "gone",
        "one:",
        "one> a",
        "a",
        "one> ^C");
  }

  @Test
  @DisplayName("a command of several lines")
  void severalLines() throws Exception {
    isTrue("one$ echo a \\", "  b", "a b");
  }

  @Test
  @DisplayName("process ids of the document stand for those of the run")
  void processIds() throws Exception {
    isTrue(
        "one$ echo \"(pid $$)\"; ps -o pid= -p $$ >own",
        "(pid 12)",
        "two$ test 12 = $(cat own) && echo same",
        "same",
        "two$ test PID = $(cat own) && echo same",
        "same");
  }

  @Test
  @DisplayName("what commands leave is no part of the repository, and no process is left")
  void nothingIsLeft() throws Exception {
    isTrue("one$ echo $$ >self; sleep 1234567 &");
    assertTrue(Files.exists(root.resolve("note.txt")));
    assertTrue(Files.notExists(root.resolve("self")));
    try (Stream<ProcessHandle> all = ProcessHandle.allProcesses()) {
      assertTrue(
          all.noneMatch(each -> each.info().commandLine().orElse("").contains("sleep 1234567")));
    }
  }

  @Test
  @DisplayName("another answer")
  void answer() throws Exception {
    isLie("- 0x10d9\n  + 0x10d8", "one$ echo 0x10d8", "0x10d9");
  }

  @Test
  @DisplayName("another word, a line too few, a line too many, another order")
  void words() throws Exception {
    isLie("made-up.md:4: one$ echo b", "one$ echo b", "a");
    isLie("+ b", "one$ printf 'a\\nb\\n'", "a");
    isLie("- b", "one$ printf 'a\\n'", "a", "b");
    isLie("- a\n", "one$ printf 'b\\na\\n'", "a", "b");
  }

  @Test
  @DisplayName("output that is not shown")
  void hidden() throws Exception {
    isLie("+ a", "one$ echo a");
    isLie("+ a", "one$ cat", "one> a");
    isLie("+ b", "one$ sh -c 'echo a; echo b; cat'", "a");
  }

  @Test
  @DisplayName("output that does not come")
  void missing() throws Exception {
    isLie(HASTY, "the program still runs", "one$ cat", "0x10d8");
    isLie(HASTY, "- b", "one$ cat", "one> a", "a", "one:", "b");
  }

  @Test
  @DisplayName("a command that does not exist, or fails")
  void noCommand() throws Exception {
    isLie("not found", "one$ no-such-command", "0x1");
    isLie("+ cat", "one$ cat no-such-file");
  }

  @Test
  @DisplayName("a terminal in which another program runs, or none")
  void busy() throws Exception {
    isLie(HASTY, "another program still runs", "one$ cat", "one$ echo a", "a");
    isLie("no program runs", "one$ true", "one> a", "a");
    isLie("nothing has been typed", "one> a");
  }

  @Test
  @DisplayName("after a lie nothing is typed")
  void stops() throws Exception {
    isLie("- b", "one$ echo a", "b", "one$ echo c", "d");
  }

  @Test
  @DisplayName("what needs a missing command is left out, with a reason, and so is what follows it")
  void needs() throws Exception {
    String text =
        document("one$ echo a", "a")
            + "<!-- needs no-such-command sh -->\n"
            + document("two$ no-such-command", "lie").substring(8)
            + document("two> lie", "lie", "one$ echo b", "b");
    Outcome outcome = new Typist(root, Patience.USUAL).check("made-up.md", text);
    assertEquals(List.of(), outcome.lies());
    assertEquals(List.of("made-up.md:9: not installed: no-such-command"), outcome.skipped());
  }

  @Test
  @DisplayName("what is not to be typed is not typed")
  void notTyped() throws Exception {
    String text = "<!-- not typed: takes a day -->\n" + document("one$ lie", "lie").substring(8);
    Outcome outcome = new Typist(root, Patience.USUAL).check("made-up.md", text);
    assertEquals(new Outcome(List.of(), List.of(), text), outcome);
  }

  @Test
  @DisplayName("a fence that does not begin with a step, or has no end, is a mistake")
  void malformed() {
    assertThrows(IllegalStateException.class, () -> check(SHORT, "hello"));
    assertThrows(
        IllegalStateException.class, () -> Transcript.of("made-up.md", "```console\none$ a\n"));
  }

  @Test
  @DisplayName("writing puts in what is printed, and the next run finds it true")
  void write() throws Exception {
    String[] typed = {
      "one$ echo \"(pid $$) 0x10d8\"", "(pid 12) 0x1", "two$ echo 12 a", "one$ cat", "one> b",
      "one> ^D", "two$ printf 'a\\nb 1\\nc\\n'", "a", "...", "c"
    };
    String written = new Typist(root, SHORT).write("made-up.md", document(typed)).text();
    List<String> lines = written.lines().toList();
    assertTrue(lines.get(4).matches("\\(pid \\d+\\) 0x10d8"), written);
    String pid = lines.get(4).replaceAll("\\D+(\\d+)\\).*", "$1");
    assertEquals("two$ echo " + pid + " a", lines.get(5), written);
    assertEquals(pid + " a", lines.get(6), written);
    assertEquals(List.of("one$ cat", "one> b", "b", "one> ^D"), lines.subList(7, 11), written);
    assertEquals(List.of("a", "...", "c"), lines.subList(12, 15), written);
    assertEquals(List.of(), new Typist(root, Patience.USUAL).check("made-up.md", written).lies());
  }
}
