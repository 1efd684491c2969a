package hexline.docs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hexline.book.Document;
import hexline.docs.block.Blocks;
import hexline.docs.block.Place;
import hexline.recipes.Recipes;
import hexline.theatre.scene.Scenes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Keeps the documents of the repository true: what they take from sources and results is up to date,
 * and what they name exists. {@code -Ddocs.write} writes anew what can be written. Transcripts are
 * typed by {@link TranscriptsIT}.
 */
class DocumentsTest {

  private static final Path ROOT = Documents.ROOT;
  private static final String WRITE =
      "mvn -pl docs -am test -Dtest=DocumentsTest -Dsurefire.failIfNoSpecifiedTests=false"
          + " -Ddocs.write";

  private static final Pattern GENERATED =
      Pattern.compile("(?s)<!-- ([a-z]+)[^>]*-->\n.*?<!-- (?:end|/\\1) -->");
  private static final Pattern FENCE = Pattern.compile("(?ms)^(```+).*?^\\1$");
  private static final Pattern CLASS = Pattern.compile("((?:[A-Z][a-z0-9]+){2,})(?:[.#(].*)?");
  private static final Pattern FILE =
      Pattern.compile("(?:\\.{1,2}/)?[\\w.-]+(?:/[\\w.*-]+)+/?|[\\w-]+\\.(?:java|md|xml|sh)");
  private static final Pattern FIGURE =
      Pattern.compile(
          "\\b\\d+\\.\\d+ ?(?:µs|us|ms|s|ns|kB|KB|MB|GB|KiB|MiB)\\b"
              + "|\\b\\d[\\d,.]*(?: [a-z]+)?/s\\b"
              + "|\\b\\d+,\\d{3} [a-z]+ (?:a|in a|per|each) second\\b"
              + "|\\b\\d+\\.\\d+ \\(\\d+\\.\\d+ to \\d+\\.\\d+\\)");
  private static final Pattern PICTURE_FILE =
      Pattern.compile("<(?:img|source)\\b[^>]*src(?:set)?=\"([^\"]+)\"");
  private static final Pattern RULE = Pattern.compile("\\bR\\d{1,2}\\b");
  private static final Pattern CASE = Pattern.compile("\\b[A-Z]\\d\\d\\b");
  private static final Pattern OPTION = Pattern.compile("(--[a-z][a-z-]+)(?:[ =].*)?");
  private static final Pattern MODULE = Pattern.compile("<module>(.*?)</module>");

  /** Options of other programs that documents name without their program. */
  private static final Set<String> FOREIGN_OPTIONS =
      Set.of("--enable-preview", "--enable-native-access", "--user", "--no-index");

  /** Names of Python, of threads, and of what there is not and should not be. */
  private static final Set<String> FOREIGN =
      Set.of(
          "StopIteration",
          "StopAsyncIteration",
          "TaskGroup",
          "MasterPoller",
          "AbstractServer",
          "VmSize", // of /proc
          "module-info.java",
          "lib/src.zip"); // of a JDK

  private static Programs programs = programs();
  private static Names names = names();
  private static Map<String, Rules.Rule> rules = Map.of();
  private static Map<String, Case> cases = Map.of();

  private static Programs programs() {
    try {
      return Programs.of(ROOT);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Names names() {
    try {
      return Names.of(ROOT);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  @BeforeAll
  static void read() throws IOException {
    rules = Rules.read(ROOT);
    cases = Case.read(ROOT);
  }

  /** Finds what a document names and what does not exist. */
  @FunctionalInterface
  private interface Check {
    List<String> problems(Path document, String text) throws IOException;
  }

  private static void check(Check check) throws IOException {
    var problems = new ArrayList<String>();
    for (Path document : Documents.all()) {
      for (String problem : check.problems(document, Files.readString(document))) {
        problems.add(ROOT.relativize(document) + ": " + problem);
      }
    }
    assertEquals("", String.join("\n", problems));
  }

  @Test
  @DisplayName("what documents take from sources and results is up to date")
  void generated() throws IOException {
    var problems = new ArrayList<String>();
    for (Path document : Documents.all()) {
      var place = new Place(ROOT, document);
      stale(Blocks.anew(place, Files.readString(document), problems::add), document)
          .ifPresent(problems::add);
    }
    assertEquals("", String.join("\n", problems));
  }

  @Test
  @DisplayName("generated documents are up to date")
  void generatedDocuments() throws IOException {
    var problems = new ArrayList<String>();
    stale(DraftBill.text(ROOT), ROOT.resolve("docs/what-a-draft-costs.md"))
        .ifPresent(problems::add);
    stale(Sizes.text(ROOT), ROOT.resolve("docs/sizes.md")).ifPresent(problems::add);
    assertEquals("", String.join("\n", problems));
  }

  @Test
  @DisplayName("generated documents are the same in every locale")
  void everyLocale() throws IOException {
    Locale usual = Locale.getDefault();
    try {
      Locale.setDefault(Locale.forLanguageTag("ar-EG-u-nu-arab"));
      assertTrue(DraftBill.text(ROOT).matches("\\p{ASCII}*"), DraftBill.text(ROOT));
      assertTrue(Sizes.text(ROOT).matches("\\p{ASCII}*"), Sizes.text(ROOT));
    } finally {
      Locale.setDefault(usual);
    }
  }

  /** Where a document is out of date; absent if it is not, or has been written anew. */
  private static Optional<String> stale(String anew, Path document) throws IOException {
    String text = Files.readString(document);
    if (anew.equals(text)) {
      return Optional.empty();
    }
    if (System.getProperty("docs.write") != null) {
      Files.writeString(document, anew);
      return Optional.empty();
    }
    List<String> right = anew.lines().toList();
    List<String> lines = text.lines().toList();
    int line = 0;
    while (line < Math.min(right.size(), lines.size()) && right.get(line).equals(lines.get(line))) {
      line++;
    }
    return Optional.of(
        "%s:%s is out of date: run %s%n  - %s%n  + %s"
            .formatted(
                relative(document),
                line + 1,
                WRITE,
                line < lines.size() ? lines.get(line) : "",
                line < right.size() ? right.get(line) : ""));
  }

  @Test
  @DisplayName("links lead to files and headings that exist")
  void links() throws IOException {
    check(DocumentsTest::links);
  }

  private static List<String> links(Path from, String text) throws IOException {
    var problems = new ArrayList<String>();
    for (String link : document(from, text).links()) {
      if (link.matches("[a-z]+:.*")) {
        continue;
      }
      String[] parts = link.split("#", 2);
      Path to = parts[0].isEmpty() ? from : from.resolveSibling(parts[0]).normalize();
      if (!to.startsWith(ROOT) || (!to.equals(from) && !Files.exists(to))) {
        problems.add("links to " + link + ", which is not there");
      } else if (parts.length == 2 && to.toString().endsWith(".md")) {
        Document target =
            to.equals(from) ? document(from, text) : Document.read(ROOT, relative(to));
        if (target.sections().stream().noneMatch(each -> each.anchor().equals(parts[1]))) {
          problems.add("links to a heading that is not there: " + link);
        }
      }
    }
    return problems;
  }

  private static Document document(Path document, String text) {
    return Document.of(relative(document), text);
  }

  private static String relative(Path file) {
    return ROOT.relativize(file).toString();
  }

  @Test
  @DisplayName("commands name programs, options, drafts, recipes and scenes that exist")
  void commands() throws IOException {
    assertEquals(
        new TreeSet<>(programs.names().stream().filter(name -> !name.equals("jmh")).toList()),
        programs.known(),
        "programs of ./run with a known command line");
    check(DocumentsTest::commands);
  }

  private static List<String> commands(Path from, String text) throws IOException {
    String exercises = listed("exercises/README.md");
    String claims = listed("bench/claims/README.md");
    var problems = new ArrayList<String>();
    for (List<String> words : Commands.of(text)) {
      programs
          .problem(words)
          .or(() -> subject(words, "recipes", Recipes::has))
          .or(() -> subject(words, "theatre", name -> Scenes.named(name).isPresent()))
          .or(() -> subject(words, "exercise", id -> exercises.contains("\n| " + id + " |")))
          .or(() -> subject(words, "claims", id -> claims.contains("\n| `" + id + "` |")))
          .ifPresent(problem -> problems.add("./run " + String.join(" ", words) + ": " + problem));
    }
    for (String span : document(from, GENERATED.matcher(text).replaceAll("")).codeSpans()) {
      Matcher option = OPTION.matcher(span);
      if (option.matches()
          && !FOREIGN_OPTIONS.contains(option.group(1))
          && !programs.hasOption(option.group(1))) {
        problems.add("no program has an option " + option.group(1));
      }
    }
    return problems;
  }

  /** A document with a table of ids, which a test of its module holds to the code. */
  private static String listed(String document) throws IOException {
    return Files.exists(ROOT.resolve(document)) ? read(document) : "";
  }

  /** A recipe, a scene, an exercise or a claim that a command names and that does not exist. */
  private static Optional<String> subject(
      List<String> words, String program, Predicate<String> exists) {
    return words.size() > 1 && words.getFirst().equals(program)
        ? Optional.of(words.get(1))
            .filter(name -> name.matches("[A-Za-z][\\w-]*") && !name.matches("[A-Z]+"))
            .filter(name -> !exists.test(name))
            .map(name -> "there is no " + name)
        : Optional.empty();
  }

  @Test
  @DisplayName("classes and files that documents name exist")
  void files() throws IOException {
    check(DocumentsTest::files);
  }

  private static List<String> files(Path from, String text) throws IOException {
    var problems = new ArrayList<String>();
    if (from.endsWith("CHANGELOG.md")) {
      return problems; // tells of what was
    }
    for (String span : document(from, text).codeSpans()) {
      Matcher type = CLASS.matcher(span);
      if (type.matches() && !names.has(type.group(1)) && !FOREIGN.contains(type.group(1))) {
        problems.add("there is no class " + type.group(1));
      }
      if (FILE.matcher(span).matches() && !FOREIGN.contains(span) && !isThere(from, span)) {
        problems.add("there is no file " + span);
      }
    }
    return problems;
  }

  private static boolean isThere(Path from, String path) throws IOException {
    if (path.matches(
        ".*(?:NAME|MODEL|SCENE|\\bID\\b|\\*).*|.*\\b(?:target|recordings|mine)\\b.*")) {
      return true; // a placeholder, or what a program writes
    }
    boolean hasEnding = path.matches(".*\\.[a-z]+");
    if (!hasEnding && !Files.isDirectory(ROOT.resolve(path.replaceFirst("/.*", "")))) {
      return true; // no path: and/or, application/json
    }
    for (Path folder : List.of(ROOT, from.resolveSibling(""))) {
      if (Files.exists(folder.resolve(path).normalize())) {
        return true;
      }
    }
    try (Stream<Path> files = Files.walk(ROOT)) {
      return files.anyMatch(file -> file.endsWith(path));
    }
  }

  @Test
  @DisplayName("figures stand in generated content only")
  void figures() throws IOException {
    check(DocumentsTest::figures);
  }

  private static List<String> figures(Path from, String text) {
    String own = GENERATED.matcher(text).replaceAll("");
    return FIGURE
        .matcher(document(from, own).prose())
        .results()
        .map(found -> "a figure that no program has written: " + found.group())
        .toList();
  }

  @Test
  @DisplayName("pictures are generated, and their files exist")
  void pictures() throws IOException {
    check(DocumentsTest::pictures);
  }

  private static List<String> pictures(Path from, String text) {
    var problems = new ArrayList<String>();
    PICTURE_FILE
        .matcher(text)
        .results()
        .map(found -> found.group(1))
        .filter(file -> !Files.exists(from.resolveSibling(file)))
        .forEach(file -> problems.add("shows " + file + ", which is not there"));
    String own = FENCE.matcher(GENERATED.matcher(text).replaceAll("")).replaceAll("");
    if (own.contains("<picture") || own.contains("<img") || own.contains("![")) {
      problems.add("has a picture that no program has drawn");
    }
    return problems;
  }

  @Test
  @DisplayName("rules and cases that documents name exist")
  void rulesAndCases() throws IOException {
    check(DocumentsTest::numbers);
  }

  private static List<String> numbers(Path from, String text) {
    var problems = new ArrayList<String>();
    Document document = document(from, text);
    String words = document.prose() + " " + String.join(" ", document.codeSpans());
    all(RULE, words).stream()
        .filter(rule -> !rules.containsKey(rule))
        .forEach(rule -> problems.add("PROTOCOL.md has no rule " + rule));
    all(CASE, words).stream()
        .filter(id -> cases.keySet().stream().anyMatch(known -> known.charAt(0) == id.charAt(0)))
        .filter(id -> !cases.containsKey(id))
        .forEach(id -> problems.add("the kit has no case " + id));
    return problems;
  }

  private static List<String> all(Pattern pattern, String text) {
    return pattern.matcher(text).results().map(found -> found.group()).toList();
  }

  @Test
  @DisplayName("every module of the build is named in the README or in the design")
  void modules() throws IOException {
    String text = read("README.md") + read("docs/design.md");
    assertEquals(List.of(), modules(read("pom.xml"), text), "modules without a word about them");
  }

  private static List<String> modules(String pom, String text) {
    return MODULE
        .matcher(pom)
        .results()
        .map(found -> found.group(1))
        .filter(module -> !isNamed(module, text))
        .toList();
  }

  /** Whether a link leads to the module, or, for one in a folder of a module, to that folder. */
  private static boolean isNamed(String module, String text) {
    String folder = module.matches(".*/.*/.*") ? module.replaceFirst("/[^/]*$", "") : module;
    return text.contains("(" + folder) || text.contains("`" + folder);
  }

  private static String read(String path) throws IOException {
    return Files.readString(ROOT.resolve(path));
  }

  @Test
  @DisplayName("what is not true is found: a region")
  void staleRegion() throws IOException {
    var place = new Place(ROOT, ROOT.resolve("PROTOCOL.md"));
    String here = "docs/src/test/java/hexline/docs/DocumentsTest.java";
    String stale = "<!-- from " + here + "#sample -->\n```java\nold\n```\n<!-- end -->\n";
    assertEquals(
        "<!-- from " + here + "#sample -->\n```java\n// two\n//   lines\n```\n<!-- end -->\n",
        Blocks.anew(place, stale));
    for (String wrong :
        List.of(
            stale.replace("#sample", "#none"),
            stale.replace("DocumentsTest", "Moon"),
            stale.replace("<!-- end -->", ""),
            stale.replace("from", "form"),
            stale + "<!-- end -->\n",
            "<!-- draft moon -->\n<!-- end -->",
            "<!-- sizes moon -->\n<!-- end -->",
            "<!-- row moon -->\n<!-- end -->",
            "<!-- still moon nio -->\n<!-- end -->",
            "<!-- still nio -->\n<!-- end -->",
            "<!-- torture nio -->\n<!-- end -->",
            "<!-- picture moon -->\n<!-- end -->",
            "<!-- figures -->\n<!-- end -->")) {
      var failure =
          assertThrows(IllegalStateException.class, () -> Blocks.anew(place, wrong), wrong);
      assertTrue(
          String.valueOf(failure.getMessage()).startsWith("PROTOCOL.md:"), failure::getMessage);
    }
    String inFence = "````\n" + stale + "````\n";
    assertEquals(inFence, Blocks.anew(place, inFence));
  }

  // @start region=sample
  // two
  //   lines

  // @end region=sample

  @Test
  @DisplayName("generated content is made from its source, and differs when the source does")
  void sources() throws IOException {
    var place = new Place(ROOT, ROOT.resolve("nio-server/README.md"));
    String draft = Blocks.anew(place, "<!-- draft nio -->\n<!-- end -->");
    assertTrue(draft.contains("| L01 idle | R12 | A silent client"), draft);
    assertTrue(draft.contains("(../conformance/README.md#cases)"), draft);
    String sizes = Blocks.anew(place, "<!-- sizes nio -->\nold\n<!-- end -->");
    assertTrue(sizes.contains("[EventLoop](src/main/java/hexline/nio/EventLoop.java)"), sizes);
    String row = Blocks.anew(place, "<!-- row nio -->\n<!-- end -->");
    assertTrue(row.contains("\n| nio | "), row);
    assertTrue(row.contains("(../bench/results/reference/results.json)"), row);
    assertTrue(
        read("README.md")
            .contains(
                row.lines().filter(line -> line.startsWith("| nio")).findFirst().orElseThrow()),
        row);
    String picture = Blocks.anew(place, "<!-- picture nio -->\n<!-- end -->");
    assertTrue(picture.contains("src=\"../docs/pictures/nio-light.svg\""), picture);
    for (String content : List.of(draft, sizes, row, picture)) {
      assertEquals(content, Blocks.anew(place, content));
    }
  }

  @Test
  @DisplayName("the figures of the torture have a column for each server")
  void torture(@TempDir Path root) throws IOException {
    Path results = Files.createDirectories(root.resolve("torture/results"));
    Files.writeString(
        results.resolve("reference.json"),
        """
        {"command": "./run torture --figures", "date": "2026-11-26T17:00:00Z", "commit": "0123",
          "machine": {"cpu": "Xeon", "processors": 2, "jdk": "JDK 25"},
          "figures": [{"title": "lines lost"}],
          "servers": [
            {"label": "sync", "verdicts": {"PASS": 8, "TRAIT": 2}, "figures": [{"text": "-"}]},
            {"label": "nio", "verdicts": {"PASS": 10, "FAIL": 0}, "figures": [{"text": "0"}]}],
          "mutants": [
            {"server": "nio", "outcome": "caught"},
            {"server": "nio --workers 2", "outcome": "survived"}]}
        """);
    var place = new Place(root, root.resolve("conformance/README.md"));
    assertEquals(
        """
        <!-- torture -->
        | figure | sync | nio |
        |---|--:|--:|
        | cases passed | 8 | 10 |
        | cases that a trait excuses | 2 | 0 |
        | cases failed | 0 | 0 |
        | mutants caught | - | 1 of 2 |
        | lines lost | - | 0 |

        Of one run: `./run torture --figures` on Xeon, 2 processors, JDK 25, 2026-11-26T17:00:00Z, commit 0123. [What each figure is](../torture/README.md#figures), [all results](../torture/results/reference.json). A dash: not measured; the results say why.
        <!-- end -->
        """,
        Blocks.anew(place, "<!-- torture -->\n<!-- end -->\n"));
  }

  @Test
  @DisplayName("a still comes with its caption, and a claim with its verdict")
  void stillAndClaim(@TempDir Path root) throws IOException {
    Path stills = Files.createDirectories(root.resolve("theatre/stills"));
    for (String colours : List.of("light", "dark")) {
      Files.writeString(
          stills.resolve("blocking-nio-" + colours + ".svg"),
          "<svg><title>A title: nio</title><desc>3 &lt; 4 wait.</desc></svg>");
    }
    Path results = Files.createDirectories(root.resolve("bench/claims/results"));
    Files.writeString(
        results.resolve("reference.json"),
        """
        {"environment": {"cpu": "EPYC", "processors": {"ids": [0, 1]}, "jdk": "JDK 25"},
          "claims": [{"id": "second-client", "claim": "It waits.", "predicted": "HOLDS",
            "verdict": "DEPENDS", "reason": "On the pool.", "evidence": "5 of 6 waited.",
            "command": "./run claims second-client"},
           {"id": "time", "claim": "It lasts.", "predicted": "HOLDS", "verdict": "FAILS",
            "evidence": "It took 1.5 (1.2 to 1.7) ms.", "command": "./run claims time"}]}
        """);
    var place = new Place(root, root.resolve("nio-server/README.md"));
    assertEquals(
        """
        <!-- still blocking nio -->
        <picture>
          <source media="(prefers-color-scheme: dark)" srcset="../theatre/stills/blocking-nio-dark.svg">
          <img alt="A title: nio" src="../theatre/stills/blocking-nio-light.svg">
        </picture>

        *A title: nio.* 3 \\< 4 wait.
        <!-- end -->
        """,
        Blocks.anew(place, "<!-- still blocking nio -->\n<!-- end -->\n"));
    assertEquals(
        """
        <!-- claim second-client -->
        > *It waits.*
        >
        > **DEPENDS**; predicted: HOLDS. On the pool. 5 of 6 waited. Tried on EPYC, 2 processors, JDK 25. [All claims, and what the words mean](../bench/claims/README.md#how-to-read-a-verdict); `./run claims second-client` tries this one on yours.
        <!-- end -->
        """,
        Blocks.anew(place, "<!-- claim second-client -->\n<!-- end -->\n"));
    String time = Blocks.anew(place, "<!-- claim time -->\n<!-- end -->\n");
    assertTrue(
        time.contains(
            "(1.2 to 1.7) ms. In brackets: [intervals](../docs/glossary.md#interval). Tried on"),
        time);
    for (String mark :
        List.of("claim moon", "still blocking moon", "row nio", "draft nio", "torture")) {
      assertThrows(
          IllegalStateException.class,
          () -> Blocks.anew(place, "<!-- " + mark + " -->\n<!-- end -->\n"),
          mark);
    }
  }

  /** A text in which nothing is found, and one in which this is found. */
  private static void finds(String problem, Check check, String right, String wrong)
      throws IOException {
    Path place = ROOT.resolve("PROTOCOL.md");
    assertEquals(List.of(), check.problems(place, right), right);
    List<String> problems = check.problems(place, wrong);
    assertEquals(1, problems.size(), wrong + ": " + problems);
    assertTrue(problems.getFirst().contains(problem), problems::getFirst);
  }

  @Test
  @DisplayName("what is not true is found: a link, an anchor")
  void staleLinks() throws IOException {
    finds("not there", DocumentsTest::links, "[a](README.md)", "[a](MOON.md)");
    finds("not there", DocumentsTest::links, "[a](docs)", "[a](../../../../../../etc)");
    finds("a heading", DocumentsTest::links, "# On it\n[a](#on-it)", "# On it\n[a](#on-the-moon)");
    finds("a heading", DocumentsTest::links, "# A\n# A\n[a](#a-1)", "# A\n# B\n[a](#a-1)");
    finds(
        "a heading",
        DocumentsTest::links,
        "[a](docs/glossary.md#backlog)",
        "[a](docs/glossary.md#moon)");
  }

  @Test
  @DisplayName("what is not true is found: a command, an option, a draft, a recipe, a scene")
  void staleCommands() throws IOException {
    Check commands = DocumentsTest::commands;
    finds("no program", commands, "`./run nio-server`", "`./run moon-server`");
    finds("no option", commands, "`./run nio-server --loops 2`", "`./run sync-server --loops 2`");
    finds("no option", commands, "`./run ask 4 --stay 2`", "```sh\n./run ask 4 --stray 2\n```");
    finds(
        "no option",
        commands,
        "```console\na$ ./run ask 4 \\\n  --stay 2 | cat --moon\n```",
        "```console\na$ ./run ask 4 \\\n  --stray 2 | cat\n```");
    finds("no option", commands, "`./run bench report --open x`", "`./run bench report --full x`");
    finds(
        "no option",
        commands,
        "`./run conformance -- ./run nio-server --port {port}`",
        "`./run conformance -- ./run nio-server --moon {port}`");
    finds("no option", commands, "`./run draft nio --port 1`", "`./run draft nio --host x`");
    finds("no draft", commands, "`./run draft NAME`", "`./run draft moon`");
    finds("there is no wait", commands, "`./run recipes wait-first`", "`./run recipes wait`");
    finds("there is no moon", commands, "`./run theatre second-client`", "`./run theatre moon`");
    finds("JMH", commands, "`./run jmh -rf json KeepAlive`", "`./run jmh --moon`");
    finds("an option --moon", commands, "`--workers N`", "`--moon N`");
  }

  @Test
  @DisplayName("what is not true is found: a class, a file, a figure, a picture")
  void staleNames() throws IOException {
    Check files = DocumentsTest::files;
    finds("no class Moon", files, "`NioServer` `SocketChannel`", "`MoonServer`");
    finds("no class Event", files, "`EventLoop.run`", "`EventMoon.run`");
    finds("file docs/moon.md", files, "`docs/glossary.md`", "`docs/moon.md`");
    finds("file Moon.java", files, "`NioServer.java`", "`Moon.java`");
    Check figures = DocumentsTest::figures;
    finds("119,000/s", figures, "10 ms and 5 minutes", "It serves 119,000/s here.");
    finds("3,000 requests/s", figures, "3,000 requests", "It serves 3,000 requests/s here.");
    finds("3,000 requests a second", figures, "10 s", "It serves 3,000 requests a second.");
    finds("8.21 µs", figures, "<!-- row nio -->\n8.21 µs\n<!-- end -->", "It takes 8.21 µs.");
    finds("0.56 (", figures, "R8 to R15, 0.5", "The ratio is 0.56 (0.52 to 0.59).");
    Check pictures = DocumentsTest::pictures;
    String drawn = "<img alt=\"\" src=\"docs/pictures/nio-light.svg\">";
    finds(
        "no program has drawn",
        pictures,
        "<!-- picture nio -->\n" + drawn + "\n<!-- end -->",
        drawn);
    finds(
        "not there",
        pictures,
        "<!-- picture nio -->\n" + drawn + "\n<!-- end -->",
        "<!-- picture nio -->\n" + drawn.replace("nio", "moon") + "\n<!-- end -->");
  }

  @Test
  @DisplayName("what is not true is found: a rule, a case, a module")
  void staleNumbers() throws IOException {
    Check numbers = DocumentsTest::numbers;
    finds("rule R99", numbers, "R12 holds", "R99 holds");
    finds("case L99", numbers, "L01 fails", "`L99` fails");
    assertEquals(
        List.of("moon"),
        modules(
            "<module>moon</module><module>nio-server</module>",
            "[a](nio-server/src) and the moon"));
  }
}
