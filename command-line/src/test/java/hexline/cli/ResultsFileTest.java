package hexline.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class ResultsFileTest {

  private static final Instant BEGIN = Instant.parse("2026-02-03T04:05:06Z");

  @TempDir Path folder = Path.of("");

  private static List<String> names(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  @Test
  @DisplayName("runs that begin in the same second have files of their own")
  void sameSecond() throws Exception {
    var reserved = new ArrayList<ResultsFile>();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Callable<ResultsFile>> runs = new ArrayList<>();
      for (int i = 0; i < 20; i++) {
        runs.add(() -> ResultsFile.reserve(folder.resolve("new/results"), BEGIN));
      }
      for (Future<ResultsFile> run : threads.invokeAll(runs)) {
        reserved.add(run.get());
      }
    }
    for (ResultsFile file : reserved) {
      file.write(file.path().toString());
    }
    var expected = new TreeSet<>(List.of("20260203-040506.json"));
    for (int i = 2; i <= 20; i++) {
      expected.add("20260203-040506-" + i + ".json");
    }
    assertEquals(List.copyOf(expected), names(folder.resolve("new/results")));
    for (ResultsFile file : reserved) {
      assertEquals(file.path().toString(), Files.readString(file.path()), "its own content");
    }
  }

  @Test
  @DisplayName("a folder that cannot be one is found out before the run")
  void noFolder() throws IOException {
    Path inTheWay = Files.createFile(folder.resolve("file"));
    assertThrows(
        FileAlreadyExistsException.class, () -> ResultsFile.reserve(inTheWay, BEGIN), "a file");
    assertThrows(
        IOException.class, () -> ResultsFile.reserve(inTheWay.resolve("below"), BEGIN), "below it");
  }

  @Test
  @DisplayName("a file of a given name is new, and is written again as there is more")
  void ofThatName() throws IOException {
    Path path = folder.resolve("new/mine.json");
    ResultsFile file = ResultsFile.create(path);
    assertThrows(FileAlreadyExistsException.class, () -> ResultsFile.create(path));
    file.write("{}");
    file.write("{more}");
    file.release();
    assertEquals("{more}", Files.readString(path));
    assertEquals(List.of("mine.json"), names(folder.resolve("new")));
  }

  @Test
  @DisplayName("without results there is no file")
  void released() throws IOException {
    ResultsFile.reserve(folder, BEGIN).release();
    assertEquals(List.of(), names(folder));
  }

  @Test
  @DisplayName("results stay, whatever follows")
  void written() throws IOException {
    ResultsFile file = ResultsFile.reserve(folder, BEGIN);
    file.write("{}");
    file.release();
    assertEquals("{}", Files.readString(file.path()));
    assertEquals(1, names(folder).size(), "and no temporary file");
  }

  @Test
  @DisplayName("a file that cannot be written leaves nothing that looks like one")
  void cannotWrite() throws IOException {
    ResultsFile file = ResultsFile.reserve(folder.resolve("gone"), BEGIN);
    Files.delete(file.path());
    Files.delete(folder.resolve("gone"));
    assertThrows(IOException.class, () -> file.write("{}"));
    assertFalse(Files.exists(file.path()));
    assertTrue(names(folder).isEmpty(), "nor anything else");
  }
}
