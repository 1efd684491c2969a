package hexline.bench.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hexline.bench.load.Load;
import hexline.bench.server.IdleMemory;
import hexline.bench.server.ServerSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FindingsTest {

  private record Pair(String name, Optional<Double> value) {}

  @Test
  @DisplayName("JSON escapes what it must, and has no number that JSON has not")
  void json() {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("quote\"", "a\\b\n");
    map.put("numbers", List.of(1, 2.5, Double.NaN));
    map.put("empty", List.of());
    map.put("pair", new Pair("x", Optional.empty()));
    assertEquals(
        """
        {
          "quote\\"": "a\\\\b\\u000a",
          "numbers": [
            1,
            2.5,
            null
          ],
          "empty": [],
          "pair": {
            "name": "x",
            "value": null
          }
        }
        """,
        Json.write(map));
  }

  @Test
  @DisplayName("times and numbers have three digits and are narrow")
  void formats() {
    assertEquals("812us", Format.time(OptionalLong.of(812_400)));
    assertEquals("9.99us", Format.time(OptionalLong.of(9_990)));
    assertEquals("1.00ms", Format.time(OptionalLong.of(999_900)));
    assertEquals("62.5ms", Format.time(OptionalLong.of(62_500_000)));
    assertEquals("1.02s", Format.time(OptionalLong.of(1_020_000_000)));
    assertEquals("-", Format.time(OptionalLong.empty()));
    assertEquals("10.0", Format.significant(9.999));
    assertEquals("1,234", Format.significant(1234));
  }

  @Test
  @DisplayName("JDK 25 before 25.0.3 is warned about")
  void parking() {
    for (String affected : List.of("25", "25.0.1", "25.0.2+10")) {
      assertTrue(
          Environment.warnAboutParking(Runtime.Version.parse(affected)).isPresent(), affected);
    }
    for (String fixed : List.of("25.0.3+9-LTS", "25.1", "26", "26.0.1")) {
      assertFalse(Environment.warnAboutParking(Runtime.Version.parse(fixed)).isPresent(), fixed);
    }
  }

  @Test
  @DisplayName("a ceiling that failed its audit bounds nothing: its rows are marked")
  void failedCeiling() {
    var findings = new Findings(Environment.look(), "test");
    findings.ceiling(
        Synthetic.observation(
            "null",
            "none",
            Synthetic.measurement(
                new Load.Closed(10, 1), List.of(Synthetic.window(1_000_000, 1)), 10, 0)));
    findings.add(Experiment.KEEP_ALIVE, "10 x 1", Synthetic.closed("nio", 10, 1, 100, 101, 102));
    String report = String.join("\n", findings.report());
    assertTrue(report.contains("ERROR: ceiling of the engine, 10 x 1: Little's law"), report);
    assertTrue(report.matches("(?s).*\nnio [^\n]* \\*\n.*"), report);
    assertFalse(findings.isSound(), "and the run has an error");
  }

  @Test
  @DisplayName("nor does one that could not be measured")
  void noCeiling() {
    var findings = new Findings(Environment.look(), "test");
    findings.noCeiling(new Load.Closed(10, 1));
    findings.add(Experiment.KEEP_ALIVE, "10 x 1", Synthetic.closed("nio", 10, 1, 100, 101, 102));
    String report = String.join("\n", findings.report());
    assertTrue(report.matches("(?s).*\nnio [^\n]* \\*\n.*"), report);
  }

  @Test
  @DisplayName("a row that failed has no figure in the file either")
  void failedRow(@TempDir Path folder) throws IOException {
    var findings = new Findings(Environment.look(), "test");
    findings.add(
        Experiment.KEEP_ALIVE,
        "10 x 1",
        Synthetic.observation(
            "nio",
            "none",
            Synthetic.measurement(
                new Load.Closed(10, 1), List.of(Synthetic.window(1_000_000, 1)), 10, 0)));
    assertFalse(findings.isSound(), "a row has failed");
    Path file = folder.resolve("results.json");
    findings.write(file, false);
    String json = Files.readString(file);
    assertTrue(json.contains("\"failure\": \"Little's law"), json);
    assertFalse(json.contains("requestsPerSecond") || json.contains("latencyNanos"), json);
  }

  @Test
  @DisplayName("an idle measurement that failed is an error that says why")
  void failedIdle() {
    var findings = new Findings(Environment.look(), "test");
    findings.add(Experiment.KEEP_ALIVE, "10 x 1", Synthetic.closed("nio", 10, 1, 100, 101, 102));
    assertTrue(findings.isSound(), "so far nothing has failed");
    findings.add(
        new IdleMemory(
            "nio", List.of(new IdleMemory.Point(0, 1000, 500, 1, 1)), "3 clients were silent"));
    String report = String.join("\n", findings.report());
    assertTrue(report.contains("ERROR: IdleConnections: nio: 3 clients were silent"), report);
    assertFalse(findings.isSound(), "and the run has an error");
  }

  @Test
  @DisplayName("what is missing is said, and what comes after the end is no result")
  void missing() {
    var findings = new Findings(Environment.look(), "test");
    findings.error("nio: has ended");
    findings.close();
    findings.error("virtual: has ended");
    findings.add(Experiment.KEEP_ALIVE, "10 x 1", Synthetic.closed("nio", 10, 1, 100));
    String report = String.join("\n", findings.report());
    assertTrue(report.contains("ERROR: nio: has ended"), report);
    assertFalse(report.contains("virtual"), report);
    assertTrue(report.contains("Nothing was measured"), report);
    assertTrue(findings.isEmpty() && !findings.isSound(), "nothing is there");
  }

  @Test
  @DisplayName("the report has the environment, every row, and a file with the same")
  void whole(@TempDir Path folder) throws IOException {
    var findings = new Findings(Environment.look(), "test");
    assertTrue(findings.isEmpty(), "nothing is measured yet");
    for (String server : List.of("nio", "virtual")) {
      findings.add(Experiment.KEEP_ALIVE, "10 x 1", Synthetic.closed(server, 10, 1, 100, 101, 102));
      findings.add(Experiment.KEEP_ALIVE, "10 x 1", Synthetic.closed(server, 10, 1, 103, 104, 105));
    }
    findings.plan(List.of(ServerSpec.parse("mine=serve {port}")), 17);
    findings.note("twice");
    findings.note("twice");
    String report = String.join("\n", findings.report());
    assertEquals(2, findings.rows().size(), "observations of a server are one row");
    assertEquals(6, findings.rows().getFirst().rate().values(), "of all windows");
    assertTrue(report.contains(System.getProperty("java.vm.name")), "the JVM is named");
    assertTrue(report.contains("the intervals of nio and virtual overlap"), report);
    assertEquals(2, report.split("note: twice", -1).length, "a note stands once");
    Path file = folder.resolve("new/results.json");
    findings.write(file, true);
    String json = Files.readString(file);
    assertTrue(json.contains("\"interrupted\": true"), "it says that it is not complete");
    assertTrue(json.contains("\"server\": \"virtual\""), "it has the rows");
    assertTrue(json.contains("\"seed\": 17") && json.contains("\"serve\""), "how to repeat it");
  }
}
