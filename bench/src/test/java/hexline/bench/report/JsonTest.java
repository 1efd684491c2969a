package hexline.bench.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import hexline.bench.statistics.Interval;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

class JsonTest {

  private record Numbers(
      double whole, double broken, Double boxed, OptionalDouble maybe, OptionalDouble none) {}

  private record Absent(
      Optional<String> text, OptionalInt number, OptionalLong large, OptionalDouble broken) {}

  private record Times(Duration length, Instant moment) {}

  private record Plain(int value) {}

  private static String compact(Object value) {
    return Json.read(Json.write(value)).toString();
  }

  @ParameterizedTest
  @ValueSource(doubles = {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY})
  @DisplayName("JSON has no number that is not finite: it is null, wherever it stands")
  void notFinite(double number) {
    assertEquals(
        "{\"whole\":1.0,\"broken\":null,\"boxed\":null,\"maybe\":null,\"none\":null}",
        compact(new Numbers(1, number, number, OptionalDouble.of(number), OptionalDouble.empty())));
    assertEquals("[1.5,null]", compact(List.of(1.5, number)));
    assertEquals("{\"of a map\":null}", compact(Map.of("of a map", number)));
  }

  @Test
  @DisplayName("what is absent is there as null, so that a reader sees what there could be")
  void absent() {
    assertEquals(
        "{\"text\":null,\"number\":null,\"large\":null,\"broken\":null}",
        compact(
            new Absent(
                Optional.empty(),
                OptionalInt.empty(),
                OptionalLong.empty(),
                OptionalDouble.empty())));
    assertEquals(
        "{\"text\":\"x\",\"number\":1,\"large\":2,\"broken\":0.5}",
        compact(
            new Absent(
                Optional.of("x"), OptionalInt.of(1), OptionalLong.of(2), OptionalDouble.of(0.5))));
  }

  @Test
  @DisplayName("a duration is a number of seconds, a moment is a text in UTC")
  void times() {
    assertEquals(
        "{\"length\":0.15,\"moment\":\"2026-01-02T03:04:05Z\"}",
        compact(new Times(Duration.ofMillis(150), Instant.parse("2026-01-02T03:04:05Z"))));
  }

  @Test
  @DisplayName("a record is its components, and not what its methods say of them")
  void components() {
    var interval = Interval.of(List.of(1.0, 2.0, 3.0));
    assertFalse(interval.isSure(), "a method that looks like a property");
    assertEquals("{\"median\":2.0,\"low\":1.0,\"high\":3.0,\"values\":3}", compact(interval));
  }

  @Test
  @DisplayName("any text comes back as it was")
  void texts() {
    var hostile =
        new ArrayList<>(
            List.of("\"quoted\"", "a\\b\n\r\t", "\u0000\u001b[2J", "\u2028\u202e", "\ud83d\ude00"));
    JsonNode read = Json.read(Json.write(hostile));
    assertEquals(hostile, read.valueStream().map(JsonNode::stringValue).toList());
    var keys = new LinkedHashMap<String, Integer>();
    keys.put("a \"key\"\n", 1);
    assertEquals(1, Json.read(Json.write(keys)).get("a \"key\"\n").intValue());
  }

  @Test
  @DisplayName("it is indented, and ends with a line end")
  void layout() {
    assertEquals("{\n  \"value\" : 1\n}\n", Json.write(new Plain(1)));
  }
}
