package hexline.bench.report;

import hexline.bench.load.Load;
import hexline.bench.load.Percentiles;
import hexline.bench.server.IdleMemory;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.HdrHistogram.Histogram;

/** The table of all rows, at most {@link #WIDTH} columns wide. */
public final class ResultTable {

  /** Most columns of a line. */
  public static final int WIDTH = 100;

  private static final String FIGURES = " %9s %4s %6s %6s %6s %6s %6s %5s %6s %s";
  private static final String HEADER =
      "server          "
          + FIGURES.formatted(
              "req/s",
              "+-",
              "p50",
              "p99",
              "p99.9",
              "CPU/rq",
              "kB/con",
              "thr",
              "sw/rq",
              "limited by");
  private static final int LABEL = 16; // a longer label has a line of its own
  private static final int LIMIT = 19;

  private final List<Row> rows;
  private final Map<String, IdleMemory> memory;
  private final Ceilings ceilings;

  /**
   * A table.
   *
   * @param rows in the order in which they are printed; equal points stand together
   * @param memory by label of the server
   */
  public ResultTable(List<Row> rows, Map<String, IdleMemory> memory, Ceilings ceilings) {
    this.rows = List.copyOf(rows);
    this.memory = Map.copyOf(memory);
    this.ceilings = ceilings;
  }

  /** The lines, a heading for each point. */
  public List<String> lines() {
    var points = new LinkedHashMap<String, List<Row>>();
    for (Row row : rows) {
      points
          .computeIfAbsent(row.experiment().label() + ": " + row.point(), p -> new ArrayList<>())
          .add(row);
    }
    var lines = new ArrayList<String>();
    points.forEach((point, at) -> {
      lines.add("");
      lines.add(cut(point, WIDTH));
      lines.add(HEADER);
      at.forEach(row -> lines.addAll(lines(row)));
    });
    return lines;
  }

  private List<String> lines(Row row) {
    Optional<String> failure = row.failure();
    String label = row.server() + " ".repeat(Math.max(0, LABEL - row.server().length()));
    if (failure.isPresent()) {
      return wrap(label + " FAILED: " + failure.get(), LABEL + 1);
    }
    Interval rate = row.rate();
    Histogram latency = row.latency();
    double engineLateShare = row.engineLateShare();
    OptionalDouble cpu = row.cpuMicros();
    IdleMemory idle = memory.get(row.server());
    String limit = Bottleneck.of(row);
    String mark = ceilings.isClientBound(row) ? " *" : "";
    String figures =
        FIGURES
            .formatted(
                Format.count(rate.median()),
                rate.isSure() ? Format.percent(rate.spread()) : "-",
                Format.time(Percentiles.of(latency, 50, engineLateShare)),
                Format.time(Percentiles.of(latency, 99, engineLateShare)),
                Format.time(Percentiles.of(latency, 99.9, engineLateShare)),
                cpu.isPresent() ? Format.significant(cpu.getAsDouble()) : "-",
                idle == null || idle.error() != null ? "-" : kilobytes(idle),
                threads(row),
                switches(row),
                cut(limit, LIMIT - mark.length()) + mark)
            .stripTrailing();
    return label.length() == LABEL
        ? List.of(cut(label + figures, WIDTH))
        : List.of(cut(label, WIDTH), cut(" ".repeat(LABEL) + figures, WIDTH));
  }

  /** Not for one-shot connections: when threads are counted, no connection is open. */
  private static String threads(Row row) {
    return row.load() instanceof Load.Connect
        ? "-"
        : Format.count(row.mean(o -> o.after().threads()));
  }

  private static String switches(Row row) {
    return row.observations().stream().allMatch(o -> o.switches().isPresent())
        ? Format.significant(
            row.mean(o -> o.switches().map(s -> s.voluntary() + s.involuntary()).orElseThrow()))
        : "-";
  }

  private static String kilobytes(IdleMemory idle) {
    return Format.significant((idle.residentSlope() + idle.heapSlope()) / 1024);
  }

  static String cut(String text, int length) {
    return text.length() <= length ? text : text.substring(0, length);
  }

  /** Breaks a text at spaces; all lines but the first are indented. */
  static List<String> wrap(String text, int indent) {
    var lines = new ArrayList<String>();
    String rest = text;
    while (rest.length() > WIDTH) {
      int at = rest.lastIndexOf(' ', WIDTH);
      int end = at > indent ? at : WIDTH;
      lines.add(rest.substring(0, end).stripTrailing());
      rest = " ".repeat(indent) + rest.substring(end).strip();
    }
    lines.add(rest);
    return lines;
  }
}
