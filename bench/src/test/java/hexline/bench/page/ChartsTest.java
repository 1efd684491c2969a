package hexline.bench.page;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hexline.bench.page.Chart.Cell;
import hexline.bench.page.Chart.Table;
import java.util.List;
import java.util.OptionalDouble;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** The tables under the charts have the numbers of the file. */
class ChartsTest {

  private static final Results TIDY = Sample.tidy().results();

  private static Chart chart(Results results, String id) {
    return Charts.of(results).stream()
        .filter(chart -> chart.id().equals(id))
        .findFirst()
        .orElseThrow();
  }

  private static List<Cell> row(Table table, String... heads) {
    return table.rows().stream()
        .filter(row ->
            row.subList(0, heads.length).stream().map(Cell::text).toList().equals(List.of(heads)))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no row " + List.of(heads)));
  }

  private static double value(Table table, List<Cell> row, String column) {
    return row.get(table.columns().indexOf(column)).value().orElseThrow();
  }

  @Test
  @DisplayName(
      "every row of the file that has figures is in the table of the rates and of the ratios")
  void rates() {
    Table rates = chart(TIDY, Charts.RATES).table();
    Table ratios = chart(TIDY, Charts.RATIOS).table();
    int seen = 0;
    for (JsonNode point : TIDY.root().get("points")) {
      String experiment = point.get("experiment").asString();
      for (JsonNode row : point.get("rows")) {
        String server = row.get("server").asString();
        JsonNode rate = row.get("figures").get("requestsPerSecond");
        if (experiment.equals("KeepAlive")) {
          List<Cell> cells = row(rates, point.get("point").asString(), server);
          assertEquals(rate.get("median").asDouble(), value(rates, cells, "Median"));
          List<Double> starts = medians(row.get("processes"));
          assertEquals(6, starts.size(), "as many as an interval needs");
          assertEquals(starts.getFirst(), value(rates, cells, "95 % from"));
          assertEquals(starts.getLast(), value(rates, cells, "to"));
          seen++;
        }
        row(ratios, experiment + ", " + point.get("point").asString(), server);
      }
      JsonNode best = point.get("pairs").get(0);
      List<Cell> cells =
          row(
              ratios,
              experiment + ", " + point.get("point").asString(),
              best.get("server").asString());
      JsonNode comparison = best.get("comparison");
      assertEquals(comparison.get("ratio").asDouble(), value(ratios, cells, "Ratio"));
      assertEquals(comparison.get("low95").asDouble(), value(ratios, cells, "95 % from"));
      assertEquals(comparison.get("high95").asDouble(), value(ratios, cells, "to"));
    }
    assertEquals(rates.rows().size(), seen, "rows of KeepAlive");
  }

  /** The median of the slices of each start, in order of size. */
  private static List<Double> medians(JsonNode starts) {
    return starts
        .valueStream()
        .map(start ->
            start
                .get("slices")
                .get("requestsPerSecond")
                .valueStream()
                .map(JsonNode::asDouble)
                .sorted()
                .toList())
        .map(sorted -> (sorted.get(1) + sorted.get(2)) / 2) // of four
        .sorted()
        .toList();
  }

  @Test
  @DisplayName("both clocks of an open loop are drawn and in the table")
  void clocks() {
    Chart latency = chart(TIDY, Charts.LATENCY);
    var data = (Chart.Percentiles) latency.panels().getFirst().data();
    assertEquals(List.of("intended", "send"), data.clocks());
    assertEquals(8, data.curves().size());
    String point = latency.panels().getFirst().title();
    JsonNode nio = rowOf("OpenLoop", "nio").get("figures");
    for (String clock : List.of("intended start", "send")) {
      JsonNode of = nio.get(clock.equals("send") ? "latencyFromSendNanos" : "latencyNanos");
      List<Cell> cells = row(latency.table(), point, "nio", clock);
      assertEquals(
          of.get("percentiles").get("99").asDouble(), value(latency.table(), cells, "p99"));
      assertEquals("-", cells.getLast().text(), "no p99.99");
    }
  }

  private static JsonNode rowOf(String experiment, String server) {
    for (JsonNode point : TIDY.root().get("points")) {
      if (point.get("experiment").asString().equals(experiment)) {
        for (JsonNode row : point.get("rows")) {
          if (row.get("server").asString().equals(server)) {
            return row;
          }
        }
      }
    }
    throw new AssertionError(experiment + ", " + server);
  }

  @Test
  @DisplayName("bars begin at 0: user and system add up to the figure of the file")
  void stacks() {
    Chart cpu = chart(TIDY, Charts.CPU);
    var data = (Chart.Stacks) cpu.panels().get(1).data();
    for (Chart.Stack stack : data.stacks()) {
      assertEquals(0.6 * (stack.user() + stack.system()), stack.system(), 1e-9);
      assertTrue(stack.low().orElseThrow() <= stack.user() + stack.system());
      assertTrue(stack.high().orElseThrow() >= stack.user() + stack.system());
    }
    assertEquals(17.4, data.stacks().getFirst().user() + data.stacks().getFirst().system(), 1e-9);
  }

  @Test
  @DisplayName("the interval of a slope goes from the least to the greatest one of two points")
  void slopes() {
    var dots = (Chart.Dots) chart(TIDY, Charts.MEMORY).panels().get(1).data();
    Chart.Dot nio = dots.dots().getFirst();
    assertEquals("nio", nio.server());
    assertEquals(1_350, nio.value());
    assertTrue(nio.low().orElseThrow() < 1_350 && nio.high().orElseThrow() > 1_350);
  }

  @Test
  @DisplayName("a row that failed has its reason instead of figures")
  void failed() {
    Results results =
        Sample.tidy().failed("KeepAlive, 256 connections x 1", "nio", "3 wrong").results();
    Chart ratios = chart(results, Charts.RATIOS);
    Table table = ratios.table();
    List<Cell> cells = row(table, "KeepAlive, 256 connections x 1 in flight", "nio");
    assertEquals("failed: 3 wrong", cells.get(2).text());
    assertEquals(OptionalDouble.empty(), cells.get(3).value());
    assertTrue(
        ratios.gaps().stream()
            .anyMatch(gap -> gap.contains("256 connections x 1 in flight: nio failed")),
        ratios.gaps()::toString);
    var forest = (Chart.Forest) ratios.panels().get(1).data();
    assertEquals(
        "failed: 3 wrong",
        forest.views().getFirst().rows().stream()
            .filter(row -> row.server().equals("nio"))
            .findFirst()
            .orElseThrow()
            .failure()
            .orElseThrow());
  }

  @Test
  @DisplayName("a chart without an experiment says so")
  void missing() {
    Results results = Sample.tidy().without("OpenLoop").without("IdleConnections").results();
    assertTrue(chart(results, Charts.LATENCY).gaps().contains("OpenLoop was not measured."));
    assertTrue(chart(results, Charts.MEMORY).gaps().contains("IdleConnections was not measured."));
    assertTrue(chart(results, Charts.MEMORY).panels().isEmpty());
    assertFalse(
        chart(results, Charts.LATENCY).panels().isEmpty(), "closed loops have latencies, too");
  }
}
