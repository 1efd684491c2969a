package hexline.docs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * What keeps a rule in a real server: a line of {@code docs/drafts/guards.txt}. It holds the rule,
 * the models that it is for, separated by commas, and a class in {@code PATH.java#METHOD}, where the
 * path starts at the root of the repository. A line that starts with {@code #} is a comment.
 *
 * @param rule a number, as in {@code R12}
 * @param models names of chapters
 * @param file the source
 * @param method declared in it
 */
public record Guard(String rule, List<String> models, String file, String method) {

  private static final String LIST = "docs/drafts/guards.txt";

  /** Reads the list. */
  public static List<Guard> read(Path root) throws IOException {
    var guards = new ArrayList<Guard>();
    for (String line : Files.readAllLines(root.resolve(LIST))) {
      if (!line.isBlank() && !line.startsWith("#")) {
        String[] words = line.strip().split("[ #]+", -1);
        if (words.length != 4) {
          throw new IOException(LIST + ": not RULE MODELS PATH.java#METHOD: " + line);
        }
        guards.add(new Guard(words[0], List.of(words[1].split(",", -1)), words[2], words[3]));
      }
    }
    return guards;
  }

  /** Whether the source is there and declares the method. */
  public boolean exists(Path root) throws IOException {
    Path path = root.resolve(file);
    return Files.exists(path) && JavaFile.read(path).methods().contains(method);
  }

  /** A link for a document of the folder {@code docs}. */
  String link() {
    String type = file.substring(file.lastIndexOf('/') + 1).replace(".java", "");
    return "[`%s.%s`](../%s)".formatted(type, method, file);
  }
}
