package hexline.docs.block;

import hexline.bench.page.ReferenceTable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The measured figures of a model, from the committed results of the bench. */
final class MeasuredRow implements Block {

  private static final String RESULTS = "bench/results/reference/results.json";

  @Override
  public String kind() {
    return "row";
  }

  @Override
  public String arguments() {
    return "MODEL";
  }

  @Override
  public String content(Place place, List<String> arguments) throws IOException {
    Path results = place.root().resolve(RESULTS);
    if (!Files.exists(results)) {
      throw new IllegalStateException(
          RESULTS + " does not exist: ./run bench --full --json " + RESULTS + " writes it");
    }
    return ReferenceTable.row(
            Files.readString(results),
            arguments.getFirst(),
            place.link("README.md"),
            place.link(results))
        .orElseThrow(() -> new IllegalStateException("there is no model of this name"));
  }
}
