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
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.opentest4j.AssertionFailedError;

/**
 * Keeps the documents of the repository true: what they quote is in the sources, what they link to
 * exists, what they tell to run can be run.
 *
 * <p>A quotation is a fence between {@code <!-- from PATH#REGION -->} and {@code <!-- end -->}. It
 * shows what the file has between {@code @start region=REGION} and {@code @end region=REGION}; the
 * path starts at the root of the repository. {@code -Dbook.write} writes all quotations anew.
 */
class DocumentsTest {

  private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
  private static final Pattern QUOTATION =
      Pattern.compile("<!-- from (\\S+)#(\\S+) -->\n(.*?)<!-- end -->", Pattern.DOTALL);
  private static final Pattern FENCE = Pattern.compile("(?ms)^```.*?^```$");
  private static final Pattern LINK = Pattern.compile("]\\(([^)#\\s]*)#?([^)\\s]*)\\)");
  private static final Pattern HEADING = Pattern.compile("(?m)^#+ (.*)$");
  private static final Pattern COMMAND =
      Pattern.compile("\\./run ([a-z][a-z-]*)(?: ([A-Za-z][\\w-]*))?");

  @Test
  void quotationsAreWhatTheSourcesSay() throws IOException {
    for (Path document : documents()) {
      String text = Files.readString(document);
      assertEquals(
          text.split("<!-- from ", -1).length - 1,
          QUOTATION.matcher(text).results().count(),
          "whole quotations in " + document);
      String anew = quoteAnew(text);
      if (System.getProperty("book.write") != null) {
        Files.writeString(document, anew);
      } else {
        assertEquals(anew, text, document + " is out of date: run this test with -Dbook.write");
      }
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
        quoteAnew(stale));
    assertThrows(AssertionFailedError.class, () -> quoteAnew(stale.replace("sample", "none")));
    var document = ROOT.resolve("PROTOCOL.md");
    checkLink(document, "", "on-the-wire");
    assertThrows(AssertionFailedError.class, () -> checkLink(document, "", "on-the-moon"));
    assertThrows(AssertionFailedError.class, () -> checkLink(document, "MOON.md", ""));
    checkCommand(document, "recipes", "wait-first");
    assertThrows(AssertionFailedError.class, () -> checkCommand(document, "recipes", "wait"));
    assertThrows(AssertionFailedError.class, () -> checkCommand(document, "moon-server", null));
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

  private static String quoteAnew(String text) throws IOException {
    var anew = new StringBuilder();
    Matcher quotation = QUOTATION.matcher(text);
    while (quotation.find()) {
      String path = quotation.group(1);
      String region = quotation.group(2);
      String language = path.substring(path.lastIndexOf('.') + 1);
      String fence =
          "<!-- from %s#%s -->\n```%s\n%s\n```\n<!-- end -->"
              .formatted(path, region, language, region(ROOT.resolve(path), region));
      quotation.appendReplacement(anew, Matcher.quoteReplacement(fence));
    }
    return quotation.appendTail(anew).toString();
  }

  /** The lines of a region without markers, common indent, and blank lines at both ends. */
  private static String region(Path file, String name) throws IOException {
    var lines = new ArrayList<String>();
    boolean inside = false;
    int found = 0;
    for (String line : Files.readAllLines(file)) {
      boolean marker = line.matches("\\W*@(start|end) region=[\\w-]+\\W*");
      if (marker && line.matches(".* region=" + name + "(\\W.*)?")) {
        inside = line.contains("@start");
        found++;
      } else if (inside && !marker) {
        lines.add(line);
      }
    }
    assertEquals(2, found, "markers of the region " + name + " in " + file);
    String text = String.join("\n", lines).replaceAll("\\A(\\s*\n)+|\\s+\\z", "");
    return text.stripIndent();
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
    assertTrue(
        Files.exists(ROOT.resolve(module).resolve("pom.xml")),
        from + " runs something that is not there: " + module);
    if (module.equals("recipes") && recipe != null && !recipe.equals("NAME")) {
      assertTrue(Recipes.has(recipe), from + " runs a recipe not there: " + recipe);
    }
  }
}
