package hexline.torture.server;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

/** What the kernel says of a process at one moment. */
public record Vitals(long residentBytes, long descriptors, long threads) {

  /** Those of a process; empty where there is no /proc, or if the process has ended. */
  public static Optional<Vitals> of(long pid) {
    Path process = Path.of("/proc/" + pid);
    long resident = 0;
    long threads = 0;
    try (Stream<Path> descriptors = Files.list(process.resolve("fd"))) {
      for (String line : Files.readAllLines(process.resolve("status"))) {
        if (line.startsWith("VmRSS:")) {
          resident = number(line) * 1024;
        } else if (line.startsWith("Threads:")) {
          threads = number(line);
        }
      }
      return Optional.of(new Vitals(resident, descriptors.count(), threads));
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  private static long number(String line) {
    return Long.parseLong(line.replaceAll("\\D", ""));
  }
}
