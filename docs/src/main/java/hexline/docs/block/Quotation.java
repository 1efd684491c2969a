package hexline.docs.block;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A region of a source: what it has between {@code @start region=NAME} and {@code @end region=NAME}.
 * The path starts at the root of the repository.
 */
final class Quotation implements Block {

  @Override
  public String kind() {
    return "from";
  }

  @Override
  public String arguments() {
    return "PATH#REGION";
  }

  @Override
  public String content(Place place, List<String> arguments) throws IOException {
    String[] parts = arguments.getFirst().split("#", 2);
    if (parts.length != 2 || !Files.exists(place.root().resolve(parts[0]))) {
      throw new IllegalStateException("there is no source " + parts[0]);
    }
    String language = parts[0].substring(parts[0].lastIndexOf('.') + 1);
    String text = region(place.root().resolve(parts[0]), parts[1]);
    return "```%s\n%s\n```".formatted(language, text);
  }

  /** The lines of a region without markers, common indent, and blank lines at both ends. */
  private static String region(Path file, String name) throws IOException {
    var lines = new ArrayList<String>();
    boolean inside = false;
    int found = 0;
    for (String line : Files.readAllLines(file)) {
      boolean marker = line.matches("\\W*@(start|end) region=[\\w-]+\\W*");
      if (marker && line.matches(".* region=" + name + "(\\W.*)?")) {
        inside = line.contains("@start");
        found++;
      } else if (inside && !marker) {
        lines.add(line);
      }
    }
    if (found != 2) {
      throw new IllegalStateException(
          "%s has %d markers of the region %s".formatted(file.getFileName(), found, name));
    }
    String text = String.join("\n", lines).replaceAll("\\A(\\s*\n)+|\\s+\\z", "");
    return text.stripIndent();
  }
}
