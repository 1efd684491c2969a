package hexline.recipes;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertLinesMatch;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * Runs every recipe as {@code ./run} does: each ends by itself, prints nothing to standard error,
 * and prints what {@code src/test/demos/NAME.txt} says. There, {@code #} is any number, {@code >>
 * why >>} stands for lines that depend on the machine or the clock, and columns are not aligned.
 */
class DemosIT {

  private static final Path JAR = Path.of("target", "recipes.jar");
  private static final Path SHOWN = Path.of("src/test/demos");
  private static final int AT_A_TIME = 4; // they wait more than they compute
  private static final int DEADLINE = 60; // seconds; they take a tenth of it

  @TempDir Path folder = Path.of("");

  private record Output(int exitCode, String out, String err) {}

  @TestFactory
  Stream<DynamicTest> everyDemoShowsWhatItIsAbout() {
    var threads = Executors.newFixedThreadPool(AT_A_TIME);
    return Recipes.ALL.stream()
        .map(Recipes.Entry::name)
        .filter(name -> !name.equals("Structured")) // in its own module, which comes later
        .map(name -> demo(name, threads.submit(() -> run(name))))
        .toList() // all have been started
        .stream()
        .onClose(threads::shutdownNow);
  }

  private static DynamicTest demo(String name, Future<Output> running) {
    return DynamicTest.dynamicTest(
        name,
        () -> {
          var output = running.get();
          assertAll(
              name,
              () -> assertEquals(0, output.exitCode(), "exit code"),
              () -> assertEquals("", output.err(), "standard error"),
              () -> assertLinesMatch(shown(name), lines(output.out())));
        });
  }

  @Test
  void aWrongNameIsWrongUsage() throws Exception {
    var output = run("gahter");
    assertEquals(2, output.exitCode());
    assertEquals("", output.out());
    assertTrue(output.err().contains("near it: Gather"), output.err());
  }

  private Output run(String name) throws IOException, InterruptedException {
    assertTrue(Files.exists(JAR), () -> JAR + " is missing: package it first");
    var out = folder.resolve(name + ".out");
    var err = folder.resolve(name + ".err");
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    var builder =
        new ProcessBuilder( // in English: the numbers of other locales may have other digits
                java, "-XX:TieredStopAtLevel=1", "-Duser.language=en", "-jar", "" + JAR, name)
            .redirectOutput(out.toFile())
            .redirectError(err.toFile());
    builder.environment().keySet().removeAll(List.of("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS"));
    Process process = builder.start();
    try {
      assertTrue(process.waitFor(DEADLINE, SECONDS), () -> name + " must end by itself");
      return new Output(process.exitValue(), Files.readString(out), Files.readString(err));
    } finally {
      process.destroyForcibly().waitFor();
    }
  }

  private static List<String> shown(String name) throws IOException {
    return lines(Files.readString(SHOWN.resolve(name + ".txt"))).stream()
        .map(line -> line.contains("#") ? numbersMatch(line) : line)
        .toList();
  }

  private static String numbersMatch(String line) {
    return Pattern.quote(line).replace("#", "\\E\\d+([.,]\\d+)?\\Q");
  }

  private static List<String> lines(String text) {
    return text.lines().map(line -> line.strip().replaceAll(" +", " ")).toList();
  }
}
