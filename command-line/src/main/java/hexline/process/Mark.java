package hexline.process;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.FileInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * An environment variable that a child process gets. All its descendants inherit it, also those
 * that have another parent by now. {@code /proc} shows it; on a system without {@code /proc} no
 * process is found. Nor is a process that was started with an empty environment ({@code env -i}) or
 * that has overwritten its environment, as some programs do to change their title.
 */
final class Mark {

  /** The variable: the marks of all ancestors, the own one last. */
  static final String VARIABLE = "HEXLINE_CHILD";

  /** Part of every mark that this JVM gives. */
  static final String OF_THIS_JVM = UUID.randomUUID().toString();

  private static final Path PROC = Path.of("/proc");

  private final String id = UUID.randomUUID().toString();

  /** Adds the mark to the environment of a process that is to be started. */
  void putInto(Map<String, String> environment) {
    String ours = OF_THIS_JVM + ":" + id;
    String outer = System.getenv(VARIABLE);
    environment.put(VARIABLE, outer == null ? ours : outer + ":" + ours);
  }

  /** Processes that have the mark now. */
  List<ProcessHandle> processes() {
    try (Stream<Path> all = Files.list(PROC)) {
      return all.map(folder -> folder.getFileName().toString())
          .filter(name -> name.chars().allMatch(Character::isDigit))
          .filter(this::isOn)
          .map(Long::parseLong)
          .map(ProcessHandle::of)
          .flatMap(Optional::stream)
          .filter(process -> isOn("" + process.pid())) // not a new process with the same id
          .toList();
    } catch (IOException e) {
      return List.of(); // no /proc
    }
  }

  private boolean isOn(String pid) {
    try (var environment = new FileInputStream("/proc/" + pid + "/environ")) {
      return new String(environment.readAllBytes(), ISO_8859_1).contains(id);
    } catch (IOException e) {
      return false; // the process has ended, or belongs to another user
    }
  }
}
