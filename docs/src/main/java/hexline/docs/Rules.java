package hexline.docs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The rules of PROTOCOL.md, by their numbers. */
public final class Rules {

  // | **R1** Framing | what holds | intent |, where \| is no end of a cell
  private static final Pattern ROW =
      Pattern.compile("(?m)^\\| \\*\\*(R\\d+)\\*\\* ([^|]+) \\| ((?:[^|\\\\]|\\\\.)+) \\|");

  /**
   * A rule.
   *
   * @param title a word or two
   * @param statement what holds, in Markdown
   */
  public record Rule(String title, String statement) {}

  private Rules() {}

  /** Reads them, in the order of the document. */
  public static Map<String, Rule> read(Path root) throws IOException {
    var rules = new LinkedHashMap<String, Rule>();
    Matcher row = ROW.matcher(Files.readString(root.resolve("PROTOCOL.md")));
    while (row.find()) {
      rules.put(row.group(1), new Rule(row.group(2), row.group(3)));
    }
    return rules;
  }
}
