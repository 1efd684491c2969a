package hexline.theatre.page;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** The page and its README name the states with the same words. */
class WordsTest {

  private static final Pattern LEGEND = Pattern.compile("(?s)const LEGEND = \\{(.*?)\\n  };");
  private static final Pattern ENTRY = Pattern.compile("\\[\"\\w+\", \"([^\"]+)\", \"([^\"]+)\"]");

  @Test
  @DisplayName("the tables of the README are the legend of the page")
  void legend() throws IOException {
    String readme = Files.readString(Path.of("README.md"));
    String legend =
        LEGEND
            .matcher(TheatrePage.TEMPLATE.part("stage.js"))
            .results()
            .map(match -> match.group(1))
            .findFirst()
            .orElseThrow();
    List<MatchResult> entries = ENTRY.matcher(legend).results().toList();
    assertEquals(10, entries.size());
    for (MatchResult entry : entries) {
      String row = "| " + entry.group(1) + " | " + entry.group(2) + " |";
      assertTrue(readme.contains(row), () -> "README.md has no " + row);
    }
  }
}
