package hexline.bench.page;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** The page says what is missing. */
class NoticesTest {

  private static void assertSaid(Results results, String... words) {
    List<String> notices = Notices.of(results);
    for (String word : words) {
      assertTrue(
          notices.stream().anyMatch(notice -> notice.contains(word)),
          () -> word + " in " + notices);
    }
  }

  @Test
  @DisplayName("a whole run needs no notice")
  void whole() {
    assertEquals(List.of(), Notices.of(Sample.tidy().results()));
  }

  @Test
  void failed() {
    Results results = Sample.tidy().failed("OpenLoop", "nio", "late").results();
    assertSaid(results, "1 of 42 rows failed an audit");
    assertEquals(
        List.of("nio", "late"),
        About.of(results).failed().rows().getFirst().subList(1, 3).stream()
            .map(Chart.Cell::text)
            .toList());
  }

  @Test
  void oneServer() {
    Results results = Sample.tidy().only("nio").results();
    assertSaid(results, "Only nio was measured", "the bets");
    assertEquals(List.of(), Bets.of(results));
    assertEquals(
        "nio served 97,400 requests a second over 256 connections.", Headline.of(results).title());
  }

  @Test
  void interrupted() {
    Results results =
        Sample.tidy()
            .without("OpenLoop")
            .without("CpuWork")
            .without("IdleConnections")
            .interrupted()
            .results();
    assertSaid(
        results,
        "interrupted before its end. Without any row: OpenLoop, CpuWork and IdleConnections.");
  }

  @Test
  void startedOnce() {
    assertSaid(Sample.tidy().startedOnce().results(), "started once");
  }

  @Test
  @DisplayName("a file of another format is shown as far as it goes")
  void oldFormat() {
    Results old =
        Results.of("old.json", "{\"environment\": {\"cpu\": \"Old CPU\"}, \"rows\": [{}]}");
    assertSaid(
        old,
        "old.json has no mark of its format",
        "charts, bets, guide and audits are missing",
        "the fields environment, rows");
    Page page = Page.of(old, Optional.empty());
    assertEquals("Old CPU", page.machine());
    assertEquals(List.of(), page.charts());
    assertSaid(
        Results.of("new.json", "{\"format\": \"hexline-bench/99\"}"),
        "the format \"hexline-bench/99\"");
  }

  @Test
  @DisplayName("what is no object at all is no error either")
  void nonsense() {
    for (String json :
        List.of(
            "[]",
            "3",
            "null",
            "{\"format\":\"hexline-bench/3\"}",
            "{\"format\":\"hexline-bench/3\",\"points\":[{\"rows\":[{\"figures\":{}}]}],\"idle\":[{}]}")) {
      Page page = Page.of(Results.of("x.json", json), Optional.empty());
      assertTrue(!page.headline().title().isEmpty(), json);
    }
  }
}
