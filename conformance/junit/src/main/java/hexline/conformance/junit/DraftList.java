package hexline.conformance.junit;

import static java.nio.charset.StandardCharsets.US_ASCII;

import hexline.conformance.cases.Cases;
import hexline.conformance.cases.TestCase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The committed list of the cases that a first draft does not pass: {@code docs/drafts/NAME.txt}. A
 * line holds an outcome and a case: its id, its title and, in parentheses, its rules.
 */
final class DraftList {

  /** How a case ends on a draft; a case without a line is passed. */
  enum Outcome {
    FAILS,
    /** The case fails at one time and is passed at another. */
    PERHAPS,
    /** The case fails because of the model, not of the draft. */
    TRAIT,
    /** The case cannot be run on a draft. */
    SKIPPED
  }

  private final Map<String, Outcome> outcomes = new LinkedHashMap<>();

  /** Reads a list; one that does not exist is empty. */
  static DraftList read(Path file) throws IOException {
    var list = new DraftList();
    if (Files.exists(file)) {
      for (String line : Files.readAllLines(file, US_ASCII)) {
        String[] words = line.split(" +", 3);
        list.outcomes.put(words[1], Outcome.valueOf(words[0].toUpperCase(Locale.ROOT)));
      }
    }
    return list;
  }

  void write(Path file) throws IOException {
    var lines = new ArrayList<String>();
    for (TestCase each : Cases.ALL) {
      Outcome outcome = of(each);
      if (outcome != null) {
        String word = outcome.name().toLowerCase(Locale.ROOT);
        lines.add("%-7s %s (%s)".formatted(word, each, each.ruleNumbers()));
      }
    }
    Files.write(file, lines, US_ASCII);
  }

  /** The outcome of a case; null if it is passed. */
  @Nullable Outcome of(TestCase testCase) {
    return outcomes.get(testCase.id());
  }

  void set(TestCase testCase, @Nullable Outcome outcome) {
    if (outcome == null) {
      outcomes.remove(testCase.id());
    } else {
      outcomes.put(testCase.id(), outcome);
    }
  }
}
