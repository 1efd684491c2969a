package hexline.exercises;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every exercise: what it begins with is red, at the step and for the reason that its task names, and
 * its answer is green.
 */
@Timeout(180)
@Execution(ExecutionMode.CONCURRENT)
class ExercisesTest {

  private static final Folder FOLDER = new Folder(Path.of(""));
  private static final Path README = Path.of("README.md");
  private static final Pattern TABLE =
      Pattern.compile("(?s)(<!-- exercises -->\n).*?(<!-- end -->)");

  private static final Duration SHORT = Duration.ofSeconds(3); // for what is never to come
  private static final Duration PATIENCE = Duration.ofSeconds(20); // a machine may be busy

  /**
   * How a start is red.
   *
   * @param step the number of the step that fails; 0 if no server listens
   * @param seen a part of what is seen
   * @param printed a part of what the server prints; empty if that does not matter
   */
  private record Red(int step, String seen, String printed) {}

  private static final Map<String, Red> RED = red();

  private static Map<String, Red> red() {
    try (Stream<String> lines =
        Files.lines(Path.of("src/test/resources/hexline/exercises/red.txt"))) {
      return lines
          .filter(line -> !line.startsWith("#"))
          .map(line -> line.split(" *\\| *", -1))
          .collect(
              Collectors.toMap(
                  column -> column[0],
                  column -> new Red(Integer.parseInt(column[1]), column[2], column[3]),
                  (a, b) -> b,
                  LinkedHashMap::new));
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  static List<Exercise> all() {
    return ExerciseList.ALL;
  }

  @ParameterizedTest
  @MethodSource("all")
  @Tag("thorough")
  @DisplayName("the file that an exercise begins with is red, for the reason that its task names")
  void startIsRed(Exercise exercise, @TempDir Path classes) throws Exception {
    Red expected = RED.getOrDefault(exercise.id(), new Red(-1, "", ""));
    Outcome outcome = outcome(exercise, FOLDER.start(exercise), classes, SHORT);
    assertFalse(outcome.isGreen(), exercise::id);
    Step red = outcome.red();
    int step = red == null ? 0 : 1 + exercise.steps().indexOf(red);
    assertEquals(expected.step(), step, outcome::toString);
    assertTrue(outcome.reason().contains(expected.seen()), outcome::toString);
    String printed = String.join("\n", outcome.printed());
    assertTrue(printed.contains(expected.printed()), outcome::toString);
  }

  @ParameterizedTest
  @MethodSource("all")
  @DisplayName("start and answer of an exercise compile, without a warning")
  void compiles(Exercise exercise, @TempDir Path classes) throws IOException {
    for (Path file : List.of(FOLDER.start(exercise), FOLDER.answer(exercise))) {
      compile(file, classes);
    }
  }

  @ParameterizedTest
  @MethodSource("all")
  @Tag("thorough")
  @DisplayName("the answer to an exercise is green")
  void answerIsGreen(Exercise exercise, @TempDir Path classes) throws Exception {
    Outcome outcome = outcome(exercise, FOLDER.answer(exercise), classes, PATIENCE);
    assertNull(outcome.red(), outcome::toString);
    assertEquals("", outcome.reason());
    assertEquals(exercise.steps(), outcome.green());
  }

  private static Outcome outcome(Exercise exercise, Path file, Path classes, Duration timeout)
      throws IOException, InterruptedException {
    compile(file, classes);
    return new Trial(exercise, timeout).of(classes);
  }

  private static void compile(Path file, Path classes) throws IOException {
    Compilation compilation = Compilation.of(file, classes);
    assertEquals(List.of(), compilation.messages(), file + " compiles, without a warning");
  }

  @ParameterizedTest
  @MethodSource("all")
  @DisplayName("an answer changes as much as the exercise says")
  void effort(Exercise exercise) throws IOException {
    List<String> start = code(FOLDER.start(exercise));
    List<String> answer = code(FOLDER.answer(exercise));
    int changed = Math.max(without(start, answer).size(), without(answer, start).size());
    switch (exercise.effort()) {
      case ONE_LINE -> assertTrue(changed <= 1, exercise.id() + " changes " + changed + " lines");
      case A_FEW_LINES -> assertTrue(changed <= 20, exercise.id() + " changes " + changed);
      case A_METHOD -> assertTrue(changed <= 40, exercise.id() + " changes " + changed);
      case A_FILE -> assertTrue(changed > 10, exercise.id() + " changes " + changed);
    }
    assertFalse(start.equals(answer), exercise::id);
  }

  /** The lines of code, without the layout, comments and imports. */
  private static List<String> code(Path file) throws IOException {
    return Files.readAllLines(file).stream()
        .map(line -> line.replaceFirst("//.*", "").strip())
        .filter(line -> !line.isEmpty() && !line.startsWith("import ") && !line.startsWith("*"))
        .toList();
  }

  private static List<String> without(List<String> lines, List<String> others) {
    var left = new ArrayList<>(lines);
    others.forEach(left::remove);
    return left;
  }

  @ParameterizedTest
  @MethodSource("all")
  @DisplayName("task and hint are sentences, and every exercise has the same form")
  void form(Exercise exercise) {
    assertTrue(exercise.id().matches("(protocol|sync|threaded|nio|async|virtual)-[1-9]"));
    assertTrue(exercise.title().matches("[A-Zr][A-Za-z ,-]{10,40}"), exercise::title);
    assertTrue(exercise.teaches().matches("[A-Za-z`'].{10,90}\\."), exercise::teaches);
    assertTrue(exercise.task().matches("(?s).{80,}\\."), exercise::task);
    assertTrue(exercise.hint().matches("(?s).{40,}[.?]"), exercise::hint);
    assertTrue(exercise.steps().stream().map(Step::promise).allMatch(p -> p.endsWith(".")));
  }

  @Test
  @DisplayName("each chapter has at least three exercises, numbered from 1, and the last is a file")
  void chapters() {
    Map<String, List<Exercise>> chapters =
        ExerciseList.ALL.stream()
            .collect(
                Collectors.groupingBy(Exercise::chapter, LinkedHashMap::new, Collectors.toList()));
    assertEquals(
        List.of("protocol", "sync", "threaded", "nio", "async", "virtual"),
        List.copyOf(chapters.keySet()));
    chapters.forEach((chapter, exercises) -> {
      assertTrue(exercises.size() >= 3, chapter);
      for (int i = 0; i < exercises.size(); i++) {
        assertEquals(chapter + "-" + (i + 1), exercises.get(i).id());
      }
      assertEquals(
          exercises.stream().map(Exercise::effort).min(Effort::compareTo).orElseThrow(),
          exercises.getFirst().effort(),
          "the first one is among the easiest");
      assertEquals(Effort.A_FILE, exercises.getLast().effort());
    });
    assertEquals(ExerciseList.ALL.stream().map(Exercise::id).toList(), List.copyOf(RED.keySet()));
  }

  @Test
  @DisplayName("README's table is the list of exercises; -Ddocs.write writes it")
  void readme() throws IOException {
    var table =
        new StringBuilder("| id | title | how hard | what it teaches |\n|---|---|---|---|\n");
    for (Exercise each : ExerciseList.ALL) {
      table.append(
          "| %s | %s | %s | %s |\n"
              .formatted(each.id(), each.title(), each.effort(), each.teaches()));
    }
    String text = Files.readString(README);
    assertTrue(TABLE.matcher(text).find(), "README has a place for the table");
    String expected =
        TABLE.matcher(text).replaceFirst(match -> match.group(1) + table + match.group(2));
    if (System.getProperty("docs.write") != null) {
      Files.writeString(README, expected);
    } else {
      assertTrue(expected.equals(text), "stale: mvn -pl exercises -am test -Ddocs.write");
    }
  }
}
