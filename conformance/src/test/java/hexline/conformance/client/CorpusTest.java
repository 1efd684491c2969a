package hexline.conformance.client;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Replays the inputs that the fuzzer begins with, and those that it has found something with. */
class CorpusTest {

  private static final Path CORPUS = Path.of("src/test/corpus");

  static Stream<Path> inputs() throws IOException {
    try (Stream<Path> files = Files.list(CORPUS)) {
      return files.sorted().toList().stream();
    }
  }

  @ParameterizedTest
  @MethodSource("inputs")
  @DisplayName("the codec says what the oracle says, however the input is cut")
  void replay(Path input) throws IOException {
    byte[] data = Files.readAllBytes(input);
    for (byte cut = 0; cut < 64; cut++) {
      data[0] = cut;
      CodecFuzz.fuzzerTestOneInput(data);
    }
  }

  @Test
  @DisplayName("the corpus has every kind of answer, and unterminated lines")
  void kinds() throws IOException {
    var answers = new ArrayList<String>();
    boolean hasUnterminated = false;
    for (Path file : inputs().toList()) {
      String input = Wire.text(Files.readAllBytes(file)).substring(1);
      hasUnterminated |= !input.endsWith("\n");
      answers.addAll(List.of(Wire.text(Oracle.answers(Wire.bytes(input))).split("\n", -1)));
    }
    assertTrue(hasUnterminated, "an unterminated line");
    assertTrue(answers.contains(Oracle.NOT_AN_INTEGER), "no number");
    assertTrue(answers.contains(Oracle.TOO_LONG), "a line that is too long");
    assertTrue(answers.stream().anyMatch(a -> a.startsWith("-0x")), "a negative number");
    assertTrue(answers.stream().anyMatch(a -> a.length() > 800), "a long number");
  }
}
