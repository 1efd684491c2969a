package hexline.recipes.structured;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertLinesMatch;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Runs the recipe as {@code ./run recipes Structured} does: it ends by itself, complains of nothing
 * and shows what {@code src/test/demos/Structured.txt} says, where {@code >> why >>} stands for
 * lines that depend on the clock.
 */
class DemoIT {

  private static final Path RECIPES = Path.of("../target/recipes.jar");

  @Test
  void theDemoShowsWhatItIsAbout(@TempDir Path folder) throws Exception {
    assertTrue(Files.exists(RECIPES), () -> RECIPES + " is missing: package it first");
    var out = folder.resolve("out");
    var err = folder.resolve("err");
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    var builder =
        new ProcessBuilder( // in English: the numbers of other locales may have other digits
                java, "-Duser.language=en", "-jar", RECIPES.toString(), "Structured")
            .redirectOutput(out.toFile())
            .redirectError(err.toFile());
    builder.environment().keySet().removeAll(List.of("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS"));
    Process process = builder.start();
    try {
      assertTrue(process.waitFor(60, SECONDS), "the demo must end by itself");
    } finally {
      process
          .descendants()
          .forEach(ProcessHandle::destroyForcibly); // the demo has a JVM of its own
      process.destroyForcibly().waitFor();
    }
    assertEquals("", Files.readString(err), "standard error");
    assertEquals(0, process.exitValue(), "exit code");
    assertLinesMatch(
        Files.readAllLines(Path.of("src/test/demos/Structured.txt")), Files.readAllLines(out));
  }
}
