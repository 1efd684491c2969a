package hexline.docs;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hexline.recipes.Recipes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.opentest4j.AssertionFailedError;

/**
 * Keeps the documents of the repository true: what they quote is in the sources, what is generated
 * is up to date, what they link to exists, what they tell to run can be run. {@code -Ddocs.write}
 * writes quotations and generated documents anew.
 */
class DocumentsTest {

  private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
  private static final Quotations QUOTATIONS = new Quotations(ROOT);
  private static final Pattern FENCE = Pattern.compile("(?ms)^```.*?^```$");
  private static final Pattern LINK = Pattern.compile("]\\(([^)#\\s]*)#?([^)\\s]*)\\)");
  private static final Pattern HEADING = Pattern.compile("(?m)^#+ (.*)$");
  private static final Pattern COMMAND =
      Pattern.compile("\\./run ([a-z][a-z-]*)(?: ([A-Za-z][\\w-]*))?");

  @Test
  void quotationsAreWhatTheSourcesSay() throws IOException {
    for (Path document : documents()) {
      expect(QUOTATIONS.anew(Files.readString(document)), document);
    }
  }

  @Test
  void generatedDocumentsAreUpToDate() throws IOException {
    expect(DraftBill.text(ROOT), ROOT.resolve("docs/what-a-draft-costs.md"));
    expect(Sizes.text(ROOT), ROOT.resolve("docs/sizes.md"));
  }

  @Test
  void generatedDocumentsAreTheSameInEveryLocale() throws IOException {
    Locale usual = Locale.getDefault();
    try {
      Locale.setDefault(Locale.forLanguageTag("ar-EG-u-nu-arab"));
      assertTrue(DraftBill.text(ROOT).matches("\\p{ASCII}*"), DraftBill.text(ROOT));
      assertTrue(Sizes.text(ROOT).matches("\\p{ASCII}*"), Sizes.text(ROOT));
    } finally {
      Locale.setDefault(usual);
    }
  }

  private static void expect(String anew, Path document) throws IOException {
    if (System.getProperty("docs.write") != null) {
      Files.writeString(document, anew);
    } else {
      assertEquals(
          anew,
          Files.readString(document),
          document + " is out of date: run mvn -pl docs -am test -Ddocs.write");
    }
  }

  @Test
  void linksLeadSomewhere() throws IOException {
    var links = new ArrayList<Executable>();
    for (Path document : documents()) {
      String text = FENCE.matcher(Files.readString(document)).replaceAll("");
      LINK.matcher(text)
          .results()
          .filter(link -> !link.group(1).contains(":"))
          .forEach(link -> links.add(() -> checkLink(document, link.group(1), link.group(2))));
    }
    assertAll(links);
  }

  @Test
  void commandsNameWhatThereIs() throws IOException {
    for (Path document : documents()) {
      COMMAND
          .matcher(Files.readString(document))
          .results()
          .forEach(command -> checkCommand(document, command.group(1), command.group(2)));
    }
  }

  @Test
  void whatIsNotTrueIsFound() throws IOException {
    String here = "docs/src/test/java/hexline/docs/DocumentsTest.java";
    String stale = "<!-- from " + here + "#sample -->\n```java\nold\n```\n<!-- end -->";
    assertEquals(
        "<!-- from " + here + "#sample -->\n```java\n// two\n//   lines\n```\n<!-- end -->",
        QUOTATIONS.anew(stale));
    assertThrows(
        IllegalStateException.class, () -> QUOTATIONS.anew(stale.replace("sample", "none")));
    assertThrows(
        IllegalStateException.class, () -> QUOTATIONS.anew(stale.replace("<!-- end -->", "")));
    var document = ROOT.resolve("PROTOCOL.md");
    checkLink(document, "", "on-the-wire");
    assertThrows(AssertionFailedError.class, () -> checkLink(document, "", "on-the-moon"));
    assertThrows(AssertionFailedError.class, () -> checkLink(document, "MOON.md", ""));
    checkCommand(document, "recipes", "wait-first");
    assertThrows(AssertionFailedError.class, () -> checkCommand(document, "recipes", "wait"));
    assertThrows(AssertionFailedError.class, () -> checkCommand(document, "moon-server", null));
    checkCommand(document, "draft", "nio");
    assertThrows(AssertionFailedError.class, () -> checkCommand(document, "draft", "moon"));
  }

  // @start region=sample
  // two
  //   lines

  // @end region=sample

  private static List<Path> documents() throws IOException {
    try (var files = Files.walk(ROOT)) {
      return files
          .filter(file -> file.toString().endsWith(".md"))
          .filter(file -> !ROOT.relativize(file).toString().matches("(.*/)?(target|\\.\\w+)/.*"))
          .toList();
    }
  }

  private static void checkLink(Path from, String path, String anchor) throws IOException {
    Path to = path.isEmpty() ? from : from.resolveSibling(path).normalize();
    assertTrue(to.startsWith(ROOT) && Files.exists(to), from + " links to " + path);
    if (!anchor.isEmpty() && to.toString().endsWith(".md")) {
      var headings = HEADING.matcher(Files.readString(to)).results();
      assertTrue(
          headings.anyMatch(heading -> slug(heading.group(1)).equals(anchor)),
          from + " links to a heading that is not there: " + path + "#" + anchor);
    }
  }

  private static String slug(String heading) {
    return heading.toLowerCase(Locale.ROOT).replaceAll("[^\\w -]", "").replace(' ', '-');
  }

  private static void checkCommand(Path from, String module, @Nullable String recipe) {
    if (module.equals("draft")) {
      boolean isModel = Chapter.ALL.stream().anyMatch(chapter -> chapter.model().equals(recipe));
      assertTrue(
          isModel || "article".equals(recipe) || "NAME".equals(recipe),
          from + " runs a draft that is not there: " + recipe);
      return;
    }
    assertTrue(
        module.equals("jmh") || Files.exists(ROOT.resolve(module).resolve("pom.xml")),
        from + " runs something that is not there: " + module);
    if (module.equals("recipes") && recipe != null && !recipe.equals("NAME")) {
      assertTrue(Recipes.has(recipe), from + " runs a recipe not there: " + recipe);
    }
  }
}
