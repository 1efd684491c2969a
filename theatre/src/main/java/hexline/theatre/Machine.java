package hexline.theatre;

import static java.nio.charset.StandardCharsets.UTF_8;

import hexline.cli.Checkout;
import hexline.theatre.recording.TheatreFile.Surroundings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.stream.Stream;

/** What a reader has to know of the machine on which a scene was recorded. */
final class Machine {

  private Machine() {}

  /** Now and here. */
  static Surroundings look() {
    int processors = Runtime.getRuntime().availableProcessors();
    return new Surroundings(
        Instant.now().truncatedTo(ChronoUnit.SECONDS).toString(),
        Checkout.find().flatMap(Checkout::commit).orElse(null),
        cpu(),
        processors == 1 ? "1 processor" : processors + " processors",
        System.getProperty("java.vm.name") + " " + Runtime.version(),
        System.getProperty("os.name") + " " + System.getProperty("os.version"));
  }

  private static String cpu() {
    try (Stream<String> lines = Files.lines(Path.of("/proc/cpuinfo"), UTF_8)) {
      return lines
          .filter(line -> line.startsWith("model name"))
          .map(line -> line.substring(line.indexOf(':') + 1).strip())
          .findFirst()
          .orElseGet(() -> System.getProperty("os.arch"));
    } catch (IOException e) {
      return System.getProperty("os.arch"); // no Linux
    }
  }
}
