package hexline.torture.report;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.networknt.schema.Error;
import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import hexline.conformance.cases.Rule;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/** The file of results is as its schema says. */
public class DocumentTest {

  private static final Schema SCHEMA = schema();

  private static Schema schema() {
    try (InputStream in =
        requireNonNull(
            DocumentTest.class.getResourceAsStream("/hexline/torture/results.schema.json"))) {
      return SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
          .getSchema(Json.read(new String(in.readAllBytes(), UTF_8)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What is wrong with a file of results; each with the place in the file. */
  public static List<String> errors(String json) {
    return SCHEMA.validate(json, InputFormat.JSON).stream().map(Error::toString).toList();
  }

  private static String json() {
    return Json.write(
        Synthetic.document(
            List.of(
                Synthetic.server("sync", "PPPPPPTP")
                    .with(Synthetic.figures(1))
                    .with(Synthetic.soak(0)),
                Synthetic.server("nio --workers 4", "FHPPSPPE")),
            Synthetic.mutants()));
  }

  @Test
  @DisplayName("every part is as the schema says, and the schema notices one that is not")
  void schemaHolds() {
    assertEquals(List.of(), errors(json()));
    for (String wrong :
        List.of(
            "\"verdict\"",
            "\"promise\"",
            "\"process\"",
            "\"memoryBytes\"",
            "\"faults\"",
            "\"LIMIT_DATA\"",
            "\"seconds\"",
            "\"meaning\"",
            "\"note\"",
            "\"defence\"")) {
      assertFalse(errors(json().replace(wrong, "\"moon\"")).isEmpty(), wrong);
    }
    assertFalse(errors(json().replace("\"TRAIT\"", "\"MOON\"")).isEmpty());
    assertFalse(errors(json().replace("\"survived\"", "\"moon\"")).isEmpty());
  }

  @Test
  @DisplayName("a cell says what was sent, what was due, what came, and how to try again")
  void cell() {
    JsonNode document = Json.read(json());
    assertEquals("2026-11-26T17:00:00Z", document.path("date").asString());
    assertEquals(Rule.values().length, document.path("rules").size());
    assertEquals(
        "A line that arrives byte by byte is one line.",
        document.path("cases").path(0).path("promise").asString());
    assertEquals("", document.path("cases").path(0).path("process").asString());
    JsonNode nio = document.path("servers").path(1);
    assertEquals("nio workers 4", nio.path("label").asString());
    assertEquals("suite", nio.path("kind").asString());
    assertEquals(
        "./run nio-server --port {port} {options} --workers 4", nio.path("command").asString());
    assertEquals(2, nio.path("verdicts").path("FAIL").asInt());
    assertEquals(12.345, nio.path("seconds").asDouble());
    JsonNode cell = nio.path("results").path(0);
    assertEquals("F01", cell.path("id").asString());
    assertEquals("FAIL", cell.path("verdict").asString());
    assertEquals("after sending \"2\"", cell.path("stimulus").asString());
    assertEquals("nothing yet", cell.path("expected").asString());
    assertEquals("\"0x2\\n\"", cell.path("seen").asString());
    assertEquals(
        "./run conformance --case F01 --exit-code 143 --"
            + " ./run nio-server --port {port} {options} --workers 4",
        cell.path("repeat").asString());
    JsonNode trait = document.path("servers").path(0).path("results").path(6);
    assertTrue(trait.path("reason").asString().startsWith("one-client-at-a-time: "));
    assertEquals("nothing for 1000 ms", trait.path("seen").asString());
  }

  @Test
  @DisplayName("what a server has written is printable")
  void hostile() {
    String json = json();
    assertTrue(json.contains("\\\\x1b[2J\\\\u202e<b>"), json);
    assertFalse(json.contains("\u001b") || json.contains("\u202e"), "nothing that is obeyed");
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "after sending \"a\": expected b, got c | after sending \"a\" | b | c",
        "expected at most 2, got 3, got 4 | | at most 2 | 3, got 4",
        "the case was interrupted | | | the case was interrupted",
      })
  @DisplayName("a message of the kit has up to three parts")
  void parts(String message, String stimulus, String expected, String seen) {
    assertEquals(
        new Failure(stimulus == null ? "" : stimulus, expected == null ? "" : expected, seen),
        Failure.of(message));
  }
}
