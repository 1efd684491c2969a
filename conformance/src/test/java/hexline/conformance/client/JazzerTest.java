package hexline.conformance.client;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/** Runs only with the profile {@code fuzz}, which puts Jazzer on the class path. */
@EnabledIfSystemProperty(named = "fuzz.seconds", matches = "[0-9]+")
class JazzerTest {

  private static final Path FOLDER = Path.of("target", "fuzz");
  private static final Path FOUND = FOLDER.resolve("corpus"); // inputs that reach a new branch

  @Test
  @DisplayName("Jazzer finds no input for which the codec does not say what the oracle says")
  void fuzz() throws Exception {
    Files.createDirectories(FOUND);
    Path log = FOLDER.resolve("jazzer.log");
    List<String> command =
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx512m",
            "-XX:+EnableDynamicAgentLoading",
            "--enable-native-access=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow",
            "-cp",
            System.getProperty("java.class.path"),
            "com.code_intelligence.jazzer.Jazzer",
            "--target_class=" + CodecFuzz.class.getName(),
            "--instrumentation_includes=hexline.protocol.**",
            "--disabled_hooks=com.code_intelligence.jazzer.sanitizers.**", // for bytes, none
            // applies
            "--reproducer_path=" + FOLDER,
            "-artifact_prefix=" + FOLDER + "/",
            "-max_total_time=" + System.getProperty("fuzz.seconds"),
            "-max_len=8192",
            FOUND.toString(),
            "src/test/corpus");
    int exitCode =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start()
            .waitFor();
    Files.readAllLines(log).stream()
        .filter(line -> line.matches(".*\\bD(one|ONE)\\b.*"))
        .forEach(System.out::println); // the branches that were reached, and the number of inputs
    assertEquals(0, exitCode, () -> "see " + log);
  }
}
