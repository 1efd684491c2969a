package hexline.bench.page;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hexline.bench.page.Results.Point;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Captions say what the rows say, and rank only what is told apart. */
class SentencesTest {

  private static Point point(Results results, String title) {
    return results.points().stream()
        .filter(point -> point.title().startsWith(title))
        .findFirst()
        .orElseThrow();
  }

  private static final Results TIDY = Sample.tidy().results();
  private static final Point CAPACITY = point(TIDY, "KeepAlive, 256 connections x 1");

  @Test
  @DisplayName("ratios name those that differ, and say how small a difference would have shown")
  void ratios() {
    assertEquals(
        "Of nio's rate: virtual 0.83 (0.81 to 0.86) and threaded 0.53 (0.52 to 0.55). "
            + "No difference from nio was found in the rate of async. "
            + "One below a factor of 1.03 would not have been found.",
        Sentences.ratios(CAPACITY, "nio"));
  }

  @Test
  @DisplayName("ratios to a server that is not the best one are the inverse ones")
  void otherReference() {
    assertEquals(
        "Of threaded's rate: nio 1.87 (1.82 to 1.93), async 1.86 (1.81 to 1.92) and virtual 1.56 (1.51 to 1.61).",
        Sentences.ratios(CAPACITY, "threaded"));
  }

  @Test
  @DisplayName("without intervals nothing is told apart")
  void startedOnce() {
    Point once = point(Sample.tidy().startedOnce().results(), "KeepAlive, 256 connections x 1");
    assertEquals(
        "Each server was started once, so that nothing is told apart: there are no intervals.",
        Sentences.ratios(once, "nio"));
  }

  @Test
  void rates() {
    assertEquals(
        "1,000 connections x 1 in flight: nio 93,000/s, async 91,500/s, virtual 76,000/s, "
            + "threaded 41,000/s. No difference was found between nio and async.",
        Sentences.rates(TIDY.points("KeepAlive").stream().filter(at -> at.depth() == 1).toList()));
  }

  @Test
  @DisplayName("latencies name what a client without a schedule would have hidden")
  void latencies() {
    String sentence = Sentences.latencies(point(TIDY, "OpenLoop"));
    assertTrue(
        sentence.startsWith(
            "Half of the requests and 99 of 100 are answered within: threaded 61.0 µs, 234 µs; nio 48.0 µs, 184 µs;"),
        sentence);
    assertTrue(
        sentence.endsWith(
            "Counted from the send, as a client without a schedule does, virtual's p99 would be 66.0 µs instead of 254 µs."),
        sentence);
  }

  /** The sample, in which the OpenLoop row of virtual has so many samples and no p99. */
  private static Results withoutP99(long samples) {
    ObjectNode root = (ObjectNode) TIDY.root().deepCopy();
    for (JsonNode at : root.get("points")) {
      for (JsonNode row : at.get("rows")) {
        if (at.get("experiment").asString().equals("OpenLoop")
            && row.get("server").asString().equals("virtual")) {
          ObjectNode latency = (ObjectNode) row.get("figures").get("latencyNanos");
          latency.put("samples", samples);
          ((ObjectNode) latency.get("percentiles")).putNull("99");
        }
      }
    }
    return new Results("without.json", root);
  }

  @Test
  @DisplayName("a p99 is missing for want of samples, or because the engine was late")
  void noP99() {
    for (Map.Entry<Long, String> each :
        Map.of(
                999L, "too few samples for a p99",
                1000L, "the engine sent too many requests late for a p99")
            .entrySet()) {
      Results results = withoutP99(each.getKey());
      String sentence = Sentences.latencies(point(results, "OpenLoop"));
      assertTrue(sentence.contains("virtual 66.0 µs (" + each.getValue() + ")"), sentence);
      assertTrue(
          Guide.of(results).open().stream()
              .anyMatch(row -> row.p99().isEmpty() && row.withoutP99().equals(each.getValue())),
          () -> Guide.of(results).open().toString());
    }
  }

  @Test
  void processor() {
    assertEquals(
        "nio 8.10 µs, async 8.90 µs, virtual 11.7 µs, threaded 17.4 µs. nio needs the least. "
            + "On average 60 % of it is the kernel's.",
        Sentences.processor(CAPACITY));
  }

  @Test
  @DisplayName("processor times are told apart only where their ratios are")
  void processorAlike() {
    Point single = point(TIDY, "KeepAlive, 1 connection x 1");
    assertTrue(
        Sentences.processor(single)
            .contains("No difference was found between sync and threaded, which need the least."),
        Sentences.processor(single));
  }

  @Test
  void memory() {
    assertEquals(
        "An idle connection takes: nio 1.32 kB, async 3.22 kB, virtual 7.63 kB, threaded 16.9 kB. "
            + "10,000 of them take 12.9 MB in nio and 165 MB in threaded.",
        Sentences.memory(TIDY.soundIdle()));
  }

  @Test
  @DisplayName("memory whose slopes overlap is no difference")
  void memoryAlike() {
    Results results = Sample.tidy().memory("async", 330, 1_040).results();
    assertEquals(
        List.of("nio", "async"), Sentences.leastMemory(Sentences.byMemory(results.soundIdle())));
  }

  @Test
  void blocking() {
    assertEquals(
        "Of the requests of 32 clients, all block at the same time in threaded, nio workers 32, async "
            + "workers 32 and virtual; one blocks after the other in nio and async. No answer at all: "
            + "31 of 32 in sync.",
        Sentences.blocking(point(TIDY, "BlockingWork"), 10e6));
  }

  @Test
  void flooded() {
    assertEquals(
        "Half of the polite clients' requests are answered within: threaded 8.10 ms, nio 47.0 ms, "
            + "async 48.0 ms, virtual 16.4 ms. No answer at all: 16 of 16 in sync.",
        Sentences.flooded(point(TIDY, "CpuWork")));
  }

  @Test
  @DisplayName("the first sentence of the page says who serves the most, or that nobody does")
  void headline() {
    assertEquals(
        "nio and async served the most over 256 connections, 96,800 to 97,400 requests a second; "
            + "virtual reached 83 % of that.",
        Headline.of(TIDY).title());
    Results alike = Sample.tidy().only("nio", "async").results();
    assertEquals(
        "No difference was found over 256 connections; one of a factor of 1.03 or more would have shown: nio and async served 96,800 to 97,400 requests a second.",
        Headline.of(alike).title());
    assertEquals("", Headline.of(alike).deck());
    Results once = Sample.tidy().startedOnce().results();
    assertTrue(
        Headline.of(once).title().startsWith("No difference between "), Headline.of(once)::title);
    assertEquals(
        "Each server was started once: this run cannot show any difference.",
        Headline.of(once).deck());
  }
}
