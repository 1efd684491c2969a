package hexline.conformance;

import static java.nio.charset.StandardCharsets.US_ASCII;

import hexline.conformance.cases.Cases;
import hexline.conformance.cases.TestCase;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * {@code flaws.txt}: a line for each flaw, with the ids of the cases that find it. Whether a case
 * with a question mark finds it depends on the sizes of the system's socket buffers, on the order of
 * events, or on how much a case draws in its time.
 */
final class FlawTable {

  private static final Path FILE = Path.of("src/test/resources/hexline/conformance/flaws.txt");

  private FlawTable() {}

  /** The lists in the file. */
  static Map<Flaw, List<String>> committed() {
    var table = new EnumMap<Flaw, List<String>>(Flaw.class);
    try {
      for (String line : Files.readAllLines(FILE, US_ASCII)) {
        List<String> words = List.of(line.split(" ", -1));
        table.put(Flaw.valueOf(words.getFirst()), words.subList(1, words.size()));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return table;
  }

  /**
   * Writes the list of one flaw: the cases that failed. Question marks are kept, and so are cases
   * that were not tried.
   */
  static synchronized void write(Flaw flaw, Set<String> tried, Set<String> failed) {
    Map<Flaw, List<String>> table = committed();
    table.put(
        flaw,
        Cases.ALL.stream()
            .map(TestCase::id)
            .map(id -> flaw.isPerhapsFoundBy(id) ? id + "?" : id)
            .filter(id ->
                id.endsWith("?")
                    || (tried.contains(id) ? failed.contains(id) : flaw.foundBy().contains(id)))
            .toList());
    try {
      Files.write(
          FILE,
          Arrays.stream(Flaw.values())
              .map(each -> (each + " " + String.join(" ", of(table, each))).strip())
              .toList(),
          US_ASCII);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<String> of(Map<Flaw, List<String>> table, Flaw flaw) {
    return table.getOrDefault(flaw, List.of());
  }
}
