package hexline.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hexline.conformance.Catalogue.Entry;
import hexline.conformance.cases.Cases;
import hexline.conformance.cases.TestCase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** The catalogue, and the document that is made from it. */
class CatalogueTest {

  private static final Path DOCUMENT = Path.of("catalogue.md");
  private static final Pattern TABLE =
      Pattern.compile("(?s)(<!-- catalogue -->\n).*(<!-- /catalogue -->)");

  /** What a note says of a case that is still to be written. */
  private static final Pattern MISSING = Pattern.compile("\\byet\\b|\\bdoes not have\\b");

  private static final int ENTRIES = 80;

  @Test
  @DisplayName("catalogue.md is the catalogue; -Dcases.write writes it")
  void document() throws IOException {
    var table = new StringBuilder("| id | name | what is done | cases | note |\n");
    table.append("|---|---|---|---|---|\n");
    for (Entry each : Catalogue.entries()) {
      table.append(
          "| %s | %s | %s | %s | %s |\n"
              .formatted(
                  each.id(),
                  each.title(),
                  each.stimulus(),
                  String.join(" ", each.cases()),
                  each.note()));
    }
    String text = Files.readString(DOCUMENT);
    assertTrue(TABLE.matcher(text).find(), "the document has a place for the table");
    String expected =
        TABLE.matcher(text).replaceFirst(match -> match.group(1) + table + match.group(2));
    if (System.getProperty("cases.write") != null) {
      Files.writeString(DOCUMENT, expected);
    } else {
      assertTrue(expected.equals(text), "stale: mvn -pl conformance -am test -Dcases.write");
    }
  }

  @Test
  @DisplayName("each of the 80 entries has a case, or a reason why not")
  void complete() {
    List<Entry> entries = Catalogue.entries();
    assertEquals(ENTRIES, entries.size());
    assertEquals(
        List.of(),
        entries.stream().filter(each -> each.cases().isEmpty() && each.note().isEmpty()).toList());
  }

  @Test
  @DisplayName("entries name cases that the kit has, and no note says that a case is missing")
  void current() {
    List<String> ids = Cases.ALL.stream().map(TestCase::id).toList();
    for (Entry each : Catalogue.entries()) {
      assertEquals(
          List.of(), each.cases().stream().filter(id -> !ids.contains(id)).toList(), each.title());
      assertFalse(
          !each.cases().isEmpty() && MISSING.matcher(each.note()).find(),
          () -> "%s has %s: %s".formatted(each.id(), each.cases(), each.note()));
    }
  }

  @Test
  @DisplayName(
      "what no entry names is about a paused process, clients that wait or are many, or a large limit")
  void others() {
    var missing = new TreeSet<String>();
    Cases.ALL.stream().map(TestCase::id).forEach(missing::add);
    Catalogue.entries().forEach(each -> each.cases().forEach(missing::remove));
    assertEquals(
        new TreeSet<>(
            Stream.of(
                    "C10", "D07", "D08", "D09", "D14", "D15", "D16", "D17", "D18", "E12", "F16",
                    "L09", "L10", "L11", "L12", "T01", "T02", "T03")
                .toList()),
        missing);
  }
}
