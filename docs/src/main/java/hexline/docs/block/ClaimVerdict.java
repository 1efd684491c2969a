package hexline.docs.block;

import hexline.bench.report.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import tools.jackson.databind.JsonNode;

/** A claim and its verdict on the machine whose results are committed. */
final class ClaimVerdict implements Block {

  private static final String RESULTS = "bench/claims/results/reference.json";

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
    JsonNode claims = Json.read(Files.readString(file)).path("claims");
    JsonNode claim =
        StreamSupport.stream(claims.spliterator(), false)
            .filter(each -> text(each, "id").equals(arguments.getFirst()))
            .findFirst()
            .orElseThrow(() ->
                new IllegalStateException(
                    "there is no such claim in " + RESULTS + ": " + ids(claims)));
    return """
    > *%s*
    >
    > **%s**; predicted: %s. %s [The machine, and all claims](%s); `%s` tries this one on yours.\
    """
        .formatted(
            text(claim, "claim"),
            text(claim, "verdict"),
            text(claim, "predicted"),
            Stream.of("reason", "evidence")
                .map(name -> text(claim, name))
                .filter(part -> !part.isEmpty())
                .collect(Collectors.joining(" ")),
            place.link("bench/claims/README.md"),
            text(claim, "command"));
  }

  private static String text(JsonNode claim, String name) {
    return claim.path(name).asString("").replace("\n", " ").replace("*", "\\*");
  }

  private static String ids(JsonNode claims) {
    return StreamSupport.stream(claims.spliterator(), false)
        .map(each -> text(each, "id"))
        .collect(Collectors.joining(", "));
  }
}
