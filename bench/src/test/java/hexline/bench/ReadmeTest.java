package hexline.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hexline.bench.experiment.Experiment;
import hexline.bench.experiment.Experiments;
import hexline.bench.report.Evidence;
import hexline.bench.report.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/**
 * Keeps the generated tables of bench/README.md equal to the experiments and to the committed runs
 * of the selftest. {@code -Ddocs.write} writes them anew.
 */
class ReadmeTest {

  private static final Path README = Path.of("README.md");
  private static final Path RUNS = Path.of("results/selftest");

  @Test
  @DisplayName("the table of benchmarks is what the experiments say")
  void experiments() throws IOException {
    var table = new StringBuilder("| benchmark | question | load |\n|---|---|---|\n");
    for (Experiment each : Experiments.ALL) {
      table.append("| `%s` | %s | %s |\n".formatted(each.label(), each.question(), each.load()));
    }
    expect("experiments", table.toString());
  }

  @Test
  @DisplayName("the table of the selftest is what its committed runs have found")
  void evidence() throws IOException {
    var found = new LinkedHashMap<String, List<Evidence.Compared>>();
    var text = new StringBuilder();
    for (Path file : runs()) {
      String json = Files.readString(file);
      JsonNode run = Json.read(json);
      int loops = run.get("busyLoops").asInt();
      JsonNode environment = run.get("environment");
      String machine = environment.get("cpu").asString().replaceAll("\\(R\\)| Processor", "");
      String name = (loops == 0 ? "no busy loop" : loops + " busy loop beside it") + ", " + machine;
      found.merge(name, Evidence.read(json), ReadmeTest::joined);
      text.append(
          "- %s: `%s`, [%s](%s), %s, %s, %s\n"
              .formatted(
                  name,
                  run.get("command").asString(),
                  file.getFileName(),
                  file,
                  environment.get("processors").get("ids").size() + " processors",
                  environment.get("jdk").asString(),
                  environment.get("date").asString()));
    }
    assertTrue(!found.isEmpty(), "no runs in " + RUNS);
    var summaries = new LinkedHashMap<String, Map<String, String>>();
    found.forEach((name, all) -> summaries.put(name, Evidence.summary(all)));
    expect("evidence", text + "\n" + table(summaries));
  }

  /** The runs of two files, those of the second with numbers of their own. */
  private static List<Evidence.Compared> joined(
      List<Evidence.Compared> first, List<Evidence.Compared> second) {
    int last = first.stream().mapToInt(Evidence.Compared::run).max().orElse(0);
    return Stream.concat(first.stream(), second.stream().map(each -> each.later(last))).toList();
  }

  private static String table(Map<String, Map<String, String>> summaries) {
    var names = new LinkedHashSet<String>();
    summaries.values().stream() // the most complete one first, which knows the order of all
        .sorted(Comparator.comparingInt(summary -> -summary.size()))
        .forEach(summary -> names.addAll(summary.keySet()));
    var lines = new ArrayList<String>();
    lines.add("| |" + String.join("|", summaries.keySet()) + "|");
    lines.add("|---|" + "---|".repeat(summaries.size()));
    for (String name : names) {
      lines.add(
          "| %s | %s |"
              .formatted(
                  name,
                  summaries.values().stream()
                      .map(summary -> summary.getOrDefault(name, "-"))
                      .collect(Collectors.joining(" | "))));
    }
    return String.join("\n", lines) + "\n";
  }

  private static List<Path> runs() throws IOException {
    try (Stream<Path> files = Files.list(RUNS)) {
      return files.filter(file -> file.toString().endsWith(".json")).sorted().toList();
    }
  }

  /** What stands between the two marks of that name. */
  private static void expect(String name, String content) throws IOException {
    String open = "<!-- " + name + " -->\n";
    String close = "<!-- /" + name + " -->";
    String text = Files.readString(README);
    int from = text.indexOf(open) + open.length();
    int to = text.indexOf(close);
    assertTrue(from >= open.length() && to >= from, "marks of " + name + " in " + README);
    if (System.getProperty("docs.write") != null) {
      Files.writeString(README, text.substring(0, from) + content + text.substring(to));
    } else {
      assertEquals(
          content,
          text.substring(from, to),
          README + " is out of date: run mvn -pl bench -am test -Ddocs.write");
    }
  }
}
