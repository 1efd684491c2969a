package hexline.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class ShellWordsTest {

  @Test
  @DisplayName("a shell reads the words back as they were")
  void words() {
    assertEquals(
        "./run nio-server --port {port}",
        ShellWords.of(List.of("./run", "nio-server", "--port", "{port}")));
    assertEquals("'F0|x' 'a b' ''", ShellWords.of(List.of("F0|x", "a b", "")));
    assertEquals("'it'\\''s' '$HOME' '*'", ShellWords.of(List.of("it's", "$HOME", "*")));
  }
}
