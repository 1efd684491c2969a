package hexline.bench.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hexline.bench.experiment.Point;
import hexline.bench.load.Load;
import hexline.bench.server.IdleMemory;
import hexline.bench.server.Observation;
import hexline.bench.server.ServerSpec;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.Set;
import java.util.regex.Pattern;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class FindingsTest {

  private static final Point POINT = Synthetic.point("KeepAlive", "10 x 1");

  /** The report as one line, so that it does not matter where lines are broken. */
  private static String report(Findings findings) {
    return String.join(" ", findings.report()).replaceAll("\\s+", " ");
  }

  private static int count(String text, String part) {
    return text.split(Pattern.quote(part), -1).length - 1;
  }

  /** A run that breaks Little's law. */
  private static Observation broken(String server) {
    return Synthetic.observation(
        server,
        "none",
        Synthetic.measurement(
            new Load.Closed(10, 1), List.of(Synthetic.window(1_000_000, 1)), 10, 0));
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
    assertEquals("0.97", Format.ratio(0.9742));
    assertEquals("10.0", Format.ratio(9.996));
    assertEquals("12.3", Format.ratio(12.34));
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
    Findings findings = Synthetic.findings();
    findings.ceiling(new Load.Closed(10, 1), broken("null"));
    findings.add(POINT, Synthetic.closed("nio", 10, 1, 100, 101, 102));
    String report = String.join("\n", findings.report());
    assertTrue(report.contains("ERROR: ceiling of the engine, 10 x 1: Little's law"), report);
    assertTrue(report.matches("(?s).*\nnio [^\n]* \\*\n.*"), report);
    assertFalse(findings.isSound(), "and the run has an error");
  }

  @Test
  @DisplayName("nor does one that could not be measured")
  void noCeiling() {
    Findings findings = Synthetic.findings();
    findings.noCeiling(new Load.Closed(10, 1));
    findings.add(POINT, Synthetic.closed("nio", 10, 1, 100, 101, 102));
    String report = String.join("\n", findings.report());
    assertTrue(report.matches("(?s).*\nnio [^\n]* \\*\n.*"), report);
  }

  @Test
  @DisplayName("a ceiling that is high enough marks no row")
  void ceiling() {
    Findings findings = Synthetic.findings();
    findings.ceiling(new Load.Closed(10, 1), Synthetic.closed("null", 10, 1, 300, 310, 320));
    findings.add(POINT, Synthetic.closed("nio", 10, 1, 100, 101, 102));
    assertFalse(String.join("\n", findings.report()).contains(" *\n"), "310 is more than 202");
  }

  @Test
  @DisplayName("a row that failed has no figure in the file, and no place in a verdict")
  void failedRow() {
    Findings findings = Synthetic.findings();
    for (String server : List.of("nio", "virtual")) {
      for (int start = 0; start < 2; start++) {
        findings.add(POINT, Synthetic.closed(server, 10, 1, 100, 101, 102));
      }
    }
    findings.add(POINT, broken("broken"));
    assertFalse(findings.isSound(), "a row has failed");
    JsonNode point = Json.read(findings.json(false)).get("points").get(0);
    JsonNode row = point.get("rows").get(2);
    assertEquals("broken", row.get("server").stringValue());
    assertTrue(row.get("failure").stringValue().startsWith("Little's law"), row::toString);
    assertTrue(row.get("figures").isNull(), "no figures");
    assertTrue(row.get("processes").isEmpty(), "and none of a process");
    assertEquals(1, point.get("pairs").size(), "of the two others");
    String report = report(findings);
    assertEquals(1, count(report, "broken"), () -> "its row and nothing else: " + report);
    assertTrue(report.contains("broken FAILED: Little's law"), report);
  }

  @Test
  @DisplayName("an idle measurement that failed is an error that says why")
  void failedIdle() {
    Findings findings = Synthetic.findings();
    findings.add(POINT, Synthetic.closed("nio", 10, 1, 100, 101, 102));
    assertTrue(findings.isSound(), "so far nothing has failed");
    findings.add(
        new IdleMemory(
            "nio", List.of(new IdleMemory.Point(0, 1000, 500, 1, 1)), "3 clients were silent"));
    String report = report(findings);
    assertTrue(report.contains("ERROR: IdleConnections: nio: 3 clients were silent"), report);
    assertFalse(findings.isSound(), "and the run has an error");
  }

  @Test
  @DisplayName("what is missing is said, and what comes after the end is no result")
  void missing() {
    Findings findings = Synthetic.findings();
    findings.error("nio: has ended");
    findings.error("nio: has ended");
    findings.close();
    findings.error("virtual: has ended");
    findings.add(POINT, Synthetic.closed("nio", 10, 1, 100));
    String report = report(findings);
    assertEquals(1, count(report, "ERROR: nio: has ended"), report);
    assertFalse(report.contains("virtual"), report);
    assertTrue(report.contains("Nothing was measured"), report);
    assertTrue(findings.isEmpty() && !findings.isSound(), "nothing is there");
  }

  @Test
  @DisplayName("if each server was started once, one note says that nothing is told apart")
  void oneStart() {
    Findings findings = Synthetic.findings();
    Point other = Synthetic.point("KeepAlive", "20 x 1");
    for (String server : List.of("nio", "virtual", "sync")) {
      findings.add(POINT, Synthetic.closed(server, 10, 1, 100, 101, 102));
      findings.add(other, Synthetic.closed(server, 20, 1, 100, 101, 102));
    }
    assertEquals(1, count(report(findings), "note: each server was started once"), "for all rows");
    for (String server : List.of("nio", "virtual", "sync")) {
      findings.add(POINT, Synthetic.closed(server, 10, 1, 100, 101, 102));
    }
    assertFalse(report(findings).contains("started once"), "two starts have an interval");
  }

  @Test
  @DisplayName("disturbed slices that could not be repeated are counted in a note")
  void disturbed() {
    Findings findings = Synthetic.findings();
    Observation quiet = Synthetic.closed("nio", 10, 1, 100, 101, 102);
    findings.add(POINT, quiet);
    assertFalse(report(findings).contains("disturbed"), "none");
    findings.add(POINT, Synthetic.with(quiet, quiet.slices(), 2));
    assertTrue(report(findings).contains("note: 2 of 6 slices were disturbed"), "of both starts");
  }

  @Test
  @DisplayName("the capacity is the latest rate of KeepAlive, if it is sound")
  void rate() {
    Findings findings = Synthetic.findings();
    Load load = new Load.Closed(10, 1);
    findings.add(
        Synthetic.point("ConnectPerRequest", "p"), Synthetic.closed("nio", 10, 1, 500, 500));
    assertEquals(OptionalDouble.empty(), findings.latestRate("nio", load), "another experiment");
    findings.add(POINT, Synthetic.closed("nio", 10, 1, 100, 101, 102));
    findings.add(POINT, broken("virtual"));
    assertEquals(OptionalDouble.of(101), findings.latestRate("nio", load));
    findings.add(POINT, Synthetic.closed("nio", 10, 1, 50, 51, 52));
    assertEquals(OptionalDouble.of(51), findings.latestRate("nio", load), "of the next process");
    findings.add(POINT, broken("nio"));
    assertEquals(OptionalDouble.empty(), findings.latestRate("nio", load), "that one has failed");
    assertEquals(
        OptionalDouble.empty(), findings.latestRate("virtual", load), "its row has failed");
    assertEquals(OptionalDouble.empty(), findings.latestRate("nio", new Load.Closed(9, 1)));
  }

  @Test
  @DisplayName("rows stand in the order of the experiments, in whatever order they were measured")
  void order() {
    Findings findings = Synthetic.findings();
    for (String experiment : List.of("CpuWork", "BlockingWork", "OpenLoop", "KeepAlive")) {
      findings.add(
          Synthetic.point(experiment, "p", experiment.equals("BlockingWork") ? "block:1s" : "none"),
          Synthetic.closed("nio", 10, 1, 100));
    }
    assertEquals(
        List.of("KeepAlive", "OpenLoop", "BlockingWork", "CpuWork"),
        findings.rows().stream().map(row -> row.experiment().label()).toList());
  }

  @Test
  @DisplayName("the report has the environment, every row, and a file with the same")
  void whole() {
    Findings findings = Synthetic.findings();
    assertTrue(findings.isEmpty(), "nothing is measured yet");
    for (String server : List.of("nio", "virtual")) {
      findings.add(POINT, Synthetic.closed(server, 10, 1, 100, 101, 102));
      findings.add(POINT, Synthetic.closed(server, 10, 1, 103, 104, 105));
    }
    findings.plan(List.of(ServerSpec.parse("mine=serve {port}")), List.of("KeepAlive"), 17, 3);
    findings.note("twice");
    findings.note("twice");
    String report = report(findings);
    assertEquals(2, findings.rows().size(), "observations of a server are one row");
    assertEquals(2, findings.rows().getFirst().rate().values(), "of both starts");
    assertTrue(report.contains(System.getProperty("java.vm.name")), "the JVM is named");
    assertTrue(report.contains("not told apart: nio and virtual"), report);
    assertTrue(
        report.contains("What it means - KeepAlive: nio, the slowest, answers 103/s if"), report);
    assertEquals(1, count(report, "note: twice"), "a note stands once");
    JsonNode json = Json.read(findings.json(true));
    assertTrue(json.get("interrupted").booleanValue(), "it says that it is not complete");
    JsonNode point = json.get("points").get(0);
    assertEquals("virtual", point.get("rows").get(1).get("server").stringValue());
    assertEquals(17, json.get("plan").get("seed").intValue(), "how to repeat it");
    assertEquals(3, json.get("plan").get("loadThreads").intValue());
    assertEquals(
        "serve", json.get("plan").get("servers").get(0).get("command").get(0).stringValue());
    assertEquals(1, count(json.get("notes").toString(), "twice"), "the notes are there");
    assertEquals(1, json.get("verdict").size(), "and the verdict");
  }

  @Test
  @DisplayName("a conclusion sees servers that have no latency: who starves all clients is named")
  void starved() {
    Findings findings = Synthetic.findings();
    Point point = Synthetic.point("CpuWork", "p");
    Load load = new Load.Hog(17, 16);
    var nothing = new Synthetic.Seen(1000, 1000, new Histogram(3));
    for (int start = 0; start < 2; start++) {
      findings.add(point, Synthetic.closed("fair", load, 16, 16_000, 16_000));
      findings.add(
          point,
          Synthetic.observation(
              "unfair",
              "none",
              Synthetic.measurement(load, Collections.nCopies(2, nothing), 1, 16)));
    }
    assertTrue(
        report(findings)
            .contains("CpuWork: If some clients make the server compute, others starve in unfair."),
        () -> report(findings));
  }

  private static Findings blocking(Map<String, Double> overlapping) {
    Findings findings = Synthetic.findings();
    Point point = Synthetic.point("BlockingWork", "32 x 1, block:10ms", "block:10ms");
    overlapping.forEach((server, waits) -> {
      for (int start = 0; start < 2; start++) {
        findings.add(point, Synthetic.closed(server, 32, 1, waits * 100, waits * 100));
      }
    });
    return findings;
  }

  @Test
  @DisplayName("the advice for requests that block names the servers in which waits overlap")
  void adviceForBlocking() {
    var waits = new LinkedHashMap<String, Double>();
    waits.put("sync", 1.0);
    waits.put("virtual", 31.0);
    waits.put("nio workers 32", 30.5);
    assertEquals(
        List.of(
            "Your requests wait for a database or another service: virtual and nio workers 32 keep"
                + " the other clients going (BlockingWork)."),
        advice(blocking(waits)));
    waits.keySet().retainAll(Set.of("sync", "virtual"));
    assertEquals(
        List.of(
            "Your requests wait for a database or another service: virtual keeps the other clients"
                + " going (BlockingWork)."),
        advice(blocking(waits)));
    assertEquals(
        List.of(), advice(blocking(Map.of("sync", 1.0, "nio", 1.0))), "none of these does");
  }

  private static List<String> advice(Findings findings) {
    return Json.read(findings.json(false))
        .get("advice")
        .valueStream()
        .map(JsonNode::stringValue)
        .toList();
  }

  @Test
  @DisplayName("the advice for many requests is said only if a server is told apart from the best")
  void adviceForCapacity() {
    var rates = new LinkedHashMap<String, Double>();
    rates.put("slow", 5_000.0);
    rates.put("fast", 10_000.0);
    rates.put("quick", 10_000.0);
    var sentences = new ArrayList<String>();
    for (var machine :
        List.of(new Synthetic.Machine(0.7, 0.01, 0.01), new Synthetic.Machine(1, 0.9, 0.01))) {
      Findings findings = Synthetic.findings();
      machine
          .measure(POINT, 5, rates)
          .forEach(row -> row.observations().forEach(seen -> findings.add(POINT, seen)));
      sentences.add(String.join(" ", advice(findings)));
    }
    assertTrue(
        sentences
            .getFirst()
            .matches(
                "Your requests only move bytes, and you need more than 4,\\d+/s of them from one"
                    + " process, which slow reaches: (fast and quick|quick and fast) \\(KeepAlive,"
                    + " 10 x 1\\)\\. Below that rate any of them does: .*"),
        sentences::toString);
    assertEquals("", sentences.getLast(), "processes differ more than the servers");
  }

  @Test
  @DisplayName("the advice for idle connections has the least and the most memory")
  void adviceForMemory() {
    Findings findings = Synthetic.findings();
    for (int kilobytes : new int[] {3, 1, 2}) {
      findings.add(
          new IdleMemory(
              "with " + kilobytes,
              List.of(
                  new IdleMemory.Point(0, 0, 0, 1, 1),
                  new IdleMemory.Point(10, 0, 10_000L * kilobytes, 1, 1)),
              null));
    }
    assertEquals(
        List.of(
            "Most of your connections are idle: 10,000 of them take 9.54 MB in with 1 and 28.6 MB"
                + " in with 3 (IdleConnections)."),
        advice(findings));
  }
}
