package hexline.docs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The cases that a draft does not pass: {@code docs/drafts/NAME.txt}, written by its test. */
public final class DraftOutcomes {

  /**
   * A line of the list.
   *
   * @param outcome {@code fails}, {@code perhaps}, {@code trait} or {@code skipped}
   * @param id the id of the case
   * @param title the title of the case
   * @param rules numbers of the rules that it checks
   */
  public record Entry(String outcome, String id, String title, List<String> rules) {

    /** The name of the case. */
    @Override
    public String toString() {
      return id + " " + title;
    }
  }

  private DraftOutcomes() {}

  /** Reads the list of a draft, in the order of the kit's report. */
  public static List<Entry> read(Path root, String draft) throws IOException {
    var entries = new ArrayList<Entry>();
    for (String line : Files.readAllLines(root.resolve("docs/drafts/" + draft + ".txt"))) {
      String[] words = line.split(" +", 4);
      List<String> rules = List.of(words[3].replaceAll("[()]", "").split(", ", -1));
      entries.add(new Entry(words[0], words[1], words[2], rules));
    }
    return entries;
  }
}
