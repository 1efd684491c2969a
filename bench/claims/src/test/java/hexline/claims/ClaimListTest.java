package hexline.claims;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class ClaimListTest {

  private static final Path SOURCES = Path.of("src/main/java/hexline/claims");
  private static final Set<String> CHAPTERS =
      Set.of(
          "protocol",
          "sync",
          "threaded",
          "nio",
          "async",
          "virtual",
          "choosing",
          "bench",
          "recipes");

  @Test
  @DisplayName("no id is used twice")
  void ids() {
    Set<String> ids = new HashSet<>();
    ClaimList.ALL.forEach(claim -> assertTrue(ids.add(claim.id()), claim.id()));
  }

  @Test
  @DisplayName("each claim in a source file is in the list")
  void listed() throws IOException {
    Set<String> ids = ClaimList.ALL.stream().map(Claim::id).collect(Collectors.toSet());
    Pattern claim = Pattern.compile("Claim CLAIM =\\s*new Claim\\(\\s*\"([^\"]*)\"");
    var found = new TreeSet<String>();
    try (Stream<Path> files = Files.walk(SOURCES)) {
      for (Path file : files.filter(each -> each.toString().endsWith(".java")).toList()) {
        Matcher id = claim.matcher(Files.readString(file));
        if (id.find()) {
          found.add(id.group(1));
        }
      }
    }
    assertEquals(new TreeSet<>(ids), found);
  }

  @Test
  @DisplayName("sentences, reasons and explanations are whole sentences")
  void prose() {
    for (Claim claim : ClaimList.ALL) {
      for (String text :
          List.of(claim.sentence(), claim.prediction().because(), claim.summary(), claim.text())) {
        assertTrue(text.endsWith("."), claim.id() + ": " + text);
      }
      assertTrue(CHAPTERS.contains(claim.said().chapter()), claim.id());
    }
  }

  @Test
  @DisplayName("all claims together are expected to take less than ten minutes")
  void time() {
    Duration all =
        ClaimList.ALL.stream().map(Claim::expected).reduce(Duration.ZERO, Duration::plus);
    assertTrue(all.compareTo(Duration.ofMinutes(10)) < 0, all::toString);
  }

  @Test
  @DisplayName("the digest changes with the sentence, the rule and the figures, and with no text")
  void digest() {
    Claim claim = claim("Water is wet.", 2, "wetness", "It is water.");
    assertEquals(claim.digest(), claim("Water is wet.", 2, "wetness", "It is.").digest());
    assertNotEquals(claim.digest(), claim("Water is dry.", 2, "wetness", "It is.").digest());
    assertNotEquals(claim.digest(), claim("Water is wet.", 3, "wetness", "It is.").digest());
    assertNotEquals(claim.digest(), claim("Water is wet.", 2, "dryness", "It is.").digest());
  }

  @Test
  @DisplayName("a summary that names an unknown figure is refused, and so is a wrong id")
  void refused() {
    assertThrows(
        IllegalArgumentException.class,
        () -> claim("a", "Wet.", 2, "wetness", "{other}.", "Text."));
    assertThrows(
        IllegalArgumentException.class, () -> claim("A b", "Wet.", 2, "wetness", "{ratio}.", "T."));
  }

  private static Claim claim(String sentence, double threshold, String label, String text) {
    return claim("water", sentence, threshold, label, "It was {ratio}.", text);
  }

  static Claim claim(
      String id, String sentence, double threshold, String label, String summary, String text) {
    var figure = new Figure("ratio", Unit.TIMES, label);
    return new Claim(
        id,
        Said.ofJdk("people", "bench"),
        sentence,
        new Prediction(ClaimVerdict.HOLDS, "It rains."),
        new Rule(figure.above(threshold), figure.atMost(threshold), Optional.empty()),
        List.of(),
        summary,
        text,
        Duration.ofSeconds(1),
        evidence -> evidence.addAll(figure, List.of(5.0, 6.0, 7.0)));
  }
}
