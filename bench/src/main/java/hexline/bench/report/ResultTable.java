package hexline.bench.report;

import hexline.bench.experiment.Figure;
import hexline.bench.experiment.Standing;
import hexline.bench.load.Load;
import hexline.bench.load.Percentiles;
import hexline.bench.server.IdleMemory;
import hexline.bench.statistics.Ratio;
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

  private static final String FIGURES = " %9s %5s %9s %6s %6s %6s %6s %5s %5s %s";
  private static final String HEADER =
      "server        "
          + FIGURES.formatted(
              "req/s",
              "ratio",
              "95 %",
              "p50",
              "p99",
              "p99.9",
              "CPU/rq",
              "thr",
              "sw/rq",
              "limited by");
  private static final String IDLE = "%-14s %12s %12s %12s %9s %9s";
  private static final int LABEL = 14; // a longer label has a line of its own

  private final List<Row> rows;
  private final List<Standings> standings;
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
    this.standings = Standings.of(rows);
    this.memory = new LinkedHashMap<>(memory);
    this.ceilings = ceilings;
  }

  /** The lines, a heading for each point. */
  public List<String> lines() {
    var lines = new ArrayList<String>();
    for (Standings at : standings) {
      lines.add("");
      lines.add(cut(heading(at), WIDTH));
      lines.add(HEADER);
      rows.stream()
          .filter(row -> row.point().equals(at.point()))
          .forEach(row -> lines.addAll(lines(row, at)));
    }
    if (!memory.isEmpty()) {
      lines.addAll(idle());
    }
    return lines;
  }

  private static String heading(Standings at) {
    String heading = at.point().experiment().label() + ": " + at.point().name();
    return at.figure() == Figure.RATE
        ? heading
        : heading + " (ratio of " + at.figure().words() + ")";
  }

  private List<String> idle() {
    int most = memory.values().stream().mapToInt(IdleMemory::connections).max().orElse(0);
    var lines = new ArrayList<String>();
    lines.add("");
    lines.add("IdleConnections: up to %,d connections".formatted(most));
    lines.add(
        IDLE.formatted("server", "kB/connection", "outside heap", "live heap", "threads", "files"));
    for (IdleMemory idle : memory.values()) {
      if (idle.error() != null) {
        lines.addAll(wrap("%-14s FAILED: %s".formatted(idle.server(), idle.error()), LABEL + 1));
      } else {
        IdleMemory.Point last = idle.points().getLast();
        lines.add(
            cut(
                IDLE.formatted(
                    idle.server(),
                    Format.significant(idle.bytesPerConnection() / 1024),
                    Format.significant(idle.residentSlope() / 1024),
                    Format.significant(idle.heapSlope() / 1024),
                    Format.count(last.threads()),
                    Format.count((double) last.openFiles())),
                WIDTH));
      }
    }
    return lines;
  }

  private List<String> lines(Row row, Standings at) {
    Optional<String> failure = row.failure();
    String label = row.server() + " ".repeat(Math.max(0, LABEL - row.server().length()));
    if (failure.isPresent()) {
      return wrap(label + " FAILED: " + failure.get(), LABEL + 1);
    }
    Optional<Ratio> ratio = at.of(row.server()).flatMap(Standing::ratio);
    Histogram latency = row.latency();
    double engineLateShare = row.engineLateShare();
    OptionalDouble cpu = row.cpuMicros();
    String limit = Bottleneck.of(row);
    String mark = ceilings.isClientBound(row) ? " *" : "";
    String figures =
        FIGURES
            .formatted(
                Format.count(row.rate().median()),
                ratio.map(found -> Format.ratio(found.value())).orElse("-"),
                ratio.map(ResultTable::interval).orElse("-"),
                Format.time(Percentiles.of(latency, 50, engineLateShare)),
                Format.time(Percentiles.of(latency, 99, engineLateShare)),
                Format.time(Percentiles.of(latency, 99.9, engineLateShare)),
                cpu.isPresent() ? Format.significant(cpu.getAsDouble()) : "-",
                threads(row),
                switches(row),
                limit)
            .stripTrailing();
    return label.length() == LABEL
        ? List.of(marked(label + figures, mark))
        : List.of(cut(label, WIDTH), marked(" ".repeat(LABEL) + figures, mark));
  }

  /** What does not fit is cut before the mark, because a mark changes what a row means. */
  private static String marked(String line, String mark) {
    return cut(line, WIDTH - mark.length()) + mark;
  }

  /**
   * Not for one-shot connections: when threads are counted, no connection is open. Nor for remote
   * servers.
   */
  private static String threads(Row row) {
    return row.load() instanceof Load.Connect || !row.isProcessKnown()
        ? "-"
        : Format.count(row.mean(o -> o.process().orElseThrow().after().threads()));
  }

  private static String switches(Row row) {
    return row.observations().stream().allMatch(o -> o.switches().isPresent())
        ? Format.significant(
            row.mean(o -> o.switches().map(s -> s.voluntary() + s.involuntary()).orElseThrow()))
        : "-";
  }

  /** The interval of a ratio; of the best server, which is compared with itself, none. */
  private static String interval(Ratio ratio) {
    return ratio.starts() == 0 || !ratio.hasInterval()
        ? "-"
        : Format.ratio(ratio.low()) + "-" + Format.ratio(ratio.high());
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
