package hexline.docs;

import static org.junit.jupiter.api.Assertions.assertEquals;

import hexline.bench.report.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** Each claim that was tried has its verdict in the chapter that it belongs to. */
class QuotedClaimsTest {

  @Test
  @DisplayName("each claim that was tested is quoted in its chapter")
  void quoted() throws IOException {
    assertEquals(List.of(), missing(Documents.ROOT));
  }

  @Test
  @DisplayName("a claim that its chapter does not quote is found")
  void unquoted(@TempDir Path root) throws IOException {
    Files.createDirectories(root.resolve("bench/claims/results"));
    Files.writeString(
        root.resolve("bench/claims/results/reference.json"),
        """
        {"claims": [
          {"id": "one", "chapter": "nio", "verdict": "HOLDS"},
          {"id": "two", "chapter": "recipes", "verdict": "FAILS"},
          {"id": "three", "chapter": "choosing", "verdict": "NOT TESTED"},
          {"id": "four", "chapter": "choosing", "verdict": "CANNOT TELL"}]}
        """);
    for (String document :
        List.of("nio-server/README.md", "recipes/README.md", "docs/choosing.md")) {
      Files.createDirectories(root.resolve(document).resolveSibling(""));
      Files.writeString(root.resolve(document), "<!-- claim one -->\n<!-- end -->\n");
    }
    assertEquals(
        List.of(
            "recipes/README.md has no <!-- claim two -->",
            "docs/choosing.md has no <!-- claim four -->"),
        missing(root));
  }

  private static List<String> missing(Path root) throws IOException {
    Path results = root.resolve("bench/claims/results/reference.json");
    var missing = new ArrayList<String>();
    for (JsonNode claim : Json.read(Files.readString(results)).path("claims")) {
      String document = document(claim.path("chapter").asString(""));
      String mark = "<!-- claim " + claim.path("id").asString("") + " -->";
      if (!claim.path("verdict").asString("").equals("NOT TESTED")
          && Files.readString(root.resolve(document)).lines().noneMatch(mark::equals)) {
        missing.add(document + " has no " + mark);
      }
    }
    return missing;
  }

  private static String document(String chapter) {
    return switch (chapter) {
      case "choosing" -> "docs/choosing.md";
      case "protocol", "bench", "recipes" -> chapter + "/README.md";
      default -> chapter + "-server/README.md";
    };
  }
}
