package hexline.bench.page;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hexline.bench.page.Chart.Panel;
import hexline.bench.report.Json;
import hexline.bench.report.ResultsSchema;
import hexline.page.browser.Chromium;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.xml.sax.InputSource;

/**
 * The committed results of a run, and what documents show of them: pictures and a table. Both
 * must be made from this very file. {@code -Ddocs.write} makes them anew, the pictures with the
 * charts of the page, in a browser.
 */
@Timeout(300)
class ReferenceTest {

  private static final Path FOLDER = Path.of("results/reference");
  private static final Path FILE = FOLDER.resolve("results.json");
  private static final Path README = Path.of("../README.md");
  private static final boolean WRITE = System.getProperty("docs.write") != null;
  private static final String FROM_README = "bench/results/reference/";
  private static final int WIDTH = 820; // pixels of the window
  private static final List<String> DRAWING = List.of("charts.js", "family.js", "family.css");

  /**
   * A picture of one panel.
   *
   * @param name of its files
   * @param chart id of the chart in the page
   * @param title how the title of the panel begins
   */
  private record Picture(String name, String chart, String title) {

    Path file(boolean dark) {
      return FOLDER.resolve(name + (dark ? "-dark.svg" : "-light.svg"));
    }

    List<Panel> panels(Results results) {
      return Charts.of(results).stream()
          .filter(each -> each.id().equals(chart))
          .flatMap(each -> each.panels().stream())
          .toList();
    }

    Panel panel(Results results) {
      return panels(results).stream()
          .filter(panel -> panel.title().startsWith(title))
          .findFirst()
          .orElseThrow(() -> new AssertionError("no panel '" + title + "' in " + chart));
    }
  }

  private static final String CAPACITY = "KeepAlive, 256 connections x 1 ";
  private static final List<Picture> PICTURES =
      List.of(
          new Picture("rate", Charts.RATIOS, CAPACITY),
          new Picture("processor", Charts.CPU, CAPACITY),
          new Picture("memory", Charts.MEMORY, "Memory of one connection"),
          new Picture("blocking", Charts.VICTIMS, "BlockingWork"),
          new Picture("starving", Charts.VICTIMS, "CpuWork"));

  private static Results results() throws IOException {
    return Results.of("results.json", Files.readString(FILE));
  }

  @Test
  @DisplayName("the results are those of a whole run, in the current format")
  void whole() throws IOException {
    assertEquals(List.of(), ResultsSchema.errors(Files.readString(FILE)));
    assertEquals(List.of(), Notices.of(results()), "nothing is missing");
  }

  @Test
  @DisplayName("the pictures are made from these results by this code")
  void pictures(@TempDir Path folder) throws IOException {
    if (WRITE && Chromium.missing().isEmpty()) {
      draw(folder);
    }
    for (Picture picture : PICTURES) {
      for (boolean dark : List.of(false, true)) {
        String svg = Files.readString(picture.file(dark));
        assertDoesNotThrow(() -> parse(svg), () -> picture.file(dark) + " is no XML");
        assertTrue(svg.contains("<!--"), () -> picture.file(dark) + " has no seal");
        String drawn = svg.substring(0, svg.lastIndexOf("<!--"));
        assertEquals(
            sealed(drawn), svg, () -> picture.file(dark) + " was changed after it was drawn");
        assertTrue(
            svg.contains("<!--" + mark(picture.panel(results())) + "-->"),
            picture.file(dark)
                + " is out of date: run mvn -pl bench -am test -Ddocs.write, with"
                + " Chromium installed");
      }
    }
  }

  private static void parse(String xml) throws Exception {
    DocumentBuilderFactory.newDefaultInstance()
        .newDocumentBuilder()
        .parse(new InputSource(new StringReader(xml)));
  }

  private static void draw(Path folder) throws IOException {
    Path page = folder.resolve("results.html");
    Files.writeString(page, PageWriter.html(results(), Optional.empty()));
    try (Chromium browser = Chromium.start()) {
      for (boolean dark : List.of(false, true)) {
        browser.view(WIDTH, dark);
        browser.open(page);
        browser.click("#skip-bets");
        for (Picture picture : PICTURES) {
          Panel panel = picture.panel(results());
          Object svg =
              browser.run(
                  """
                  const node = document.querySelectorAll(`#${arguments[0]} .drawing`)[arguments[1]];
                  const svg = node.querySelector("svg").cloneNode(true);
                  svg.removeAttribute("style");
                  svg.setAttribute("viewBox", `0 0 ${svg.getAttribute("width")} ${svg.getAttribute("height")}`);
                  const paper = document.createElementNS("http://www.w3.org/2000/svg", "rect");
                  paper.setAttribute("width", "100%");
                  paper.setAttribute("height", "100%");
                  paper.setAttribute("fill", Hexline.color("--paper"));
                  svg.prepend(document.createComment(arguments[2]), paper);
                  return new XMLSerializer().serializeToString(svg);
                  """,
                  picture.chart(), picture.panels(results()).indexOf(panel), mark(panel));
          Files.writeString(picture.file(dark), sealed(svg.toString()));
        }
      }
    }
  }

  /** A picture with its own digest below it: one that was changed by hand has another. */
  private static String sealed(String svg) {
    return svg + "<!--" + name(digest(svg)) + "-->\n";
  }

  /** Names what a picture is made from: the numbers of the panel, and the code that draws it. */
  private static String mark(Panel panel) {
    var parts = new ArrayList<String>(List.of(Json.compact(panel)));
    DRAWING.forEach(name -> parts.add(PageWriter.TEMPLATE.part(name)));
    return name(digest(parts.toArray(String[]::new)));
  }

  private static byte[] digest(String... parts) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      for (String part : parts) {
        digest.update(part.getBytes(UTF_8));
      }
      return digest.digest();
    } catch (java.security.NoSuchAlgorithmException e) {
      throw new IllegalStateException(e); // every JDK has it
    }
  }

  private static String name(byte[] digest) {
    return " " + HexFormat.of().formatHex(digest) + " ";
  }

  @Test
  @DisplayName("README opens with a picture, and has the table of these results")
  void readme() throws IOException {
    Results results = results();
    expect("result", shown(results, "rate"));
    expect(
        "figures",
        ReferenceTable.of(results, FROM_README + FILE.getFileName())
            + "\n"
            + shown(results, "memory")
            + "\n"
            + shown(results, "blocking"));
  }

  /** A picture with its point and its sentence. */
  private static String shown(Results results, String name) {
    Picture picture =
        PICTURES.stream().filter(each -> each.name().equals(name)).findFirst().orElseThrow();
    Panel panel = picture.panel(results);
    return picture(FROM_README, picture, panel)
        + "\n*%s.* %s\n".formatted(panel.title(), panel.sentence());
  }

  /** What stands between the mark of that name in README and the next end. */
  private static void expect(String name, String content) throws IOException {
    String text = Files.readString(README);
    String open = "<!-- " + name + " -->\n";
    int from = text.indexOf(open) + open.length();
    int to = text.indexOf("<!-- end -->", from);
    assertTrue(from >= open.length() && to >= from, "marks of " + name + " in " + README);
    if (WRITE) {
      Files.writeString(README, text.substring(0, from) + content + text.substring(to));
    } else {
      assertEquals(
          content,
          text.substring(from, to),
          README + " is out of date: run mvn -pl bench -am test -Ddocs.write");
    }
  }

  private static String picture(String path, Picture picture, Panel panel) {
    return """
    <picture>
      <source media="(prefers-color-scheme: dark)" srcset="%s%s">
      <img alt="%s" src="%s%s">
    </picture>
    """
        .formatted(
            path,
            picture.file(true).getFileName(),
            panel.title().replace("\"", "&quot;"),
            path,
            picture.file(false).getFileName());
  }
}
