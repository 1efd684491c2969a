package hexline.torture.report;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Where a run took place.
 *
 * @param cpu model of the processor, or the architecture
 * @param processors how many this process may use
 * @param memoryBytes of the machine; null where there is no /proc
 * @param system operating system and kernel
 * @param jdk the JVM of the kit and of the servers in Java
 */
public record Machine(
    String cpu, int processors, @Nullable Long memoryBytes, String system, String jdk) {

  /** This one. */
  public static Machine look() {
    return new Machine(
        value("/proc/cpuinfo", "model name").orElseGet(() -> System.getProperty("os.arch")),
        Runtime.getRuntime().availableProcessors(),
        value("/proc/meminfo", "MemTotal")
            .map(kilobytes -> Long.parseLong(kilobytes.replaceAll("\\D", "")) * 1024)
            .orElse(null),
        System.getProperty("os.name") + " " + System.getProperty("os.version"),
        System.getProperty("java.vm.name") + " " + Runtime.version());
  }

  /** The first value of this name in a file of lines such as {@code name : value}. */
  private static Optional<String> value(String file, String name) {
    try (Stream<String> lines = Files.lines(Path.of(file), UTF_8)) {
      return lines
          .filter(line -> line.startsWith(name))
          .map(line -> line.substring(line.indexOf(':') + 1).strip())
          .findFirst();
    } catch (IOException e) {
      return Optional.empty(); // no Linux
    }
  }
}
