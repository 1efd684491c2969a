package hexline.bench.page;

import hexline.bench.page.Chart.Cell;
import hexline.bench.page.Chart.Table;
import hexline.bench.page.Results.Estimate;
import hexline.bench.page.Results.Figures;
import hexline.bench.page.Results.Point;
import hexline.bench.page.Results.Row;
import hexline.bench.page.Results.Start;
import hexline.bench.report.Findings;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.ToDoubleFunction;
import tools.jackson.databind.JsonNode;

/**
 * Where the figures come from: machine, audits, all rows, and the command that repeats the run.
 *
 * @param environment names and values
 * @param audits what was checked, and how it went
 * @param failed rows without figures, with their reasons
 * @param rows every row, with what limited it
 * @param ceilings what the load engine reaches
 * @param servers commands of the servers
 * @param repeat the command
 * @param report the sentences that the terminal printed
 */
record About(
    List<Fact> environment,
    List<String> audits,
    Table failed,
    Table rows,
    Table ceilings,
    Table servers,
    String repeat,
    List<Section> report) {

  /** A name and a value. */
  record Fact(String name, String value) {}

  /** Sentences under a heading. */
  record Section(String title, List<String> sentences) {}

  static About of(Results results) {
    return new About(
        environment(results),
        audits(results),
        failed(results),
        rows(results),
        ceilings(results),
        servers(results),
        results.isKnown() ? Repeat.command(results) : "",
        report(results));
  }

  private static List<Fact> environment(Results results) {
    JsonNode environment = results.environment();
    var facts = new ArrayList<Fact>();
    fact(facts, "Date", environment.path("date").asString(""));
    fact(facts, "Commit", environment.path("commit").asString(""));
    String cores = processors(environment);
    fact(
        facts,
        "Processor",
        environment.path("cpu").asString("") + (cores.isEmpty() ? "" : ", " + cores));
    double memory = environment.path("memoryBytes").asDouble(0);
    fact(facts, "Memory", memory == 0 ? "" : Numbers.bytes(memory));
    fact(facts, "System", environment.path("system").asString(""));
    fact(facts, "JDK", environment.path("jdk").asString(""));
    fact(facts, "Flags of servers", String.join(" ", Results.texts(environment, "serverFlags")));
    fact(facts, "Open files", environment.path("openFileLimit").asString(""));
    fact(facts, "Longest backlog", environment.path("backlogLimit").asString(""));
    fact(facts, "Huge pages", environment.path("transparentHugePages").asString(""));
    fact(facts, "Local ports", environment.path("localPorts").asString(""));
    fact(facts, "Frequency governor", environment.path("governor").asString(""));
    JsonNode profile = results.profile();
    if (profile.isObject()) {
      fact(
          facts,
          "Profile",
          "%s: %s starts of each server, %s blocks of %s after each"
              .formatted(
                  profile.path("name").asString("?"),
                  profile.path("starts").asString("?"),
                  profile.path("blocks").asString("?"),
                  Numbers.roundTime(profile.path("slice").asDouble(0) * 1e9)));
    }
    fact(facts, "Seed", results.plan().path("seed").asString(""));
    fact(facts, "Load threads", results.plan().path("loadThreads").asString(""));
    fact(facts, "File", results.name());
    return facts;
  }

  /** How many processors the bench might use, and of how many; empty if the file does not say. */
  static String processors(JsonNode environment) {
    int usable = processorCount(environment);
    int machine = environment.path("processors").path("machine").asInt(usable);
    if (usable == 0) {
      return "";
    }
    return usable == machine
        ? usable + (usable == 1 ? " core" : " cores")
        : "%d of %d cores".formatted(usable, machine);
  }

  /** How many processors the bench might use; 0 if the file does not say. */
  static int processorCount(JsonNode environment) {
    JsonNode processors = environment.path("processors");
    int ids = processors.path("ids").size();
    double quota = processors.path("quota").asDouble(ids);
    return (int) Math.ceil(Math.min(ids, quota));
  }

  private static void fact(List<Fact> facts, String name, String value) {
    if (!value.isBlank()) {
      facts.add(new Fact(name, value));
    }
  }

  private static List<String> audits(Results results) {
    if (!results.isKnown()) {
      return List.of();
    }
    long rows = results.points().stream().mapToLong(point -> point.rows().size()).sum();
    long failed =
        results.points().stream()
            .flatMap(point -> point.rows().stream())
            .filter(row -> row.failure().isPresent())
            .count();
    long slices =
        results.points().stream()
            .flatMap(point -> point.sound().stream())
            .mapToLong(Row::slices)
            .sum();
    long disturbed =
        results.points().stream()
            .flatMap(point -> point.sound().stream())
            .mapToLong(row -> row.figures().map(Figures::disturbedSlices).orElse(0))
            .sum();
    long bound =
        results.points().stream()
            .flatMap(point -> point.sound().stream())
            .filter(row -> row.figures().map(Figures::clientBound).orElse(false))
            .count();
    var audits = new ArrayList<String>();
    audits.add(
        "%d of %d rows passed all audits; %s."
            .formatted(rows - failed, rows, failed == 0 ? "none failed" : failed + " failed"));
    audits.add(
        "Every answer was compared, byte for byte; a row with a wrong, missing or extra byte fails.");
    audits.add(
        "Little's law (requests in flight = rate x mean latency) was checked for every closed loop,"
            + " and the schedule for every open loop.");
    audits.add(
        "%s of %s slices of rows that passed were disturbed. %s."
            .formatted(Numbers.count(disturbed), Numbers.count(slices), Findings.DISTURBANCE));
    audits.add(
        "%d rows are client-bound: a server that does not parse was less than twice as fast, so that the server of the row may be faster than shown."
            .formatted(bound));
    audits.addAll(results.texts("errors"));
    audits.addAll(results.texts("notes"));
    return audits;
  }

  private static Table failed(Results results) {
    var rows = new ArrayList<List<Cell>>();
    for (Point point : results.points()) {
      for (Row row : point.rows()) {
        row.failure()
            .ifPresent(reason ->
                rows.add(List.of(Cell.of(point.title()), Cell.of(row.server()), Cell.of(reason))));
      }
    }
    results.idle().stream()
        .filter(idle -> idle.failure().isPresent())
        .forEach(idle ->
            rows.add(
                List.of(
                    Cell.of("IdleConnections"),
                    Cell.of(idle.server()),
                    Cell.of(idle.failure().orElseThrow()))));
    return new Table("Rows that failed an audit", 2, List.of("Point", "Server", "Reason"), rows);
  }

  private static Table rows(Results results) {
    var rows = new ArrayList<List<Cell>>();
    for (Point point : results.points()) {
      for (Row row : point.rows()) {
        var cells =
            new ArrayList<>(
                List.of(Cell.of(point.title()), Cell.of(row.server()), Cell.of(row.load())));
        row.figures()
            .ifPresentOrElse(
                figures -> addFigures(cells, row, figures),
                () -> {
                  cells.add(Cell.of("failed: " + row.failure().orElse("no figures")));
                  for (int i = 0; i < FIGURES - 1; i++) {
                    cells.add(Cell.NONE);
                  }
                });
        rows.add(cells);
      }
    }
    return new Table(
        "Every row, and what limited it",
        2,
        List.of(
            "Point",
            "Server",
            "Load",
            "Requests per second",
            "Limited by",
            "Client-bound",
            "p50",
            "p99",
            "p99.9",
            "CPU per request",
            "Threads",
            "Switches per request",
            "Clients served",
            "Disturbed slices"),
        rows);
  }

  private static final int FIGURES = 11;

  private static void addFigures(List<Cell> cells, Row row, Figures figures) {
    cells.add(Cell.of(Numbers.rate(figures.medianRate()), figures.medianRate()));
    cells.add(Cell.of(figures.limitedBy()));
    cells.add(Cell.of(figures.clientBound() ? "yes" : "no"));
    for (String percentile : List.of("50", "99", "99.9")) {
      OptionalDouble nanos = figures.latency().percentile(percentile);
      cells.add(
          nanos.isPresent()
              ? Cell.of(Numbers.time(nanos.getAsDouble()), nanos.getAsDouble())
              : Cell.NONE);
    }
    Optional<Estimate> cpu = row.cpu();
    cells.add(cpu.map(of -> Cell.of(Sentences.micros(of.value()), of.value())).orElse(Cell.NONE));
    cells.add(mean(row, Start::threads));
    cells.add(mean(row, Start::switches));
    cells.add(Cell.of("%,d of %,d".formatted(row.served(), row.connections()), row.served()));
    cells.add(
        Cell.of(
            "%d of %d".formatted(figures.disturbedSlices(), row.slices()),
            figures.disturbedSlices()));
  }

  private static Cell mean(Row row, ToDoubleFunction<Start> figure) {
    double mean = row.processes().stream().mapToDouble(figure).average().orElse(Double.NaN);
    return Double.isNaN(mean) ? Cell.NONE : Cell.of(Numbers.significant(mean), mean);
  }

  private static Table ceilings(Results results) {
    var rows = new ArrayList<List<Cell>>();
    results
        .ceilings()
        .forEach(
            (load, rate) -> rows.add(List.of(Cell.of(load), Cell.of(Numbers.rate(rate), rate))));
    return new Table(
        "What the load engine reaches against a server that does not parse",
        1,
        List.of("Load", "Requests per second"),
        rows);
  }

  private static Table servers(Results results) {
    return new Table(
        "Commands of the servers",
        1,
        List.of("Server", "Command"),
        results.servers().stream()
            .map(server ->
                List.of(Cell.of(server.label()), Cell.of(String.join(" ", server.command()))))
            .toList());
  }

  private static List<Section> report(Results results) {
    var sections = new ArrayList<Section>();
    section(sections, "Verdict", results.texts("verdict"));
    section(sections, "What it means", results.texts("conclusions"));
    section(sections, "Which one should I use?", results.texts("advice"));
    return sections;
  }

  private static void section(List<Section> sections, String title, List<String> sentences) {
    if (!sentences.isEmpty()) {
      sections.add(new Section(title, sentences));
    }
  }
}
