package hexline.book;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.commonmark.node.AbstractVisitor;
import org.commonmark.node.FencedCodeBlock;
import org.commonmark.node.HtmlBlock;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BookTest {

  static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

  private static final Pattern ID = Pattern.compile(" id=\"([^\"]+)\"");
  private static final Pattern LINK = Pattern.compile("<a [^>]*href=\"([^\"]+)\"");

  @TempDir Path folder;

  private static List<Document> documents() throws IOException {
    var documents = new ArrayList<Document>();
    for (String path : ReadingOrder.documents()) {
      if (Files.exists(ROOT.resolve(path))) {
        documents.add(Document.read(ROOT, path));
      }
    }
    return documents;
  }

  private static List<String> all(Pattern pattern, String text) {
    return pattern.matcher(text).results().map(found -> found.group(1)).toList();
  }

  /** Text as a reader sees it. */
  private static String text(String html) {
    return html.replaceAll("<[^>]*>", "")
        .replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&quot;", "\"")
        .replace("&amp;", "&");
  }

  @Test
  @DisplayName("all documents of the reading order exist")
  void complete() {
    assertEquals(List.of(), ReadingOrder.missing(ROOT));
  }

  @Test
  @DisplayName("every document is in the book, but those that are for contributors")
  void nothingIsForgotten() throws IOException {
    var left = new HashSet<String>();
    try (var files = Files.walk(ROOT)) {
      files
          .filter(file -> file.toString().endsWith(".md"))
          .map(file -> ROOT.relativize(file).toString())
          .filter(path -> !path.matches("(.*/)?(target|\\.\\w+)/.*"))
          .forEach(left::add);
    }
    ReadingOrder.documents().forEach(left::remove);
    left.removeIf(path -> path.matches("(CHANGELOG|CONTRIBUTING|SECURITY)\\.md"));
    left.removeIf(path -> path.matches("bench/(baselines|jmeter|results)/.*|theatre/stills/.*"));
    assertEquals(new HashSet<>(), left);
  }

  @Test
  @DisplayName("every heading, fence and picture of every document is in the page")
  void whole() throws IOException {
    String html = BookPage.html(ROOT);
    String text = text(html).replaceAll("\\s+", " ");
    for (Document document : documents()) {
      for (Document.Section section : document.sections()) {
        assertTrue(text.contains(section.text()), document.path() + ": " + section.text());
      }
      var pictures = new int[1];
      document
          .node()
          .accept(
              new AbstractVisitor() {
                @Override
                public void visit(FencedCodeBlock code) {
                  String shown = code.getLiteral().stripTrailing().replaceAll("\\s+", " ");
                  assertTrue(text.contains(shown), document.path() + ": " + code.getLiteral());
                }

                @Override
                public void visit(HtmlBlock block) {
                  pictures[0] += block.getLiteral().contains("<picture>") ? 1 : 0;
                }
              });
      String chapter = chapter(html, document);
      assertEquals(
          2 * pictures[0], chapter.split("<img ", -1).length - 1, document.path() + ": pictures");
      assertEquals(
          document.links().size(),
          chapter.substring(0, chapter.indexOf("<nav class=\"turn\"")).split("<a ", -1).length
              - chapter.split("<a class=\"anchor\"", -1).length,
          document.path() + ": links");
    }
  }

  private static String chapter(String html, Document document) {
    int from =
        html.indexOf("<article id=\"" + Library.of(List.of(), "").id(document.path()) + "\"");
    assertTrue(from >= 0, document.path());
    return html.substring(from, html.indexOf("</article>", from));
  }

  @Test
  @DisplayName("every link leads to a place in the page, or to the network")
  void links() throws IOException {
    String html = BookPage.html(ROOT);
    List<String> ids = all(ID, html);
    assertEquals(ids.size(), new HashSet<>(ids).size(), "an id is used twice");
    for (String link : all(LINK, html)) {
      assertTrue(
          link.startsWith("#") ? ids.contains(link.substring(1)) : link.matches("https?://.*"),
          link);
    }
  }

  @Test
  @DisplayName("links between documents become anchors, links to sources become paths")
  void resolved() {
    var library =
        Library.of(
            List.of(
                Document.of("README.md", "# Start\n## A b"),
                Document.of("nio-server/README.md", "# Nio\n## Lab 1: `x`")),
            "");
    Document from = Document.of("nio-server/README.md", "");
    assertEquals("README.md", library.resolve(from, "../README.md#a-b"));
    assertEquals("start--a-b", library.anchor("README.md", "a-b"));
    assertEquals("start", library.anchor("README.md", "start"));
    assertEquals("nio-server/README.md", library.resolve(from, "#lab-1-x"));
    assertEquals(
        "nio-server/README.md", library.resolve(Document.of("README.md", ""), "nio-server"));
    assertEquals("nio-server/src/main/java/A.java", library.resolve(from, "src/main/java/A.java"));
    assertEquals("docs", library.resolve(from, "../docs"));
  }

  @Test
  @DisplayName("sources are on the network if the pom says where")
  void forge() throws IOException {
    String pom =
        "<url>https://a.org</url><scm x=\"y\">\n<url>https://code.org/hexline/</url></scm>";
    assertEquals(
        Optional.of("https://code.org/hexline/blob/HEAD/run"),
        Library.of(List.of(), pom).address("run"));
    for (String none : List.of("", "<url>https://a.org</url>", pom.replace(".org", ".example"))) {
      assertEquals(Optional.empty(), Library.of(List.of(), none).address("run"), none);
    }
    Files.writeString(folder.resolve("README.md"), "# A\n\n[b](src/B.java) [c](README.md#a)\n");
    assertTrue(BookPage.html(folder).contains("<code>src/B.java</code>"));
    Files.writeString(folder.resolve("pom.xml"), pom);
    assertEquals(
        List.of("https://code.org/hexline/blob/HEAD/src/B.java", "#start"),
        all(LINK, BookPage.html(folder).replaceFirst("(?s).*<article", "<article")));
  }

  @Test
  @DisplayName("two headings of the same text have different anchors")
  void twins() {
    List<String> anchors =
        Document.of("a.md", "# A `b`, c!\n\n## A b c\n\n## Ünder_score - 1\n").sections().stream()
            .map(Document.Section::anchor)
            .toList();
    assertEquals(List.of("a-b-c", "a-b-c-1", "ünder_score---1"), anchors);
  }

  @Test
  @DisplayName("no HTML of a document becomes markup, but pictures")
  void hostile() throws IOException {
    for (String path :
        List.of("README.md", "docs/pictures/a-light.svg", "docs/pictures/a-dark.svg")) {
      Path file = folder.resolve(path);
      Files.createDirectories(file.getParent());
      Files.writeString(file, "<svg width=\"7\" height=\"8\"/>");
    }
    Files.writeString(
        folder.resolve("README.md"),
        """
        # A <b>title</b> <script>alert(1)</script>

        <script>alert(2)</script>

        <!-- a comment <script>alert(3)</script> -->

        Text <img src=x onerror=alert(4)> and [link](javascript:alert(5)) and `<b>`.

        ```"><script>alert(6)</script>
        <script>alert(7)</script>
        ```

        <picture>
          <source media="(prefers-color-scheme: dark)" srcset="docs/pictures/a-dark.svg">
          <img alt="A &quot;picture&quot;" src="docs/pictures/a-light.svg">
        </picture>
        <!-- end -->

        <picture>
          <source media="all" srcset="x"><img alt="" src="docs/pictures/a-light.svg" onload="alert(8)">
        </picture>
        """);
    String html = BookPage.html(folder);
    String chapter = html.substring(html.indexOf("<article"), html.indexOf("</article>"));
    assertFalse(chapter.contains("<script"), chapter);
    assertFalse(chapter.contains("href=\"javascript"), chapter);
    assertFalse(chapter.contains("comment"), chapter);
    assertEquals(3, chapter.split("<img ", -1).length, chapter);
    assertTrue(chapter.contains("alt=\"A &quot;picture&quot;\" class=\"light\""), chapter);
    assertTrue(chapter.contains("width=\"7\" height=\"8\""), chapter);
    for (int i : new int[] {1, 2, 4, 6, 7, 8}) {
      assertTrue(i == 6 || chapter.contains("alert(" + i + ")"), "text " + i + " is lost");
    }
    String contents = html.substring(html.indexOf("<nav"), html.indexOf("</nav>"));
    assertFalse(contents.contains("<script") || contents.contains("<b>"), contents);
  }

  @Test
  @DisplayName("a picture that is missing is named")
  void missingPicture() throws IOException {
    Files.writeString(folder.resolve("README.md"), "# A\n\n![alt](none.svg)\n");
    var failure = assertThrows(IllegalStateException.class, () -> BookPage.html(folder));
    assertEquals("README.md shows none.svg, which is not there", failure.getMessage());
  }

  @Test
  @DisplayName("Java and transcripts are marked up, and nothing is lost")
  void highlighted() {
    String java = "if (a < b) { // why\n  s = \"if \\\" x\"; } /* if */";
    String html = Highlighter.html("java", java);
    assertEquals(java, text(html));
    assertEquals(List.of("if"), marked("word", html));
    assertEquals(List.of("// why", "/* if */"), marked("comment", html));
    String console =
        "server$ ./run nio-server \\\n  --port 0\nlistening\nclient> 43\nserver:\na: b";
    html = Highlighter.html("console", console);
    assertEquals(console, text(html));
    assertEquals(List.of("server$ ", "client> ", "server:"), marked("prompt", html));
    assertEquals(List.of("./run nio-server \\", "  --port 0", "43"), marked("typed", html));
    assertEquals("a &lt; b", Highlighter.html("", "a < b"));
  }

  private static List<String> marked(String name, String html) {
    return Pattern.compile("<span class=\"" + name + "\">(.*?)</span>")
        .matcher(html)
        .results()
        .map((MatchResult found) -> text(found.group(1)))
        .toList();
  }

  @Test
  @DisplayName("the command writes the page and prints its path")
  void command() throws IOException {
    Path page = folder.resolve("book.html");
    var out = new StringWriter();
    int code = Book.command().setOut(new PrintWriter(out, true)).execute("-o", page.toString());
    assertEquals(0, code);
    assertEquals(page + System.lineSeparator(), out.toString());
    assertEquals(BookPage.html(ROOT), Files.readString(page, UTF_8));
  }

  @Test
  @DisplayName("a page that cannot be written is one line and exit code 1")
  void cannotWrite() {
    var err = new StringWriter();
    int code =
        Book.command()
            .setErr(new PrintWriter(err, true))
            .execute("-o", folder.resolve("none/book.html").toString());
    assertEquals(1, code);
    assertEquals(1, err.toString().lines().count(), err::toString);
  }
}
