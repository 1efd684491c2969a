package hexline.docs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A case of the conformance kit, as the table of {@code conformance/README.md} has it. A test of the
 * kit holds the table to the code.
 *
 * @param title one word
 * @param tier 1 for a quick one, which every build tries
 * @param rules numbers, separated by commas
 * @param promise a sentence
 */
public record Case(String title, int tier, String rules, String promise) {

  private static final Pattern ROW =
      Pattern.compile("(?m)^\\| ([A-Z]\\d\\d) \\| ([\\w-]+) \\| (\\d) \\| ([^|]+) \\| (.+) \\|$");

  /** All cases by their ids, in the order of the table. */
  public static Map<String, Case> read(Path root) throws IOException {
    var cases = new LinkedHashMap<String, Case>();
    Matcher row = ROW.matcher(Files.readString(root.resolve("conformance/README.md")));
    while (row.find()) {
      cases.put(
          row.group(1),
          new Case(row.group(2), Integer.parseInt(row.group(3)), row.group(4), row.group(5)));
    }
    return cases;
  }
}
