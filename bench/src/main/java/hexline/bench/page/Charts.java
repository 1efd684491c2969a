package hexline.bench.page;

import hexline.bench.page.Chart.Cell;
import hexline.bench.page.Chart.Panel;
import hexline.bench.page.Chart.Table;
import hexline.bench.page.Results.Estimate;
import hexline.bench.page.Results.Figures;
import hexline.bench.page.Results.Idle;
import hexline.bench.page.Results.Latency;
import hexline.bench.page.Results.Point;
import hexline.bench.page.Results.Ratio;
import hexline.bench.page.Results.Row;
import hexline.cli.Durations;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeMap;
import java.util.stream.Stream;

/** The charts of the page, in their order: from results to panels, tables and what is missing. */
final class Charts {

  static final String RATIOS = "ratios";
  static final String RATES = "rates";
  static final String LATENCY = "latency";
  static final String CPU = "cpu";
  static final String MEMORY = "memory";
  static final String VICTIMS = "victims";

  private static final String NO_WORK = "none";

  private final Results results;

  private Charts(Results results) {
    this.results = results;
  }

  /** All charts; one about which the results say nothing has no panels, and says why. */
  static List<Chart> of(Results results) {
    var charts = new Charts(results);
    return List.of(
        charts.ratios(),
        charts.rates(),
        charts.latency(),
        charts.cpu(),
        charts.memory(),
        charts.victims());
  }

  private Chart ratios() {
    var panels = new ArrayList<Panel>();
    var rows = new ArrayList<List<Cell>>();
    var alone = new ArrayList<String>();
    for (Point point : results.points()) {
      List<String> ranked = point.ranked();
      var order = new ArrayList<>(ranked);
      point.rows().stream()
          .map(Row::server)
          .filter(server -> !ranked.contains(server))
          .forEach(order::add);
      if (ranked.isEmpty()) {
        order.forEach(server -> rows.add(ratioCells(point, server, "")));
        if (!point.sound().isEmpty()) {
          alone.add(point.title());
        }
        continue;
      }
      panels.add(
          new Panel(
              "forest",
              point.title(),
              Sentences.ratios(point, ranked.getFirst()),
              new Chart.Forest(
                  Sentences.figure(point),
                  point.moreIsBetter(),
                  point.work().equals(NO_WORK) ? point.judgedBy() : point.title(),
                  ranked.stream().map(reference -> view(point, reference, order)).toList())));
      order.forEach(server -> rows.add(ratioCells(point, server, ranked.getFirst())));
    }
    List<String> gaps = gaps(results.points(), "No point was measured.");
    if (!alone.isEmpty()) {
      gaps.add(
          "No ratio, because two servers with figures are needed: %s."
              .formatted(String.join("; ", alone)));
    }
    return new Chart(
        RATIOS,
        "Which are different?",
        "Each server's figure as a multiple of another one's, measured in the same fractions of a"
            + " second. The line is the 95 % interval, which needs two starts. A filled mark is told apart from the"
            + " reference (at 99 %); a hollow mark is not told apart.",
        panels,
        new Table(
            "Ratios to the best server of each point, with 95 % intervals",
            2,
            List.of("Point", "Server", "Figure", "Ratio", "95 % from", "to", "Told apart"),
            rows),
        gaps);
  }

  private static Chart.View view(Point point, String reference, List<String> order) {
    return new Chart.View(
        reference,
        Sentences.ratios(point, reference),
        order.stream().map(server -> forestRow(point, server, reference)).toList());
  }

  private static Chart.ForestRow forestRow(Point point, String server, String reference) {
    Optional<String> failure = point.row(server).flatMap(Charts::failure);
    Optional<Ratio> ratio = point.ratio(server, reference);
    boolean self = server.equals(reference);
    return new Chart.ForestRow(
        server,
        self ? OptionalDouble.of(1) : value(ratio.map(Ratio::value)),
        ratio.map(Ratio::low).orElseGet(OptionalDouble::empty),
        ratio.map(Ratio::high).orElseGet(OptionalDouble::empty),
        ratio.map(Ratio::toldApart).orElse(false),
        failure.isPresent() || self || ratio.isPresent() ? failure : Optional.of("no ratio"));
  }

  private static Optional<String> failure(Row row) {
    return row.failure().map(reason -> "failed: " + reason);
  }

  private static List<Cell> ratioCells(Point point, String server, String best) {
    var cells = new ArrayList<>(List.of(Cell.of(point.title()), Cell.of(server)));
    Optional<Row> row = point.row(server);
    Optional<String> failure = row.flatMap(Row::failure);
    if (failure.isPresent()) {
      cells.add(Cell.of("failed: " + failure.get()));
      cells.addAll(List.of(Cell.NONE, Cell.NONE, Cell.NONE, Cell.NONE));
      return cells;
    }
    cells.add(row.map(found -> judged(point, found)).orElse(Cell.NONE));
    Optional<Ratio> ratio = point.ratio(server, best);
    if (server.equals(best)) {
      cells.add(Cell.of("reference"));
      cells.addAll(List.of(Cell.NONE, Cell.NONE, Cell.NONE));
    } else {
      cells.add(ratio.map(of -> Cell.of(Numbers.ratio(of.value()), of.value())).orElse(Cell.NONE));
      cells.add(ratioCell(ratio.map(Ratio::low).orElseGet(OptionalDouble::empty)));
      cells.add(ratioCell(ratio.map(Ratio::high).orElseGet(OptionalDouble::empty)));
      cells.add(ratio.map(of -> Cell.of(of.toldApart() ? "yes" : "no")).orElse(Cell.NONE));
    }
    return cells;
  }

  private static Cell ratioCell(OptionalDouble end) {
    return end.isPresent()
        ? Cell.of(Numbers.ratio(end.getAsDouble()), end.getAsDouble())
        : Cell.NONE;
  }

  /** The figure of a row by which its point is judged. */
  private static Cell judged(Point point, Row row) {
    if (point.moreIsBetter()) {
      double rate = Sentences.rate(row);
      return Cell.of(Numbers.rate(rate), rate);
    }
    String percentile = point.judgedBy().equals("p99") ? "99" : "50";
    return row.percentile(percentile).map(of -> time(of.value())).orElse(Cell.NONE);
  }

  private static Cell time(double nanos) {
    return Cell.of(Numbers.time(nanos), nanos);
  }

  private static Cell time(OptionalDouble nanos) {
    return nanos.isPresent() ? time(nanos.getAsDouble()) : Cell.NONE;
  }

  private Chart rates() {
    List<Point> points = results.points("KeepAlive");
    var byDepth = new TreeMap<Integer, List<Point>>();
    points.forEach(
        point -> byDepth.computeIfAbsent(point.depth(), at -> new ArrayList<>()).add(point));
    var panels = new ArrayList<Panel>();
    byDepth.forEach((depth, at) ->
        panels.add(
            new Panel(
                "rates",
                depth == 1
                    ? "One request in flight on each connection"
                    : "%d requests in flight on each connection".formatted(depth),
                Sentences.rates(at),
                new Chart.Lines(
                    at.stream().map(Point::connections).distinct().sorted().toList(), lines(at)))));
    var rows = new ArrayList<List<Cell>>();
    for (Point point : points) {
      for (Row row : point.sound()) {
        Figures figures = row.figures().orElseThrow();
        Estimate rate = row.rate().orElseThrow();
        rows.add(
            List.of(
                Cell.of(point.name()),
                Cell.of(row.server()),
                rate(rate.value()),
                rate(rate.low()),
                rate(rate.high()),
                Cell.of(figures.limitedBy()),
                Cell.of(figures.clientBound() ? "yes" : "no")));
      }
    }
    return new Chart(
        RATES,
        "How much does each serve?",
        "Requests per second over connections that always have the same number of requests in"
            + " flight (KeepAlive): the median of all slices, with the 95 % interval of the starts. The"
            + " machine's drift is part of these intervals; it largely cancels in the ratios above."
            + " With fewer than six starts there is no interval.",
        panels,
        new Table(
            "Requests per second, KeepAlive",
            2,
            List.of("Point", "Server", "Median", "95 % from", "to", "Limited by", "Client-bound"),
            rows),
        gaps(points, "KeepAlive was not measured."));
  }

  private static Cell rate(double perSecond) {
    return Cell.of(Numbers.rate(perSecond), perSecond);
  }

  private static Cell rate(OptionalDouble perSecond) {
    return perSecond.isPresent() ? rate(perSecond.getAsDouble()) : Cell.NONE;
  }

  private static List<Chart.Line> lines(List<Point> points) {
    var marks = new LinkedHashMap<String, List<Chart.Mark>>();
    points.stream()
        .sorted(Comparator.comparingInt(Point::connections))
        .flatMap(point -> point.sound().stream())
        .forEach(row -> {
          Estimate rate = row.rate().orElseThrow();
          marks
              .computeIfAbsent(row.server(), server -> new ArrayList<>())
              .add(new Chart.Mark(row.connections(), rate.value(), rate.low(), rate.high()));
        });
    var lines = new ArrayList<Chart.Line>();
    marks.forEach((server, at) -> lines.add(new Chart.Line(server, at)));
    return lines;
  }

  private Chart latency() {
    List<Point> open = results.points("OpenLoop");
    List<Point> closed =
        results.points("KeepAlive").stream()
            .filter(point -> point.depth() == 1 && point.connections() > 1)
            .toList();
    var panels = new ArrayList<Panel>();
    var rows = new ArrayList<List<Cell>>();
    for (Point point : Stream.concat(open.stream(), closed.stream()).toList()) {
      if (point.sound().isEmpty()) {
        continue;
      }
      var curves = new ArrayList<Chart.Curve>();
      for (Row row : point.sound()) {
        Figures figures = row.figures().orElseThrow();
        curves.add(curve(row, "intended", figures.latency(), true));
        rows.add(
            latencyCells(
                point, row, open.contains(point) ? "intended start" : "send", figures.latency()));
        figures
            .fromSend()
            .ifPresent(latency -> {
              curves.add(curve(row, "send", latency, false));
              rows.add(latencyCells(point, row, "send", latency));
            });
      }
      boolean both = curves.stream().anyMatch(curve -> curve.clock().equals("send"));
      panels.add(
          new Panel(
              "percentiles",
              point.title(),
              Sentences.latencies(point),
              new Chart.Percentiles(
                  both ? List.of("intended", "send") : List.of("intended"), curves)));
    }
    var columns = new ArrayList<>(List.of("Point", "Server", "Counted from", "Samples"));
    PERCENTILES.forEach(name -> columns.add("p" + name));
    return new Chart(
        LATENCY,
        "How long does a request take?",
        "Latency by percentile; each step to the right leaves a tenth of the requests. OpenLoop"
            + " sends by a schedule, at a share of each server's own capacity: thick lines count"
            + " from the intended start, thin ones from the send, as a client without a schedule"
            + " would. The clients of KeepAlive send nothing while they wait. Bars: 95 % intervals"
            + " of the starts' p50 and p99, from six starts on. Other percentiles have none, because a"
            + " slice has too few samples beyond them; thin lines have none, because they are the same"
            + " requests by another clock.",
        panels,
        new Table("Latency by percentile", 3, columns, rows),
        gaps(open, "OpenLoop was not measured."));
  }

  private static final List<String> PERCENTILES =
      List.of("50", "75", "90", "95", "99", "99.5", "99.9", "99.95", "99.99");

  private static Chart.Curve curve(Row row, String clock, Latency latency, boolean bars) {
    var marks = new ArrayList<Chart.Mark>();
    latency
        .percentiles()
        .forEach((name, nanos) -> {
          if (nanos.isPresent()) {
            Optional<Estimate> estimate = bars ? row.percentile(name) : Optional.empty();
            marks.add(
                new Chart.Mark(
                    Double.parseDouble(name),
                    nanos.getAsDouble(),
                    estimate.map(Estimate::low).orElseGet(OptionalDouble::empty),
                    estimate.map(Estimate::high).orElseGet(OptionalDouble::empty)));
          }
        });
    return new Chart.Curve(row.server(), clock, marks);
  }

  private static List<Cell> latencyCells(Point point, Row row, String clock, Latency latency) {
    var cells =
        new ArrayList<>(List.of(Cell.of(point.title()), Cell.of(row.server()), Cell.of(clock)));
    cells.add(Cell.of(Numbers.count(latency.samples()), (double) latency.samples()));
    PERCENTILES.forEach(name -> cells.add(time(latency.percentile(name))));
    return cells;
  }

  private Chart cpu() {
    List<Point> points =
        results.points().stream().filter(point -> point.work().equals(NO_WORK)).toList();
    var panels = new ArrayList<Panel>();
    var rows = new ArrayList<List<Cell>>();
    for (Point point : points) {
      if (point.rows().stream().noneMatch(row -> row.cpu().isPresent())) {
        continue;
      }
      var stacks = new ArrayList<Chart.Stack>();
      for (Row row : point.rows()) {
        Optional<Estimate> cpu = row.cpu();
        double system = row.figures().map(Figures::systemShare).orElse(0.0);
        double total = cpu.map(Estimate::value).orElse(0.0);
        stacks.add(
            new Chart.Stack(
                row.server(),
                total * (1 - system),
                total * system,
                cpu.map(Estimate::low).orElseGet(OptionalDouble::empty),
                cpu.map(Estimate::high).orElseGet(OptionalDouble::empty),
                cpu.isPresent()
                    ? Optional.empty()
                    : failure(row).or(() -> Optional.of(withoutCpu(row.server())))));
        if (cpu.isPresent()) {
          rows.add(
              List.of(
                  Cell.of(point.title()),
                  Cell.of(row.server()),
                  micros(OptionalDouble.of(total)),
                  micros(cpu.get().low()),
                  micros(cpu.get().high()),
                  Cell.of(Numbers.percent(system), system)));
        }
      }
      panels.add(
          new Panel(
              "stacks", point.title(), Sentences.processor(point), new Chart.Stacks("µs", stacks)));
    }
    return new Chart(
        CPU,
        "What does a request cost in processor time?",
        "Time on the processor per request, of the server's process alone: its own code (plain) and"
            + " system calls of the process (hatched). With the 95 % interval of the starts' values,"
            + " from six starts on.",
        panels,
        new Table(
            "Processor time per request",
            2,
            List.of("Point", "Server", "User and system", "95 % from", "to", "Share of the kernel"),
            rows),
        gaps(points, "No point without work was measured."));
  }

  /** Why a row that has not failed has no processor time. */
  private String withoutCpu(String server) {
    boolean isRemote =
        results.servers().stream()
            .anyMatch(each -> each.label().equals(server) && each.kind().equals("remote"));
    return isRemote ? "not known" : "under 200 ms of processor time";
  }

  private static Cell micros(OptionalDouble micros) {
    return micros.isPresent()
        ? Cell.of(Sentences.micros(micros.getAsDouble()), micros.getAsDouble())
        : Cell.NONE;
  }

  private Chart memory() {
    List<Idle> sound = results.soundIdle();
    var panels = new ArrayList<Panel>();
    var rows = new ArrayList<List<Cell>>();
    if (!sound.isEmpty()) {
      String sentence = Sentences.memory(sound);
      panels.add(
          new Panel(
              "growth",
              "Growth of the process, resident memory and live heap",
              sentence,
              new Chart.Growth(sound.stream().map(Charts::growth).toList())));
      panels.add(
          new Panel(
              "dots",
              "Memory of one connection: the slope",
              Sentences.slopes(sound),
              new Chart.Dots(
                  "bytes", Sentences.byMemory(sound).stream().map(Charts::slope).toList())));
    }
    for (Idle idle : sound) {
      Estimate bytes = idle.bytes();
      for (Results.IdlePoint point : idle.points()) {
        rows.add(
            List.of(
                Cell.of(idle.server()),
                Cell.of(Numbers.count(point.connections()), point.connections()),
                Cell.of(Numbers.bytes(point.residentBytes()), point.residentBytes()),
                Cell.of(Numbers.bytes(point.heapBytes()), point.heapBytes()),
                Cell.of(Numbers.count(point.threads()), point.threads()),
                Cell.of(Numbers.bytes(bytes.value()), bytes.value())));
      }
    }
    var gaps = new ArrayList<String>();
    results.idle().stream()
        .filter(idle -> idle.failure().isPresent())
        .forEach(idle -> gaps.add(idle.server() + " failed: " + idle.failure().orElseThrow()));
    if (results.idle().isEmpty()) {
      gaps.add("IdleConnections was not measured.");
    } else {
      notMeasured(results.idle().stream().map(Idle::server).toList()).ifPresent(gaps::add);
    }
    return new Chart(
        MEMORY,
        "What does an idle connection cost in memory?",
        "Connections are opened in equal steps, and each sends one request and then nothing. Garbage"
            + " is collected before each reading. A reading is made once, so points have no interval; the slope"
            + " has one. The kernel's socket buffers are not included.",
        panels,
        new Table(
            "Memory of idle connections (1 kB is 1,024 bytes)",
            2,
            List.of(
                "Server",
                "Connections",
                "Resident",
                "Live heap",
                "Threads",
                "Slope per connection"),
            rows),
        gaps);
  }

  private static Chart.GrowthLine growth(Idle idle) {
    double start = idle.points().isEmpty() ? 0 : idle.points().getFirst().bytes();
    return new Chart.GrowthLine(
        idle.server(),
        idle.bytes().value(),
        idle.points().stream()
            .map(point ->
                new Chart.Mark(
                    point.connections(),
                    point.bytes() - start,
                    OptionalDouble.empty(),
                    OptionalDouble.empty()))
            .toList());
  }

  private static Chart.Dot slope(Idle idle) {
    Estimate bytes = idle.bytes();
    return new Chart.Dot(idle.server(), bytes.value(), bytes.low(), bytes.high(), Optional.empty());
  }

  private Chart victims() {
    var panels = new ArrayList<Panel>();
    var rows = new ArrayList<List<Cell>>();
    List<Point> points =
        results.points().stream().filter(point -> !point.work().equals(NO_WORK)).toList();
    for (Point point : points) {
      Optional<Double> work = workNanos(point.work());
      if (work.isEmpty() || point.sound().isEmpty()) {
        continue;
      }
      boolean blocks = blocks(point);
      panels.add(
          new Panel(
              "victims",
              point.title(),
              blocks ? Sentences.blocking(point, work.get()) : Sentences.flooded(point),
              new Chart.Victims(
                  work.get(),
                  blocks ? "its own wait" : "its own computation",
                  point.rows().stream().map(Charts::victim).toList())));
      for (Row row : point.sound()) {
        rows.add(victimCells(point, row));
      }
    }
    return new Chart(
        VICTIMS,
        "Who waits for whom?",
        "How long a client waits for its answer if requests block a thread (BlockingWork), or"
            + " compute while some clients flood the server (CpuWork, of which the polite clients"
            + " are shown). Right of the vertical line a client waits for others. Mark: the median;"
            + " thin line: to the 99th percentile; thick line: the 95 % interval of the median, which"
            + " needs six starts.",
        panels,
        new Table(
            "What clients see",
            2,
            List.of(
                "Point",
                "Server",
                "p50",
                "p99",
                "Clients without an answer",
                "Share of the hogs",
                "Requests per second"),
            rows),
        gaps(points, "Neither BlockingWork nor CpuWork was measured."));
  }

  /** The length of a request's work, which is "block:TIME" or "cpu:TIME". */
  static Optional<Double> workNanos(String work) {
    int colon = work.indexOf(':');
    if (colon < 0) {
      return Optional.empty();
    }
    try {
      return Optional.of((double) Durations.parse(work.substring(colon + 1)).toNanos());
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  static boolean blocks(Point point) {
    return point.work().startsWith("block:");
  }

  private static Chart.Victim victim(Row row) {
    Optional<Estimate> median = row.percentile("50");
    return new Chart.Victim(
        row.server(),
        value(median.map(Estimate::value)),
        median.map(Estimate::low).orElseGet(OptionalDouble::empty),
        median.map(Estimate::high).orElseGet(OptionalDouble::empty),
        value(row.percentile("99").map(Estimate::value)),
        row.victims(),
        row.starved(),
        failure(row));
  }

  private static List<Cell> victimCells(Point point, Row row) {
    Figures figures = row.figures().orElseThrow();
    return List.of(
        Cell.of(point.title()),
        Cell.of(row.server()),
        row.percentile("50").map(of -> time(of.value())).orElse(Cell.NONE),
        row.percentile("99").map(of -> time(of.value())).orElse(Cell.NONE),
        Cell.of("%d of %d".formatted(row.starved(), row.victims()), row.starved()),
        row.victims() < row.connections()
            ? Cell.of(Numbers.percent(figures.hogShare()), figures.hogShare())
            : Cell.NONE,
        rate(figures.medianRate()));
  }

  private static OptionalDouble value(Optional<Double> value) {
    return value.map(OptionalDouble::of).orElseGet(OptionalDouble::empty);
  }

  /** What is missing in some points: the failed rows, and the servers that were not asked. */
  private List<String> gaps(List<Point> points, String nothing) {
    var gaps = new ArrayList<String>();
    if (points.isEmpty()) {
      gaps.add(nothing);
      return gaps;
    }
    for (Point point : points) {
      List<String> failed =
          point.rows().stream().filter(row -> row.failure().isPresent()).map(Row::server).toList();
      if (!failed.isEmpty()) {
        gaps.add(
            "%s: %s failed; the reasons are under \"Failed rows\"."
                .formatted(
                    point.title(),
                    failed.size() == point.rows().size() ? "all rows" : Numbers.names(failed)));
      }
    }
    notMeasured(points.stream().flatMap(point -> point.rows().stream()).map(Row::server).toList())
        .ifPresent(gaps::add);
    return gaps;
  }

  private Optional<String> notMeasured(List<String> measured) {
    List<String> missing =
        results.servers().stream()
            .filter(server -> server.clientsAtOnce() == 1)
            .map(Results.Server::label)
            .filter(label -> !measured.contains(label))
            .toList();
    return missing.isEmpty()
        ? Optional.empty()
        : Optional.of(
            "Not measured here, because one client at a time is served: "
                + Numbers.names(missing)
                + ".");
  }
}
