package hexline.recipes;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hexline.recipes.shared.EmptyPipes;
import hexline.recipes.shared.EmptyPipes.LineReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.opentest4j.AssertionFailedError;

@Timeout(90)
class FileLinesTest {

  @TempDir Path folder = Path.of("");

  @Test
  void allLinesInOrder() throws Exception {
    var expected = List.of("one", "", "three");
    var file = Files.write(folder.resolve("lines.txt"), expected);
    var lines = new ArrayList<String>();
    try (var reader = new FileLines(file)) {
      for (String line = reader.next(); line != null; line = reader.next()) {
        lines.add(line);
      }
      assertNull(reader.next(), "the end must last");
    }
    assertEquals(expected, lines);
  }

  @Test
  void aFileThatIsNotThereIsAFailure() {
    try (var reader = new FileLines(folder.resolve("nothing"))) {
      var thrown = assertThrows(ExecutionException.class, reader::next);
      assertInstanceOf(NoSuchFileException.class, thrown.getCause());
    }
  }

  @Test
  @DisabledOnOs(value = OS.WINDOWS, disabledReason = "there is no mkfifo")
  void waitingForALineStopsNoOtherThread() throws Exception {
    waitingForALineStopsNoOtherThread(
        pipe -> {
          try (var lines = new FileLines(pipe)) {
            return lines.next();
          }
        },
        Duration.ofSeconds(20));
  }

  @Test
  @DisabledOnOs(value = OS.WINDOWS, disabledReason = "there is no mkfifo")
  @EnabledForJreRange(max = JRE.JAVA_25, disabledReason = "a newer JDK may do better")
  void readingOnTheCarriersStopsAll() {
    // No patience would be enough for this one: the line comes when others have run, or given up.
    assertThrows(
        AssertionFailedError.class,
        () -> waitingForALineStopsNoOtherThread(Broken::readLine, Duration.ofMillis(500)));
  }

  private static void waitingForALineStopsNoOtherThread(LineReader reader, Duration time)
      throws Exception {
    assertTrue(
        EmptyPipes.othersRun(reader, time),
        "other virtual threads must run while some wait for a line");
  }

  /** The usual first attempt. */
  private static final class Broken {
    static @Nullable String readLine(Path file) throws IOException {
      try (var lines = Files.lines(file)) {
        return lines.findFirst().orElse(null);
      }
    }
  }
}
