package hexline.docs;

import hexline.docs.DraftOutcomes.Entry;
import hexline.docs.Rules.Rule;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Writes {@code docs/what-a-draft-costs.md}. */
public final class DraftBill {

  private final Path root;
  private final Map<String, Rule> rules;
  private final List<Guard> guards;
  private final Map<String, List<Entry>> drafts = new LinkedHashMap<>(); // by model
  private final List<Entry> article;

  private DraftBill(Path root) throws IOException {
    this.root = root;
    rules = Rules.read(root);
    guards = Guard.read(root);
    for (Chapter chapter : Chapter.ALL) {
      drafts.put(chapter.model(), DraftOutcomes.read(root, chapter.model()));
    }
    article = DraftOutcomes.read(root, "article");
  }

  /** The document, from the lists of the drafts, the list of guards, PROTOCOL.md and the sources. */
  public static String text(Path root) throws IOException {
    return new DraftBill(root).text();
  }

  private String text() throws IOException {
    return """
    # What a draft costs, and what production costs

    <!-- Generated from docs/drafts and the sources by DocumentsTest, with -Ddocs.write -->

    Each server module holds the *first draft* of its model, a server on one page: open, accept,
    read, answer, write. It is right about bytes, because it feeds the codec that all servers use.
    It has no limits, no deadlines, no drain and no guards. `./run draft nio` runs it.

    A test runs the whole [conformance kit](../conformance/README.md) against each draft, and
    compares the cases that fail with the lists in [drafts](drafts). Each of them, but for those by nature, is a reason for
    code that the server has and the draft has not.

    ## Which cases a draft fails

    All drafts pass all other cases. *Perhaps*: SIGTERM ends a draft at once, and whether its
    threads were done by then is luck. *By nature*: the model cannot pass, neither as a draft nor as
    a server. A draft ignores the options that a case sets.

    %s
    ## What the servers have instead

    For each rule that a draft breaks: the code that keeps it.

    %s
    ## Sizes

    Lines of code; [sizes](sizes.md) says how they are counted, and lists the files. The *chapter*
    is what a reader opens first. *Its own helpers* are the other files of its module. What is
    shared is the same for all servers, but for the blocking connection, which is for the three
    models that block; async uses its buffers.

    %s
    ## The article's server

    `./run draft article` runs a server that takes each read for one message, as many articles do.
    It answers a person who types. These are the cases that it fails, each under the first of its
    rules.

    %s\
    """
        .formatted(cases(), servers(), sizes(), article());
  }

  private String cases() {
    var lines = new ArrayList<String>();
    lines.add("| case | rules | " + models() + " |");
    lines.add("|---|---|" + "---|".repeat(Chapter.ALL.size()));
    for (Entry entry : failures()) {
      String cells =
          Chapter.ALL.stream()
              .map(chapter -> outcome(entry, chapter.model()))
              .collect(Collectors.joining(" | "));
      lines.add("| %s | %s | %s |".formatted(entry, String.join(", ", entry.rules()), cells));
    }
    return String.join("\n", lines) + "\n";
  }

  private static String models() {
    return Chapter.ALL.stream().map(Chapter::model).collect(Collectors.joining(" | "));
  }

  /** The cases that at least one draft of a chapter does not pass, each once, by their ids. */
  private List<Entry> failures() {
    Map<String, Entry> failures = new TreeMap<>();
    drafts.values().forEach(list -> list.forEach(entry -> failures.put(entry.id(), entry)));
    return List.copyOf(failures.values());
  }

  private String outcome(Entry entry, String model) {
    for (Entry own : list(model)) {
      if (own.id().equals(entry.id())) {
        return switch (own.outcome()) {
          case "fails" -> "**fails**";
          case "trait" -> "by nature";
          default -> own.outcome();
        };
      }
    }
    return "passes";
  }

  private List<Entry> list(String model) {
    return Objects.requireNonNull(drafts.get(model));
  }

  private String servers() {
    var lines = new ArrayList<String>();
    lines.add("| rule | in words | cases | in the servers |");
    lines.add("|---|---|---|---|");
    rules.forEach((number, rule) -> {
      List<Entry> cases =
          failures().stream()
              .filter(entry -> entry.rules().contains(number))
              .filter(entry -> Chapter.ALL.stream().anyMatch(each -> breaks(each.model(), entry)))
              .toList();
      if (!cases.isEmpty()) {
        String ids = cases.stream().map(Entry::id).collect(Collectors.joining(", "));
        lines.add(
            "| **%s** %s | %s | %s | %s |"
                .formatted(number, rule.title(), rule.statement(), ids, guards(number)));
      }
    });
    return String.join("\n", lines) + "\n";
  }

  private boolean breaks(String model, Entry entry) {
    return list(model).stream()
        .filter(own -> own.id().equals(entry.id()))
        .anyMatch(own -> List.of("fails", "perhaps").contains(own.outcome()));
  }

  /** The guards of a rule, each with its models. Every model whose draft breaks the rule has one. */
  private String guards(String rule) {
    List<Guard> own = guards.stream().filter(guard -> guard.rule().equals(rule)).toList();
    for (Chapter chapter : Chapter.ALL) {
      boolean broken =
          list(chapter.model()).stream()
              .filter(entry -> breaks(chapter.model(), entry))
              .anyMatch(entry -> entry.rules().contains(rule));
      if (broken && own.stream().noneMatch(guard -> guard.models().contains(chapter.model()))) {
        throw new IllegalStateException(
            "docs/drafts/guards.txt has no line for %s, %s".formatted(rule, chapter.model()));
      }
    }
    return own.stream()
        .map(guard -> "%s: %s".formatted(who(guard), guard.link()))
        .collect(Collectors.joining("<br>"));
  }

  private static String who(Guard guard) {
    boolean all = guard.models().size() == Chapter.ALL.size();
    return all ? "all" : String.join(", ", guard.models());
  }

  private String sizes() throws IOException {
    var lines = new ArrayList<String>();
    lines.add(
        "| model | first draft | chapter | its own helpers | blocking connection | shared guards | contract and command line |");
    lines.add("|---|--:|--:|--:|--:|--:|--:|");
    for (Chapter chapter : Chapter.ALL) {
      boolean blocking = List.of("sync", "threaded", "virtual").contains(chapter.model());
      lines.add(
          "| %s | %s | %s | %s | %s | %s | %s |" // not %d, whose digits follow the locale
              .formatted(
                  chapter.model(),
                  chapter.draft(root).codeLines(),
                  Sizes.sum(chapter.chapterFiles(root)),
                  Sizes.sum(chapter.otherFiles(root)),
                  blocking ? Sizes.sum(Sizes.shared(root, "blocking")) : "-",
                  Sizes.sum(Sizes.shared(root, "guard")),
                  Sizes.sum(Sizes.shared(root, ""))));
    }
    return String.join("\n", lines) + "\n";
  }

  private String article() {
    Map<String, List<String>> byRule = new LinkedHashMap<>();
    rules.keySet().forEach(number -> byRule.put(number, new ArrayList<>()));
    for (Entry entry : article) {
      String how = entry.outcome().equals("fails") ? "" : " (" + entry.outcome() + ")";
      Objects.requireNonNull(byRule.get(entry.rules().getFirst())).add(entry + how);
    }
    var lines = new ArrayList<String>();
    lines.add("| rule | cases |");
    lines.add("|---|---|");
    rules.forEach((number, rule) -> {
      List<String> cases = Objects.requireNonNull(byRule.get(number));
      if (!cases.isEmpty()) {
        lines.add("| **%s** %s | %s |".formatted(number, rule.title(), String.join(", ", cases)));
      }
    });
    return String.join("\n", lines) + "\n";
  }
}
