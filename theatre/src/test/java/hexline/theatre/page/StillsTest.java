package hexline.theatre.page;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hexline.page.browser.BrowserOfTests;
import hexline.page.browser.Chromium;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Document;
import tools.jackson.databind.node.ObjectNode;

/**
 * Keeps the pictures of theatre/stills those of their recordings. {@code -Ddocs.write} draws them
 * anew, which needs Chromium.
 */
@Timeout(300)
class StillsTest {

  private static final Stills STILLS = new Stills(Path.of("stills"));
  private static final Path SCREENSHOTS = Path.of("target/screenshots");
  private static final double LEAST_TEXT = 11; // pixels, at the width of 760
  private static final int MOST_BYTES = 200_000;

  @Test
  @DisplayName("each recording has its pictures, and each picture its recording")
  void upToDate(@TempDir Path pages) throws IOException {
    if (System.getProperty("docs.write") != null) {
      BrowserOfTests.needed(StillsTest.class);
      try (Chromium browser = Chromium.start()) {
        STILLS.write(browser, pages);
      }
    }
    assertEquals(
        List.of(),
        STILLS.problems(),
        "run mvn -pl theatre -am test -Dtest=StillsTest -Ddocs.write");
  }

  @Test
  @Tag("thorough")
  @DisplayName("a picture of another recording, of none, or that is missing is found")
  void stale(@TempDir Path folder) throws IOException {
    BrowserOfTests.needed(StillsTest.class);
    var stills = new Stills(Files.createDirectory(folder.resolve("stills")));
    Path recording = folder.resolve("stills/second-client.json");
    ObjectNode file = Sample.secondClient();
    Files.writeString(recording, file.toString());
    assertEquals(10, stills.problems().size(), "five servers, light and dark");
    try (Chromium browser = Chromium.start()) {
      stills.write(browser, folder);
      assertEquals(List.of(), stills.problems());
      Files.writeString(recording, file + "\n");
      assertEquals(10, stills.problems().size());
      assertEquals(
          "second-client-async-dark.svg was not drawn from second-client.json by this code",
          stills.problems().getFirst());
      Sample.recordings(file).remove(3);
      Files.writeString(recording, file.toString());
      assertTrue(
          stills.problems().contains("second-client-async-dark.svg has no recording"),
          () -> "" + file);
      stills.write(browser, folder);
      assertEquals(List.of(), stills.problems());
      assertFalse(Files.exists(folder.resolve("stills/second-client-async-dark.svg")));
    }
  }

  @Test
  @Tag("thorough")
  @DisplayName("a picture is a document of its own, and its texts are large enough")
  void pictures(@TempDir Path pages) throws Exception {
    BrowserOfTests.needed(StillsTest.class);
    Files.createDirectories(SCREENSHOTS);
    try (Chromium browser = Chromium.start()) {
      for (ObjectNode file :
          List.of(Sample.secondClient(), Sample.causes(), TheatrePageTest.hostile())) {
        for (boolean dark : new boolean[] {false, true}) {
          browser.view(1280, dark);
          String page = TheatrePage.html(file.toString());
          browser.open(Files.writeString(pages.resolve("page.html"), page));
          for (int i = 0; i < Sample.recordings(file).size(); i++) {
            String svg = Stills.draw(browser, i);
            check(svg);
            String name = Sample.recordings(file).get(i).get("server").asString();
            if (!name.startsWith("<")) {
              String still = "still-" + name + (dark ? "-dark" : "-light");
              Files.writeString(SCREENSHOTS.resolve(still + ".svg"), svg);
            }
          }
          assertEquals(List.of(), browser.messages());
        }
      }
      for (String still : List.of("still-sync-light", "still-virtual-dark", "still-asyncio-dark")) {
        browser.view(760, false);
        browser.open(SCREENSHOTS.resolve(still + ".svg").toAbsolutePath());
        browser.screenshot(SCREENSHOTS.resolve(still + ".png"));
      }
    }
  }

  private static void check(String svg) throws Exception {
    assertTrue(svg.getBytes(UTF_8).length < MOST_BYTES, "size");
    for (String word :
        List.of("var(", "<script", "<img", "data-", "light-dark", "NaN", "undefined")) {
      assertFalse(svg.contains(word), word + " in " + svg);
    }
    DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
    factory.setNamespaceAware(true);
    Document document =
        factory.newDocumentBuilder().parse(new ByteArrayInputStream(svg.getBytes(UTF_8)));
    assertEquals("760", document.getDocumentElement().getAttribute("width"));
    assertTrue(document.getElementsByTagName("title").item(0).getTextContent().contains(":"));
    var sizes = Pattern.compile("font-size=\"([\\d.]+)\"").matcher(svg).results().toList();
    assertTrue(sizes.size() > 5, svg);
    sizes.forEach(size -> assertTrue(Double.parseDouble(size.group(1)) >= LEAST_TEXT, size::group));
  }
}
