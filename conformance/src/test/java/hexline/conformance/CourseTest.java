package hexline.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.abort;

import hexline.conformance.cases.Cases;
import hexline.conformance.cases.Rule;
import hexline.conformance.cases.TestCase;
import hexline.conformance.cases.Tier;
import hexline.conformance.course.CourseStage;
import hexline.conformance.course.Stages;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The course: its stages, and servers that pass some of them. */
@Timeout(240)
@Execution(ExecutionMode.CONCURRENT)
class CourseTest {

  private static final String GROWING = "src/test/python/growing.py";
  private static final String NAIVE = "src/test/python/naive.py";
  private static final int LAST = Stages.ALL.size();
  private static final Pattern ROW = Pattern.compile("(?m)^ ?(\\d+)  ([a-z-]+) .*$");

  private static final Path README = Path.of("README.md");
  private static final Pattern TABLE = Pattern.compile("(?s)(<!-- stages -->\n).*?(<!-- end -->)");

  private static boolean hasPython;

  private record Run(int exitCode, String out, String err) {

    /** The numbers of the stages that have passed, and of the one where the course stopped. */
    List<Integer> passed() {
      return rows(false);
    }

    List<Integer> stopped() {
      return rows(true);
    }

    private List<Integer> rows(boolean isLast) {
      return ROW.matcher(out)
          .results()
          .filter(row -> isLast == row.group().matches(".* (FAILED|NOT TRIED)"))
          .map(row -> Integer.valueOf(row.group(1)))
          .toList();
    }
  }

  private static Run run(String... arguments) {
    var out = new StringWriter();
    var err = new StringWriter();
    int exitCode = Course.run(arguments, new PrintWriter(out), new PrintWriter(err));
    return new Run(exitCode, out.toString(), err.toString());
  }

  /** The course with the server that has passed so many stages; it takes options if they are due. */
  private static Run runGrown(int step, String... options) {
    var arguments = new ArrayList<>(List.of(options));
    String patience = step == LAST ? "20s" : "6s"; // what fails waits as long
    arguments.addAll(List.of("--timeout", patience, "--", "python3", GROWING, "" + step, "{port}"));
    arguments.add("{options}");
    return run(arguments.toArray(String[]::new));
  }

  @BeforeAll
  static void lookForPython() throws InterruptedException {
    try {
      hasPython = new ProcessBuilder("python3", "--version").start().waitFor() == 0;
    } catch (IOException e) {
      hasPython = false;
    }
  }

  @Test
  @DisplayName("every quick case belongs to exactly one stage")
  void eachCaseHasAStage() {
    List<TestCase> cases = Cases.upTo(Tier.QUICK);
    List<TestCase> without = cases.stream().filter(each -> Stages.of(each).isEmpty()).toList();
    assertEquals(
        List.of(), without, "cases with a rule that no stage of the course adds: see Stages");
    assertEquals(
        cases.stream().map(TestCase::id).sorted().toList(),
        inStages().stream().map(TestCase::id).sorted().toList());
  }

  /** The cases of all stages, one after the other. */
  private static List<TestCase> inStages() {
    return Stages.ALL.stream().flatMap(stage -> stage.cases().stream()).toList();
  }

  @Test
  @DisplayName("every rule is added by exactly one stage, and every stage has a case")
  void eachRuleHasAStage() {
    List<Rule> added = Stages.ALL.stream().flatMap(stage -> stage.rules().stream()).toList();
    assertEquals(EnumSet.allOf(Rule.class), EnumSet.copyOf(added));
    assertEquals(Rule.values().length, added.size(), added::toString);
    for (CourseStage stage : Stages.ALL) {
      assertFalse(stage.cases().isEmpty(), stage::name);
    }
    assertEquals(List.of("G01"), Stages.ALL.getFirst().cases().stream().map(TestCase::id).toList());
  }

  @Test
  @DisplayName("no case before the stage 'limits' needs options")
  void options() {
    for (CourseStage stage :
        Stages.ALL.subList(
            0,
            IntStream.range(0, LAST)
                .filter(i -> Stages.ALL.get(i).name().equals("limits"))
                .findFirst()
                .orElseThrow())) {
      for (TestCase each : stage.cases()) {
        assertEquals(List.of(), each.launch().options(), each::toString);
      }
    }
  }

  @Test
  @DisplayName("README's table of the stages is the course; -Dcases.write writes it")
  void readme() throws IOException {
    var table = new StringBuilder("| stage | what a server can do then | rules | cases |\n");
    table.append("|---|---|---|---|\n");
    for (CourseStage each : Stages.ALL) {
      table.append(
          "| %s | %s | %s | %s |\n"
              .formatted(
                  each.name(),
                  each.title(),
                  each.rules().stream().sorted().map(Rule::name).collect(Collectors.joining(", ")),
                  each.cases().stream().map(TestCase::id).collect(Collectors.joining(" "))));
    }
    String text = Files.readString(README);
    assertTrue(TABLE.matcher(text).find(), "README has a place for the table");
    String expected =
        TABLE.matcher(text).replaceFirst(match -> match.group(1) + table + match.group(2));
    if (System.getProperty("cases.write") != null) {
      Files.writeString(README, expected);
    } else {
      assertEquals(expected, text, "stale: mvn -pl conformance -am test -Dcases.write");
    }
  }

  @Test
  @DisplayName("--list names all stages and cases, and runs none")
  void list() {
    Run run = run("--list");
    assertEquals(0, run.exitCode, run.err);
    assertEquals(IntStream.rangeClosed(1, LAST).boxed().toList(), numbers(run.out));
    String words = run.out.replaceAll("\\s+", " ");
    for (TestCase each : inStages()) {
      assertTrue(words.contains(each.toString()), each::toString);
    }
  }

  private static List<Integer> numbers(String list) {
    return Pattern.compile("(?m)^ ?(\\d+)  [a-z-]+: ")
        .matcher(list)
        .results()
        .map(row -> Integer.valueOf(row.group(1)))
        .toList();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "-- server", "--from moon -- server {port}", "--trait slow", "--timeout 0s"})
  @DisplayName("wrong usage is exit code 2, the reason, and where to get help")
  void usage(String line) {
    Run run = run(line.isEmpty() ? new String[0] : line.split(" ", -1));
    assertEquals(2, run.exitCode, run.err);
    assertEquals(2, run.err.lines().count(), run.err);
    assertTrue(run.err.startsWith("course: "), run.err);
    assertEquals("", run.out);
  }

  @Test
  @DisplayName("a command that starts no server is exit code 2")
  void noServer() {
    Run run = run("--", "no-such-command", "{port}");
    assertEquals(2, run.exitCode, run.out);
    assertTrue(run.err.contains("no-such-command"), run.err);
  }

  @Test
  @Tag("thorough")
  @DisplayName("the report of a failure: what was sent and seen, why it matters, a hint, a command")
  void report() {
    assumePython();
    Run run = run("--timeout", "1s", "--", "python3", NAIVE, "{port}");
    assertEquals(1, run.exitCode, run.out);
    assertEquals(List.of(1), run.passed(), run.out);
    assertEquals(List.of(2), run.stopped(), run.out);
    for (String part :
        List.of(
            "F01   byte-at-a-time ",
            "      promise  A line that arrives byte by byte is one line.\n",
            "      failure  after sending \"",
            "      R1       Framing: A request is the bytes up to LF. ",
            "      repeat   ./run conformance --case F01 --timeout 1s -- python3 " + NAIVE,
            "      why      TCP carries a stream of bytes. ",
            "      hint     Keep a buffer for each connection. ",
            "      again    ./run course --from framing --timeout 1s -- python3 " + NAIVE,
            "\n1 of " + LAST + " stages, 1 of " + inStages().size() + " cases.\n")) {
      assertTrue(run.out.contains(part), part + " is not in\n" + run.out);
    }
  }

  @Test
  @Tag("thorough")
  @DisplayName("the stage of the limits asks for {options} in the command")
  void noOptions() {
    assumePython();
    Run run = run("--from", "limits", "--", "python3", GROWING, "" + LAST, "{port}");
    assertEquals(1, run.exitCode, run.out);
    assertEquals(List.of(10), run.stopped(), run.out);
    assertTrue(run.out.contains("NOT TRIED"), run.out);
    assertTrue(run.out.contains("the command has no {options}"), run.out);
  }

  @Test
  @Tag("thorough")
  @DisplayName("a declared trait does not stop the course")
  void trait() {
    assumePython();
    Run run = runGrown(4, "--from", "many-clients", "--trait", "one-client-at-a-time");
    assertEquals(List.of(5, 6), run.passed(), run.out);
    assertEquals(List.of(7), run.stopped(), run.out);
    assertTrue(run.out.contains("C10      TRAIT: one-client-at-a-time"), run.out);
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 1})
  @DisplayName("a Python server at the end of one of the first stages passes it, and no other")
  void begins(int step) {
    grows(step);
  }

  /** The others, the longest first. */
  static List<Integer> steps() {
    return IntStream.rangeClosed(3, LAST).boxed().toList().reversed();
  }

  @ParameterizedTest
  @MethodSource("steps")
  @Tag("thorough")
  @DisplayName("a Python server at the end of a stage passes that stage, and not the next one")
  void grows(int step) {
    assumePython();
    int from = step == LAST ? 1 : step; // the last server has all that the others have
    Run run = runGrown(step, "--from", "" + from);
    assertEquals(IntStream.rangeClosed(from, step).boxed().toList(), run.passed(), run.out);
    if (step == LAST) {
      assertEquals(0, run.exitCode, run.out);
      assertTrue(run.out.contains("All " + LAST + " stages"), run.out);
    } else {
      assertEquals(1, run.exitCode, run.out + run.err);
      assertEquals(List.of(step + 1), run.stopped(), run.out);
    }
  }

  @Test
  @DisplayName("names and titles of stages fit into the report's columns, and are distinct")
  void names() {
    Set<String> names = Set.of(Stages.ALL.stream().map(CourseStage::name).toArray(String[]::new));
    assertEquals(LAST, names.size());
    for (CourseStage stage : Stages.ALL) {
      assertTrue(stage.name().matches("[a-z-]{3,19}"), stage::name);
      assertTrue(stage.title().length() <= 40, stage::title);
      for (String text : Arrays.asList(stage.why(), stage.hint())) {
        assertTrue(text.matches("[A-Za-z-].{60,}\\."), text);
      }
    }
  }

  private static void assumePython() {
    if (!hasPython) {
      abort("there is no python3");
    }
  }
}
