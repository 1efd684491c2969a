package hexline.claims;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The committed run belongs to the claims as they are now, and README.md to that run. {@code
 * -Ddocs.write} writes the table anew.
 */
class CommittedResultsTest {

  private static final Path RESULTS = Path.of("results/reference.json");
  private static final Path README = Path.of("README.md");
  private static final String OPEN = "<!-- claims -->\n";
  private static final String CLOSE = "<!-- end -->";
  private static final String AGAIN = "run ./run claims -o bench/claims/results/reference.json";

  @Test
  @DisplayName("the committed run has every claim, with its sentence and rule as they are now")
  void upToDate() throws IOException {
    CommittedResults results = CommittedResults.read(RESULTS);
    assertFalse(results.isInterrupted());
    var wrong = new ArrayList<String>();
    for (Claim claim : ClaimList.ALL) {
      results
          .quote(claim.id())
          .ifPresentOrElse(
              quote -> {
                if (!quote.digest().equals(claim.digest())) {
                  wrong.add(claim.id() + " has changed since");
                }
                if (quote.reason().startsWith("The experiment ")) {
                  wrong.add(claim.id() + ": " + quote.reason());
                }
              },
              () -> wrong.add(claim.id() + " is missing"));
    }
    Set<String> unknown = new HashSet<>(results.quotes().keySet());
    unknown.removeAll(ClaimList.ALL.stream().map(Claim::id).collect(Collectors.toSet()));
    unknown.forEach(id -> wrong.add(id + " is no claim any more"));
    assertEquals(List.of(), wrong, AGAIN);
  }

  @Test
  @DisplayName("the table of README.md is what the committed run has found")
  void readme() throws IOException {
    CommittedResults results = CommittedResults.read(RESULTS);
    String text = Files.readString(README);
    int from = text.indexOf(OPEN) + OPEN.length();
    int to = text.indexOf(CLOSE, from);
    assertTrue(from >= OPEN.length() && to >= from, "marks in " + README);
    String table = table(results);
    if (System.getProperty("docs.write") != null) {
      Files.writeString(README, text.substring(0, from) + table + text.substring(to));
    } else {
      assertEquals(
          table,
          text.substring(from, to),
          README + " is out of date: run mvn -pl bench/claims -am test -Ddocs.write");
    }
  }

  private static String table(CommittedResults results) {
    var text = new StringBuilder();
    text.append("Measured on ").append(results.machine()).append(".\n");
    for (Said.Topic topic : Said.Topic.values()) {
      text.append("\n### ").append(topic.title()).append("\n\n");
      text.append("| id | claim | chapter | verdict | evidence |\n|---|---|---|---|---|\n");
      for (Claim claim : ClaimList.ALL) {
        if (claim.said().topic() == topic) {
          results.quote(claim.id()).ifPresent(quote -> text.append(row(claim, quote)));
        }
      }
    }
    return text.toString();
  }

  private static String row(Claim claim, CommittedResults.Quote quote) {
    return "| `%s` | %s | %s | %s | %s |\n"
        .formatted(
            claim.id(), claim.sentence(), claim.said().chapter(), quote.verdict(), quote.finding());
  }

  @Test
  @DisplayName("a file of another format is refused")
  void otherFormat(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("other.json");
    Files.writeString(file, "{\"format\": \"hexline-bench/3\", \"claims\": []}");
    assertThrows(IOException.class, () -> CommittedResults.read(file));
  }
}
