package hexline.bench.page;

import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * A chart as the page draws it: panels, and all their numbers as a table. Immutable.
 *
 * @param id anchor in the page
 * @param title heading
 * @param lead what it asks and how to read it
 * @param panels one for each point
 * @param table all numbers of the panels
 * @param gaps what is missing and why
 */
record Chart(
    String id, String title, String lead, List<Panel> panels, Table table, List<String> gaps) {

  Chart {
    panels = List.copyOf(panels);
    gaps = List.copyOf(gaps);
  }

  /**
   * One drawing.
   *
   * @param kind which drawing: the name of a function in charts.js
   * @param title the point
   * @param sentence what it shows, computed from the rows
   * @param data what that function draws
   */
  record Panel(String kind, String title, String sentence, Object data) {}

  /**
   * Ratios to each server that may be the reference; the best one first.
   *
   * @param scale panels with the same one share their axis
   */
  record Forest(String figure, boolean moreIsBetter, String scale, List<View> views) {}

  /** Ratios to one reference. */
  record View(String reference, String sentence, List<ForestRow> rows) {}

  /** A ratio; without one if the row has failed or was not compared, and then why, in words. */
  record ForestRow(
      String server,
      OptionalDouble ratio,
      OptionalDouble low,
      OptionalDouble high,
      boolean toldApart,
      Optional<String> failure) {}

  /**
   * Values over a logarithmic axis of connections.
   *
   * @param ticks the numbers of connections that were measured
   */
  record Lines(List<Integer> ticks, List<Line> lines) {}

  record Line(String server, List<Mark> marks) {}

  record Mark(double x, double y, OptionalDouble low, OptionalDouble high) {}

  /**
   * Latencies over percentiles, in nanoseconds.
   *
   * @param clocks "intended" and, where there is an open loop, "send"
   */
  record Percentiles(List<String> clocks, List<Curve> curves) {}

  /** One curve; x is a percentile. */
  record Curve(String server, String clock, List<Mark> marks) {}

  /** Bars that begin at 0, in two parts, with the interval of their sum. */
  record Stacks(String unit, List<Stack> stacks) {}

  record Stack(
      String server,
      double user,
      double system,
      OptionalDouble low,
      OptionalDouble high,
      Optional<String> failure) {}

  /** Growth in MB over idle connections, with the slope of each in bytes. */
  record Growth(List<GrowthLine> lines) {}

  record GrowthLine(String server, double slope, List<Mark> marks) {}

  /** Values with intervals on a logarithmic axis. */
  record Dots(String unit, List<Dot> dots) {}

  record Dot(
      String server,
      double value,
      OptionalDouble low,
      OptionalDouble high,
      Optional<String> failure) {}

  /**
   * How long clients wait, in nanoseconds.
   *
   * @param alone how long a request takes that waits for no other one
   */
  record Victims(double alone, String aloneIs, List<Victim> victims) {}

  /**
   * What the clients of one server see.
   *
   * @param median of those that were answered; absent if there are too few answers
   * @param tail their 99th percentile
   * @param unanswered how many of the clients had no answer
   */
  record Victim(
      String server,
      OptionalDouble median,
      OptionalDouble low,
      OptionalDouble high,
      OptionalDouble tail,
      int clients,
      int unanswered,
      Optional<String> failure) {}

  /**
   * Numbers in rows and columns.
   *
   * @param heads how many columns from the left name the row
   */
  record Table(String caption, int heads, List<String> columns, List<List<Cell>> rows) {
    Table {
      columns = List.copyOf(columns);
      rows = rows.stream().map(List::copyOf).toList();
    }
  }

  /**
   * A cell.
   *
   * @param text what it shows
   * @param value the number as the file has it; absent if it is none
   */
  record Cell(String text, OptionalDouble value) {

    static final Cell NONE = new Cell("-", OptionalDouble.empty());

    static Cell of(String text) {
      return new Cell(text, OptionalDouble.empty());
    }

    static Cell of(String text, double value) {
      return new Cell(text, OptionalDouble.of(value));
    }
  }
}
