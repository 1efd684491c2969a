package hexline.docs.block;

import hexline.bench.report.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import tools.jackson.databind.JsonNode;

/** What the bench has found in an experiment, from its committed results: a sentence for each load. */
final class MeasuredVerdict implements Block {

  private static final String RESULTS = "bench/results/reference/results.json";

  @Override
  public String kind() {
    return "verdict";
  }

  @Override
  public String arguments() {
    return "EXPERIMENT";
  }

  @Override
  public String content(Place place, List<String> arguments) throws IOException {
    Path results = place.root().resolve(RESULTS);
    if (!Files.exists(results)) {
      throw new IllegalStateException(
          RESULTS + " does not exist: ./run bench --full --json " + RESULTS + " writes it");
    }
    JsonNode verdict = Json.read(Files.readString(results)).path("verdict");
    String experiment = arguments.getFirst();
    String sentences =
        StreamSupport.stream(verdict.spliterator(), false)
            .map(sentence -> sentence.asString(""))
            .filter(sentence -> sentence.matches("(?s)" + experiment + "\\b.*"))
            .map(sentence -> "- " + sentence.replace("\n", " "))
            .collect(Collectors.joining("\n"));
    if (sentences.isEmpty()) {
      throw new IllegalStateException(RESULTS + " has no verdict of " + experiment);
    }
    return sentences + "\n\n[All figures](" + place.link(results) + ") of that run.";
  }
}
