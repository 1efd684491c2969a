package hexline.bench.page;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hexline.bench.page.Compare.Change;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Two runs: what changed beyond noise, and what two runs cannot say. */
class CompareTest {

  @Test
  @DisplayName("nothing changed between a run and itself, or another one within its intervals")
  void same() {
    Results results = Sample.tidy().results();
    Compare same = Compare.of(results, results);
    assertEquals(List.of(), same.changes());
    assertTrue(same.summary().startsWith("None of "), same::summary);
    Compare near =
        Compare.of(
            results,
            Sample.tidy().faster("KeepAlive, 256 connections x 1 ", "nio", 1.02).results());
    assertEquals(List.of(), near.changes());
  }

  @Test
  @DisplayName("the one server that changed against all others is named")
  void one() {
    Compare compared =
        Compare.of(
            Sample.tidy().results(),
            Sample.tidy().faster("KeepAlive, 256 connections x 1 ", "virtual", 0.7).results());
    assertEquals(1, compared.changes().size(), () -> compared.changes().toString());
    Change change = compared.changes().getFirst();
    assertEquals("virtual", change.server());
    assertEquals(0.7, change.factor().orElseThrow(), 1e-9);
    assertTrue(change.sentence().contains("is worse than before"), change::sentence);
    assertTrue(
        change.sentence().endsWith("so virtual's figure changed, and not theirs."),
        change::sentence);
  }

  @Test
  @DisplayName("of two servers alone nobody can say which one changed")
  void two() {
    Compare compared =
        Compare.of(
            Sample.tidy().only("nio", "virtual").results(),
            Sample.tidy()
                .only("nio", "virtual")
                .faster("KeepAlive, 256 connections x 1 ", "virtual", 1.5)
                .results());
    assertEquals(1, compared.changes().size(), () -> compared.changes().toString());
    assertTrue(
        compared
            .changes()
            .getFirst()
            .sentence()
            .endsWith("Which of the two changed, two runs cannot say."));
  }

  @Test
  @DisplayName(
      "a server that was given up in the later run is a change, one that was not asked is not")
  void vanished() {
    Results before = Sample.tidy().results();
    ObjectNode root = (ObjectNode) before.root().deepCopy();
    for (JsonNode point : root.get("points")) {
      if (point.get("experiment").asString().equals("CpuWork")) {
        ((ArrayNode) point.get("rows"))
            .removeIf(row -> row.get("server").asString().equals("async"));
      }
    }
    Compare compared = Compare.of(before, new Results("later.json", root));
    assertEquals(
        List.of("async has figures before, and no row now"),
        compared.changes().stream().map(Change::sentence).toList());
    Compare fewer = Compare.of(before, Sample.tidy().only("nio", "virtual").results());
    assertEquals(List.of(), fewer.changes());
  }

  @Test
  @DisplayName("noteworthy changes come first: failures, then the largest")
  void order() {
    Compare compared =
        Compare.of(
            Sample.tidy().failed("CpuWork", "async", "was late").results(),
            Sample.tidy()
                .faster("KeepAlive, 256 connections x 1 ", "virtual", 1.3)
                .memory("threaded", 40_000, 7_380)
                .failed("OpenLoop", "nio", "3 wrong")
                .commit("fedcba987654")
                .results());
    assertEquals(
        List.of("failed", "recovered", "memory", "ratio"),
        compared.changes().stream().map(Change::kind).toList(),
        () -> compared.changes().toString());
    assertTrue(
        compared.summary().endsWith(", and 2 rows failed in one of the runs only."),
        compared::summary);
    assertEquals("commit", compared.differences().rows().getFirst().getFirst().text());
  }

  @Test
  @DisplayName("what only one of the runs has is said")
  void gaps() {
    Compare compared =
        Compare.of(
            Sample.tidy().without("CpuWork").results(),
            Sample.tidy().without("OpenLoop").results());
    assertEquals(2, compared.gaps().size(), () -> compared.gaps().toString());
    Results old = Results.of("old.json", "{}");
    assertEquals(
        "Nothing can be compared: the runs have no figure in common.",
        Compare.of(old, Sample.tidy().results()).summary());
  }
}
