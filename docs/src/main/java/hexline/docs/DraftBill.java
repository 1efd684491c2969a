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
  private final Map<String, Case> cases;
  private final List<Guard> guards;
  private final Map<String, List<Entry>> drafts = new LinkedHashMap<>(); // by model
  private final List<Entry> article;
  private final List<Entry> polling;

  private DraftBill(Path root) throws IOException {
    this.root = root;
    rules = Rules.read(root);
    cases = Case.read(root);
    guards = Guard.read(root);
    for (Chapter chapter : Chapter.ALL) {
      drafts.put(chapter.model(), DraftOutcomes.read(root, chapter.model()));
    }
    article = DraftOutcomes.read(root, "article");
    polling = DraftOutcomes.read(root, "polling");
  }

  /**
   * The document, from the lists of drafts and guards, PROTOCOL.md, the kit's table and the
   * sources.
   */
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
    compares the cases that fail with the lists in [drafts](drafts). Each of them is a reason for
    code that the server has and the draft has not, but for those that the model cannot pass.

    ## Which cases a draft fails

    All drafts pass all other cases. *Perhaps*: SIGTERM ends a draft at once, and whether its
    threads were done by then is luck. *By its model*: the model cannot pass, neither as a draft nor
    as a server. A draft ignores the options that a case sets.

    The last column is what the servers have instead: the method that keeps the rule, and the lines
    of code of its class. A class that several cases name is paid for once.

    %s
    ## The rules in words

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

    %s
    ## The server that asks all clients in turn

    `./run draft polling` runs the step between chapters 2 and 3: one thread, and calls that do not
    block. It never rests, so the case pause-write takes it for a server that reads on.

    %s\
    """
        .formatted(cases(), rules(), sizes(), byRule(article), byRule(polling));
  }

  private String cases() throws IOException {
    var lines = new ArrayList<String>();
    lines.add("| case | rules | promise | " + models() + " | in the servers |");
    lines.add("|---|---|---|" + "---|".repeat(Chapter.ALL.size()) + "---|");
    for (Entry entry : failures()) {
      String outcomes =
          Chapter.ALL.stream()
              .map(chapter -> outcome(entry, chapter.model()))
              .collect(Collectors.joining(" | "));
      lines.add(
          "| %s | %s | %s | %s | %s |"
              .formatted(entry, titles(entry), promise(entry), outcomes, guards(entry)));
    }
    return String.join("\n", lines) + "\n";
  }

  private String titles(Entry entry) {
    return entry.rules().stream()
        .map(number -> number + " " + Objects.requireNonNull(rules.get(number)).title())
        .collect(Collectors.joining(", "));
  }

  private String promise(Entry entry) {
    return Objects.requireNonNull(cases.get(entry.id()), entry.id()).promise();
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
          case "trait" -> "by its model";
          default -> own.outcome();
        };
      }
    }
    return "passes";
  }

  private List<Entry> list(String model) {
    return Objects.requireNonNull(drafts.get(model));
  }

  private String rules() {
    var lines = new ArrayList<String>();
    lines.add("| rule | in words | cases |");
    lines.add("|---|---|---|");
    rules.forEach((number, rule) -> {
      String ids =
          failures().stream()
              .filter(entry -> entry.rules().contains(number) && isBroken(entry))
              .map(Entry::id)
              .collect(Collectors.joining(", "));
      if (!ids.isEmpty()) {
        lines.add("| **%s** %s | %s | %s |".formatted(number, rule.title(), rule.statement(), ids));
      }
    });
    return String.join("\n", lines) + "\n";
  }

  /** Whether a draft does not pass the case for another reason than its model. */
  private boolean isBroken(Entry entry) {
    return Chapter.ALL.stream().anyMatch(chapter -> breaks(chapter.model(), entry));
  }

  private boolean breaks(String model, Entry entry) {
    return list(model).stream()
        .filter(own -> own.id().equals(entry.id()))
        .anyMatch(own -> List.of("fails", "perhaps").contains(own.outcome()));
  }

  /**
   * The guards of a case, each with its models. Every model whose draft breaks the case has one.
   */
  private String guards(Entry entry) throws IOException {
    if (!isBroken(entry)) {
      return "-";
    }
    List<Guard> own =
        guards.stream().filter(guard -> entry.rules().contains(guard.rule())).toList();
    for (Chapter chapter : Chapter.ALL) {
      if (breaks(chapter.model(), entry)
          && own.stream().noneMatch(guard -> guard.models().contains(chapter.model()))) {
        throw new IllegalStateException(
            "docs/drafts/guards.txt has no line for %s, %s".formatted(entry, chapter.model()));
      }
    }
    var links = new ArrayList<String>();
    for (Guard guard : own) {
      int lines = JavaFile.read(root.resolve(guard.file())).codeLines();
      links.add("%s: %s %s".formatted(who(guard), guard.link(), lines));
    }
    return String.join("<br>", links);
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

  /** The cases of a list, each under the first of its rules. */
  private String byRule(List<Entry> entries) {
    Map<String, List<String>> byRule = new LinkedHashMap<>();
    rules.keySet().forEach(number -> byRule.put(number, new ArrayList<>()));
    for (Entry entry : entries) {
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
