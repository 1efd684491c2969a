package hexline.docs.block;

import hexline.bench.report.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import tools.jackson.databind.JsonNode;

/** What the torture has found of each server on the machine whose results are committed. */
final class TortureFigures implements Block {

  private static final String RESULTS = "torture/results/reference.json";

  @Override
  public String kind() {
    return "torture";
  }

  @Override
  public String arguments() {
    return "";
  }

  @Override
  public String content(Place place, List<String> arguments) throws IOException {
    Path file = place.root().resolve(RESULTS);
    if (!Files.exists(file)) {
      throw new IllegalStateException(
          RESULTS + " does not exist: ./run torture --figures --mutants writes such a file");
    }
    JsonNode run = Json.read(Files.readString(file));
    List<JsonNode> servers = list(run.path("servers"));
    var lines = new ArrayList<String>();
    lines.add(row("figure", servers.stream().map(server -> text(server, "label"))));
    lines.add("|---|" + "--:|".repeat(servers.size()));
    lines.add(row("cases passed", servers.stream().map(server -> verdicts(server, "PASS"))));
    lines.add(row("cases that a trait excuses", servers.stream().map(s -> verdicts(s, "TRAIT"))));
    lines.add(row("cases failed", servers.stream().map(server -> verdicts(server, "FAIL"))));
    List<JsonNode> mutants = list(run.path("mutants"));
    if (!mutants.isEmpty()) {
      lines.add(row("mutants caught", servers.stream().map(server -> caught(server, mutants))));
    }
    List<JsonNode> figures = list(run.path("figures"));
    for (int i = 0; i < figures.size(); i++) {
      int index = i;
      lines.add(
          row(
              text(figures.get(i), "title"),
              servers.stream().map(server -> text(server.path("figures").path(index), "text"))));
    }
    lines.add("");
    lines.add(
        ("Of one run: `%s` on %s, %d processors, %s, %s, commit %s. [What each figure is](%s), [all"
                + " results](%s). A dash: not measured; the results say why.")
            .formatted(
                text(run, "command"),
                text(run.path("machine"), "cpu"),
                run.path("machine").path("processors").asInt(),
                text(run.path("machine"), "jdk"),
                text(run, "date"),
                text(run, "commit"),
                place.link("torture/README.md#figures"),
                place.link(RESULTS)));
    return String.join("\n", lines);
  }

  private static String row(String head, Stream<String> cells) {
    return "| " + head + " | " + String.join(" | ", cells.toList()) + " |";
  }

  private static String verdicts(JsonNode server, String verdict) {
    return String.valueOf(server.path("verdicts").path(verdict).asInt());
  }

  /** Of the mutants of a server, with whatever options. */
  private static String caught(JsonNode server, List<JsonNode> mutants) {
    List<JsonNode> its =
        mutants.stream()
            .filter(each -> (text(each, "server") + " ").startsWith(text(server, "label") + " "))
            .toList();
    long caught = its.stream().filter(each -> text(each, "outcome").equals("caught")).count();
    return its.isEmpty() ? "-" : "%d of %d".formatted(caught, its.size());
  }

  private static List<JsonNode> list(JsonNode array) {
    return StreamSupport.stream(array.spliterator(), false).toList();
  }

  private static String text(JsonNode node, String name) {
    return node.path(name).asString("").replace("|", "\\|").replace("*", "\\*");
  }
}
