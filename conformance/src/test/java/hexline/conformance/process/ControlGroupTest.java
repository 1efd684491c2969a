package hexline.conformance.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import hexline.conformance.client.Skipped;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A group in a folder that stands for the kernel's: its files are files. */
class ControlGroupTest {

  private static final Map<String, String> LIMITS = Map.of("memory.max", "1000", "pids.max", "60");

  @TempDir Path parent = Path.of("");

  private void controllers(String names) throws IOException {
    Files.writeString(parent.resolve("cgroup.subtree_control"), names + "\n");
  }

  private String reason() {
    return String.valueOf(
        assertThrows(Skipped.class, () -> ControlGroup.create(parent, LIMITS)).getMessage());
  }

  private List<Path> groups() throws IOException {
    try (Stream<Path> files = Files.list(parent)) {
      return files.filter(Files::isDirectory).toList();
    }
  }

  @Test
  @DisplayName("where there is none, the reason is said")
  void skipped() throws IOException {
    assertTrue(reason().startsWith("to limit a group of processes, the kit needs cgroup v2"));
    controllers("cpu memory");
    assertTrue(reason().endsWith("cgroup.subtree_control does not name the controller pids"));
    controllers("");
    assertTrue(reason().contains("does not name the controller"));
    assertEquals(List.of(), groups());
  }

  @Test
  @DisplayName("it has its limits, a command enters it, and it is removed at the end")
  void group() throws Exception {
    assumeTrue(Files.isExecutable(Path.of("/bin/sh")), "a shell enters it");
    controllers("cpu memory pids");
    ControlGroup group = ControlGroup.create(parent, LIMITS);
    Path folder = groups().getFirst();
    assertEquals("1000", Files.readString(folder.resolve("memory.max")));
    assertEquals("60", Files.readString(folder.resolve("pids.max")));
    Process process =
        new ProcessBuilder(group.inFrontOf(List.of("/bin/sh", "-c", "exit 7"))).start();
    assertEquals(7, process.waitFor());
    Path entered = folder.resolve("cgroup.procs");
    assertEquals(process.pid() + "\n", Files.readString(entered));
    for (String file : List.of("memory.max", "pids.max", "cgroup.procs")) { // the kernel's own
      Files.delete(folder.resolve(file));
    }
    group.close();
    assertFalse(Files.exists(folder));
  }
}
