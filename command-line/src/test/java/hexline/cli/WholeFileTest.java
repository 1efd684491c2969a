package hexline.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class WholeFileTest {

  @TempDir Path folder = Path.of("");

  private List<String> names() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  @Test
  @DisplayName("an older file stays until the new one is complete")
  void replaces() throws IOException {
    Path path = Files.writeString(folder.resolve("report"), "old");
    try (WholeFile file = WholeFile.open(path)) {
      file.output().write("new".getBytes(UTF_8));
      assertEquals("old", Files.readString(path), "before the commit");
      file.commit();
      assertEquals("new", Files.readString(path), "after it");
    }
    assertEquals(List.of("report"), names(), "nothing else is left");
  }

  @Test
  @DisplayName("without a commit nothing has happened")
  void notCommitted() throws IOException {
    Path path = Files.writeString(folder.resolve("report"), "old");
    for (Path each : List.of(path, folder.resolve("other"))) {
      try (WholeFile file = WholeFile.open(each)) {
        file.output().write("half".getBytes(UTF_8));
      }
    }
    assertEquals("old", Files.readString(path));
    assertEquals(List.of("report"), names());
  }

  @Test
  @DisplayName("a folder that does not exist is found out at once")
  void noFolder() {
    assertThrows(NoSuchFileException.class, () -> WholeFile.open(folder.resolve("none/report")));
    assertThrows(IOException.class, () -> WholeFile.open(folder));
  }

  @Test
  @DisabledOnOs(OS.WINDOWS)
  @DisplayName("a link stays one, and its target is replaced")
  void link() throws IOException {
    Path target = Files.writeString(folder.resolve("target"), "old");
    Path link = Files.createSymbolicLink(folder.resolve("link"), target);
    try (WholeFile file = WholeFile.open(link)) {
      file.output().write("new".getBytes(UTF_8));
      file.commit();
    }
    assertTrue(Files.isSymbolicLink(link), "it is still a link");
    assertEquals("new", Files.readString(target));
  }

  @Test
  @DisabledOnOs(OS.WINDOWS)
  @DisplayName("a device is written, not replaced")
  void device() throws IOException {
    Path device = Path.of("/dev/null");
    try (WholeFile file = WholeFile.open(device)) {
      file.output().write("text".getBytes(UTF_8));
      file.commit();
    }
    assertTrue(Files.exists(device) && !Files.isRegularFile(device), "it is still a device");
  }

  /** Writes a mebibyte to the file in its argument and prints why that fails. */
  static final class Writer {
    public static void main(String[] args) {
      try (WholeFile file = WholeFile.open(Path.of(args[0]))) {
        file.output().write(new byte[1 << 20]);
        file.commit();
        System.out.println("written");
      } catch (IOException e) {
        System.out.println(Failures.reason(e));
      }
    }
  }

  @Test
  @DisplayName("a file for which there is no room is not there, and the older one is")
  void noRoom() throws Exception {
    assumeTrue(Files.isExecutable(Path.of("/bin/sh")), "this system has no /bin/sh");
    Path path = Files.writeString(folder.resolve("report"), "old");
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    Process limited =
        new ProcessBuilder(
                "/bin/sh",
                "-c",
                "ulimit -f 8 && exec \"$0\" \"$@\"", // blocks: fewer than the file needs
                java,
                "-XX:-UsePerfData", // which would be a file, too
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                Writer.class.getName(),
                path.toString())
            .redirectErrorStream(true)
            .start();
    String output = new String(limited.getInputStream().readAllBytes(), UTF_8);
    assertTrue(output.contains("File too large"), output);
    assertEquals("old", Files.readString(path));
    assertEquals(List.of("report"), names(), "nothing else is left");
  }
}
