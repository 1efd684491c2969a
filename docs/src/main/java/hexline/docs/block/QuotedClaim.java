package hexline.docs.block;

import hexline.bench.report.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import tools.jackson.databind.JsonNode;

/** A claim and its verdict, with the machine and the JDK whose results are committed. */
final class QuotedClaim implements Block {

  private static final String RESULTS = "bench/claims/results/reference.json";
  private static final Pattern INTERVAL = Pattern.compile("\\(\\S+ to \\S+\\)");

  @Override
  public String kind() {
    return "claim";
  }

  @Override
  public String arguments() {
    return "ID";
  }

  @Override
  public String content(Place place, List<String> arguments) throws IOException {
    Path file = place.root().resolve(RESULTS);
    if (!Files.exists(file)) {
      throw new IllegalStateException(
          RESULTS + " does not exist: ./run claims -o " + RESULTS + " writes it");
    }
    JsonNode results = Json.read(Files.readString(file));
    JsonNode claims = results.path("claims");
    JsonNode claim =
        StreamSupport.stream(claims.spliterator(), false)
            .filter(each -> text(each, "id").equals(arguments.getFirst()))
            .findFirst()
            .orElseThrow(() ->
                new IllegalStateException(
                    "there is no such claim in " + RESULTS + ": " + ids(claims)));
    String finding =
        Stream.of("reason", "evidence")
            .map(name -> text(claim, name))
            .filter(part -> !part.isEmpty())
            .collect(Collectors.joining(" "));
    return """
    > *%s*
    >
    > **%s**; predicted: %s. %s%s Tried on %s. [All claims, and what the words mean](%s); `%s` tries this one on yours.\
    """
        .formatted(
            text(claim, "claim"),
            text(claim, "verdict"),
            text(claim, "predicted"),
            finding,
            INTERVAL.matcher(finding).find()
                ? " In brackets: [intervals](%s)."
                    .formatted(place.link("docs/glossary.md#interval"))
                : "",
            machine(results.path("environment")),
            place.link("bench/claims/README.md#how-to-read-a-verdict"),
            text(claim, "command"));
  }

  private static String machine(JsonNode environment) {
    return "%s, %s processors, %s" // not %d, whose digits follow the locale
        .formatted(
            text(environment, "cpu"),
            environment.path("processors").path("ids").size(),
            text(environment, "jdk"));
  }

  private static String text(JsonNode node, String name) {
    return node.path(name).asString("").replace("\n", " ").replace("*", "\\*");
  }

  private static String ids(JsonNode claims) {
    return StreamSupport.stream(claims.spliterator(), false)
        .map(each -> text(each, "id"))
        .collect(Collectors.joining(", "));
  }
}
