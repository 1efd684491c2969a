package hexline.docs.block;

import hexline.docs.Case;
import hexline.docs.DraftOutcomes;
import hexline.docs.DraftOutcomes.Entry;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What the conformance kit says of a first draft: the cases that it does not pass. */
final class DraftVerdict implements Block {

  @Override
  public String kind() {
    return "draft";
  }

  @Override
  public String arguments() {
    return "MODEL";
  }

  @Override
  public String content(Place place, List<String> arguments) throws IOException {
    String model = arguments.getFirst();
    String list = "docs/drafts/" + model + ".txt";
    if (!Files.exists(place.root().resolve(list))) {
      throw new IllegalStateException(
          list + " does not exist: the test of the draft writes it, with -Dthorough -Ddocs.write");
    }
    Map<String, Case> cases = Case.read(place.root());
    List<Entry> entries = DraftOutcomes.read(place.root(), model);
    var lines = new ArrayList<String>();
    lines.add(
        "Of the %s cases of the [kit](%s), the draft does not pass these:"
            .formatted(
                cases.values().stream().filter(each -> each.tier() == 1).count(), // tried on drafts
                place.link("conformance/README.md#cases")));
    lines.add("");
    lines.add("| case | rules | promise | the draft |");
    lines.add("|---|---|---|---|");
    for (Entry entry : entries) {
      Case kept = cases.get(entry.id());
      if (kept == null || !kept.title().equals(entry.title())) {
        throw new IllegalStateException(
            list + " has a case that conformance/README.md has not: " + entry);
      }
      lines.add(
          "| %s | %s | %s | %s |"
              .formatted(entry, String.join(", ", entry.rules()), kept.promise(), words(entry)));
    }
    return String.join("\n", lines);
  }

  private static String words(Entry entry) {
    return switch (entry.outcome()) {
      case "fails" -> "fails";
      case "perhaps" -> "fails, or passes by luck";
      case "trait" -> "cannot pass, by its model";
      case "skipped" -> "was not tried";
      default -> throw new IllegalStateException("no outcome: " + entry.outcome());
    };
  }
}
