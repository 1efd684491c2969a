package hexline.bench.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import hexline.bench.experiment.Experiments;
import hexline.bench.experiment.Point;
import hexline.bench.load.Arrivals;
import hexline.bench.load.Errors;
import hexline.bench.load.Load;
import hexline.bench.load.Measurement;
import hexline.bench.server.IdleMemory;
import hexline.bench.server.Observation;
import hexline.bench.server.ServerSpec;
import hexline.bench.server.Slice;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The file of results, against its schema: by a validator that knows nothing of the bench. */
class DocumentTest {

  private static final String DIALECT = "https://json-schema.org/draft/2020-12/schema";

  /** What is no unit of a number must be said in words of these. */
  private static final String UNITS =
      "(?s).*(in (nano|micro)?seconds|per second|in bytes|[Nn]umber of|How (often|many)|[Ss]hare"
          + "|from 0 to 1|Number for one request|without a unit|Seed|Most (connections|requests)"
          + "|port|arrivals of an open loop).*";

  private static final List<ServerSpec> SERVERS =
      List.of(
          ServerSpec.parse("nio --workers 4"),
          ServerSpec.parse("one:1=serve {port}"),
          ServerSpec.parse("mine=java -cp /home/someone/x.jar 'a \"b\" \\' {port}"),
          ServerSpec.remote("127.0.0.1", 65432, 100));

  private static final String EVENTFUL = eventful().json(false);

  /** A run in which everything has happened that a file can tell. */
  private static Findings eventful() {
    Findings findings = Synthetic.findings();
    findings.arguments(List.of("--server", "nio"));
    findings.plan(SERVERS, List.of("KeepAlive"), Long.MAX_VALUE, 2);
    var rates = new LinkedHashMap<String, Double>();
    rates.put("nio", 20_000.0);
    rates.put("virtual", 10_000.0);
    rates.put("<b>\"hostile\"\n\u001b[2J\u202e', \\", 15_000.0);
    Point many = Synthetic.point("KeepAlive", "10 x 1 \"\u0000\"");
    for (Row row : new Synthetic.Machine(0.5, 0.01, 0.01).measure(many, 1, rates)) {
      row.observations().forEach(seen -> findings.add(many, seen));
    }
    findings.ceiling(new Load.Closed(10, 1), Synthetic.closed("null", 10, 1, 30_000, 31_000));
    findings.noCeiling(new Load.Connect(10));
    findings.add(many, failed());
    Point once = Synthetic.point("ConnectPerRequest", "once");
    findings.add(once, Synthetic.closed("nio", new Load.Connect(10), 10, 5_000));
    findings.add(once, Synthetic.closed("virtual", new Load.Connect(10), 10, 4_000));
    findings.add(Synthetic.point("OpenLoop", "p"), open());
    Point blocked = Synthetic.point("BlockingWork", "8 x 1", "block:10ms");
    findings.add(blocked, Synthetic.closed("nio", 8, 1, 100));
    findings.add(blocked, inAnotherBlock(Synthetic.closed("late", 8, 1, 700)));
    starved(findings);
    var grown = new IdleMemory.Point(100, 400_000_000, 3_000_000, 20, 120);
    findings.add(
        new IdleMemory(
            "nio", List.of(new IdleMemory.Point(0, 401_000_000, 2_000_000, 19, 20), grown), null));
    findings.add(new IdleMemory("sync", List.of(grown), "99 clients were not answered"));
    findings.error("sync has ended: \"\u0007\"; sync is not measured any further");
    return findings;
  }

  private static Observation failed() {
    return Synthetic.observation(
        "broken",
        "none",
        Synthetic.measurement(
            new Load.Closed(10, 1),
            List.of(Synthetic.window(0, 1)),
            0,
            0,
            0,
            Map.of(Errors.Kind.WRONG, 3L, Errors.Kind.RESET, 1L),
            "expected '0x1\\n' but got '\\x00'",
            null));
  }

  private static Observation open() {
    return Synthetic.observation(
        "nio",
        "none",
        Synthetic.measurement(
            new Load.Open(10, 1000.5, Arrivals.Kind.POISSON),
            List.of(Synthetic.window(1000, 1_000_000), Synthetic.window(10, 1_000_000)),
            10,
            0,
            0,
            Map.of(),
            null,
            new Measurement.Punctuality(1010, 20, 10, 1)));
  }

  private static Observation inAnotherBlock(Observation seen) {
    Slice slice = seen.slices().getFirst();
    List<Slice> slices = List.of(new Slice(5, slice.window(), slice.serverCpuNanos()));
    return Synthetic.with(seen, slices, 1);
  }

  /** A server of which the polite clients had no answer, and so no latency. */
  private static void starved(Findings findings) {
    Load load = new Load.Hog(11, 16);
    var nothing = new Synthetic.Seen(1000, 1000, new Histogram(3));
    findings.add(
        Synthetic.point("CpuWork", "p", "cpu:1ms"),
        Synthetic.observation(
            "unfair", "cpu:1ms", Synthetic.measurement(load, List.of(nothing), 1, 10)));
  }

  @Test
  @DisplayName("the schema is one, and describes every property, a number with its unit")
  void described() {
    JsonNode schema = ResultsSchema.tree();
    assertEquals(
        List.of(),
        SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
            .getSchema(SchemaLocation.of(DIALECT))
            .validate(schema),
        "a schema of the draft");
    assertEquals(DIALECT, schema.get("$schema").stringValue());
    assertTrue(assertDescribed(schema, "results") > 100, "all properties were looked at");
  }

  /** Returns the number of properties. */
  private static int assertDescribed(JsonNode node, String where) {
    int count = 0;
    if (node.has("properties")) {
      JsonNode properties = node.get("properties");
      assertFalse(node.get("additionalProperties").booleanValue(), () -> where + " is closed");
      if (node.has("required")) {
        assertEquals(names(properties), texts(node.get("required")), where + ": all are there");
      } else {
        assertTrue(where.endsWith("errorCounts"), () -> where + " requires nothing");
      }
      for (Map.Entry<String, JsonNode> property : properties.properties()) {
        count++;
        String name = where + "." + property.getKey();
        JsonNode words = property.getValue().get("description");
        assertTrue(words != null && words.stringValue().endsWith("."), () -> name + " in words");
        if (isNumber(property.getValue())) {
          assertTrue(words.stringValue().matches(UNITS), () -> name + " has a unit: " + words);
        }
      }
    }
    if (node.has("$defs")) {
      for (Map.Entry<String, JsonNode> part : node.get("$defs").properties()) {
        count += assertDescribed(part.getValue(), part.getKey());
      }
    }
    return count;
  }

  private static boolean isNumber(JsonNode property) {
    String reference = property.path("$ref").asString("");
    return property.path("type").toString().matches(".*\"(number|integer)\".*")
        || reference.matches("#/\\$defs/(count|amount|amountOrNull|share)");
  }

  private static Set<String> names(JsonNode object) {
    return new TreeSet<>(object.propertyNames());
  }

  private static Set<String> texts(JsonNode array) {
    var texts = new TreeSet<String>();
    array.forEach(text -> texts.add(text.stringValue()));
    return texts;
  }

  @Test
  @DisplayName("what the schema lists is what the code has")
  void lists() {
    JsonNode schema = ResultsSchema.tree();
    assertEquals(
        Document.FORMAT, schema.get("properties").get("format").get("const").stringValue());
    JsonNode parts = schema.get("$defs");
    assertEquals(
        new TreeSet<>(Experiments.labels()),
        texts(parts.get("point").get("properties").get("experiment").get("enum")));
    var kinds = new TreeSet<String>();
    Arrays.stream(Errors.Kind.values()).forEach(k -> kinds.add(k.name().toLowerCase(Locale.ROOT)));
    assertEquals(kinds, names(parts.get("errorCounts").get("properties")));
    assertEquals(
        names(parts.get("comparisons").get("properties")),
        texts(parts.get("point").get("properties").get("judgedBy").get("enum")),
        "a point is judged by what is compared");
  }

  @Test
  @DisplayName("failures, absent intervals and hostile names are as the schema says")
  void eventfulRun() {
    assertEquals(List.of(), ResultsSchema.errors(EVENTFUL));
    JsonNode json = Json.read(EVENTFUL);
    JsonNode points = json.get("points");
    assertEquals(5, points.size(), "one for each experiment with slices");
    JsonNode rows = points.get(0).get("rows");
    assertEquals("<b>\"hostile\"\n\u001b[2J\u202e', \\", rows.get(2).get("server").stringValue());
    assertTrue(
        rows.get(0).get("figures").get("requestsPerSecond").get("low95").isNull(), "4 starts");
    JsonNode broken = rows.get(3);
    assertEquals(
        Map.of("wrong", 3, "reset", 1),
        Map.of(
            "wrong", broken.get("errors").get("wrong").intValue(),
            "reset", broken.get("errors").get("reset").intValue()));
    JsonNode pair = points.get(1).get("pairs").get(0).get("comparison");
    assertTrue(pair.get("low95").isNull() && pair.get("high95").isNull(), "of one start");
    JsonNode once = points.get(1).get("rows").get(0);
    assertTrue(once.get("figures").get("requestsPerSecond").get("low95").isNull(), "of one slice");
    assertTrue(once.get("processes").get(0).get("threads").isNull(), "no connection is open");
    JsonNode open = points.get(2).get("rows").get(0);
    assertEquals(1000.5, open.get("arrivalsPerSecond").doubleValue());
    JsonNode late = points.get(3).get("rows").get(1).get("figures");
    assertTrue(late.get("comparedWithBest").get("requestsPerSecond").isNull(), "no block has both");
    JsonNode starved = points.get(4);
    assertTrue(starved.get("best").isNull(), "nobody has the figure");
    assertTrue(json.get("ceilings").get(1).get("requestsPerSecond").isNull(), "not known");
    assertTrue(json.get("idle").get(1).get("heapBytesPerConnection").isNull(), "failed");
  }

  @Test
  @DisplayName("an empty run is as the schema says, too")
  void empty() {
    assertEquals(List.of(), ResultsSchema.errors(Synthetic.findings().json(true)));
  }

  @Test
  @DisplayName("a file with one property too many or too few is refused, whichever it is")
  void strict() {
    JsonNode document = Json.read(EVENTFUL);
    var seen = new TreeSet<String>();
    var accepted = new ArrayList<String>();
    walk(document, document, "", seen, accepted);
    assertEquals(List.of(), accepted, "these should have been refused");
    assertTrue(seen.size() > 150, () -> "each kind of property was tried: " + seen.size());
  }

  /** Tries, at the first place of each kind, each property's absence and an unknown property. */
  private static void walk(
      JsonNode document, JsonNode node, String path, Set<String> seen, List<String> accepted) {
    if (node instanceof ArrayNode array) {
      array.forEach(item -> walk(document, item, path + "[]", seen, accepted));
    } else if (node instanceof ObjectNode object) {
      if (seen.add(path + ".?")) {
        object.put("unknown", 1);
        refuse(document, path + ".unknown", accepted);
        object.remove("unknown");
      }
      for (String name : List.copyOf(object.propertyNames())) {
        JsonNode value = object.get(name);
        if (seen.add(path + "." + name) && !path.endsWith(".errors")) {
          object.remove(name);
          refuse(document, path + "." + name, accepted);
          object.set(name, value);
        }
        walk(document, value, path + "." + name, seen, accepted);
      }
    }
  }

  private static void refuse(JsonNode document, String what, List<String> accepted) {
    if (ResultsSchema.errors(document.toString()).isEmpty()) {
      accepted.add(what);
    }
  }

  @Test
  @DisplayName("so is one of another format, or with a figure where there can be none")
  void wrong() {
    JsonNode json = Json.read(EVENTFUL);
    ((ObjectNode) json).put("format", "hexline-bench/1");
    assertNotEquals(List.of(), ResultsSchema.errors(json.toString()), "format");
    ((ObjectNode) json).put("format", Document.FORMAT);
    assertEquals(List.of(), ResultsSchema.errors(json.toString()));
    JsonNode rows = json.get("points").get(0).get("rows");
    ((ObjectNode) rows.get(3)).set("figures", rows.get(0).get("figures"));
    assertNotEquals(List.of(), ResultsSchema.errors(json.toString()), "of a row that failed");
  }

  @Test
  @DisplayName("a server can be started again from the file, which names no folder of the bench")
  void commands() {
    JsonNode servers = Json.read(EVENTFUL).get("plan").get("servers");
    List<String> suite = words(servers.get(0).get("command"));
    assertEquals("nio workers 4", servers.get(0).get("label").stringValue());
    assertTrue(
        suite.containsAll(List.of("-cp", "<class path of the bench>", "--workers", "4")),
        suite::toString);
    assertFalse(suite.contains(System.getProperty("java.class.path")), suite::toString);
    assertEquals("java", suite.getFirst(), "no folder of this machine");
    assertEquals(1, servers.get(1).get("clientsAtOnce").intValue());
    assertTrue(servers.get(2).get("clientsAtOnce").isNull(), "no limit is known");
    assertEquals("127.0.0.1:65432", servers.get(3).get("address").stringValue());
    assertTrue(servers.get(3).get("command").isEmpty(), "the bench did not start it");
    assertEquals(
        List.of("java", "-cp", "/home/someone/x.jar", "a \"b\" \\", "{port}"),
        words(servers.get(2).get("command")),
        "as it was given");
  }

  private static List<String> words(JsonNode array) {
    return array.valueStream().map(JsonNode::stringValue).toList();
  }

  @Test
  @DisplayName("times say their unit: the plan in seconds, the moment in words")
  void units() {
    JsonNode json = Json.read(EVENTFUL);
    assertEquals(0.05, json.get("plan").get("profile").get("slice").doubleValue());
    assertTrue(
        json.get("environment").get("date").stringValue().matches("\\d{4}-.*T.*Z"), "ISO 8601");
    assertEquals(
        1_000_447,
        json.get("points")
            .get(2)
            .get("rows")
            .get(0)
            .get("figures")
            .get("latencyNanos")
            .get("percentiles")
            .get("50")
            .longValue(),
        "1 ms, in three digits");
  }
}
