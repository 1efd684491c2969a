package hexline.docs.picture;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hexline.page.browser.BrowserOfTests;
import hexline.page.browser.Chromium;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(300)
class PicturesTest {

  private static final Path FOLDER = Path.of("pictures");

  /** Texts that leave the picture, or touch another text. */
  private static final String PROBLEMS =
      """
      const view = document.documentElement.viewBox.baseVal;
      const boxes = [...document.querySelectorAll("text")].map((node) => {
        const { x, y, width, height } = node.getBBox();
        return { text: node.textContent, x, y, right: x + width, bottom: y + height };
      });
      const problems = [];
      for (const box of boxes) {
        if (box.x < view.x || box.right > view.x + view.width || box.y < view.y
            || box.bottom > view.y + view.height) {
          problems.push(`${box.text} leaves the picture`);
        }
        for (const other of boxes) {
          if (box !== other && box.x < other.right && other.x < box.right && box.y < other.bottom
              && other.y < box.bottom) {
            problems.push(`${box.text} touches ${other.text}`);
          }
        }
      }
      return problems.join("; ");
      """;

  @Test
  @DisplayName("docs/pictures holds what the writer draws, and nothing else")
  void upToDate() throws Exception {
    Map<String, String> files = Pictures.files();
    if (System.getProperty("docs.write") != null) {
      Files.createDirectories(FOLDER);
      for (Map.Entry<String, String> file : files.entrySet()) {
        Files.writeString(FOLDER.resolve(file.getKey()), file.getValue());
      }
    }
    try (Stream<Path> all = Files.list(FOLDER)) {
      List<String> names = all.map(file -> file.getFileName().toString()).sorted().toList();
      assertEquals(List.copyOf(new TreeSet<>(files.keySet())), names);
    }
    for (Map.Entry<String, String> file : files.entrySet()) {
      assertEquals(
          file.getValue(),
          Files.readString(FOLDER.resolve(file.getKey())),
          file.getKey()
              + " is out of date: run mvn -pl docs -am test -Dtest=PicturesTest"
              + " -Dsurefire.failIfNoSpecifiedTests=false -Ddocs.write");
    }
  }

  @Test
  @DisplayName("a picture is XML, and light and dark differ in colours only")
  void twins() throws Exception {
    Map<String, String> files = Pictures.files();
    for (Map.Entry<String, String> file : files.entrySet()) {
      byte[] bytes = file.getValue().getBytes(StandardCharsets.UTF_8);
      DocumentBuilderFactory.newDefaultNSInstance()
          .newDocumentBuilder()
          .parse(new ByteArrayInputStream(bytes));
      String light = file.getKey().replace("-dark", "-light");
      assertEquals(
          files.getOrDefault(light, "").replaceAll("#[0-9a-f]{6}", "COLOUR"),
          file.getValue().replaceAll("#[0-9a-f]{6}", "COLOUR"));
    }
  }

  @Test
  @DisplayName("no text leaves its picture or touches another text")
  void texts(@TempDir Path folder) throws Exception {
    BrowserOfTests.needed(PicturesTest.class);
    try (Chromium browser = Chromium.start()) {
      browser.view(800, false);
      for (Map.Entry<String, String> file : Pictures.files().entrySet()) {
        browser.open(Files.writeString(folder.resolve(file.getKey()), file.getValue()));
        assertEquals("", browser.run(PROBLEMS), file.getKey());
      }
      String crowded =
          "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 90 90\">"
              + "<text x=\"5\" y=\"30\">one</text><text x=\"6\" y=\"32\">two</text></svg>";
      browser.open(Files.writeString(folder.resolve("crowded.svg"), crowded));
      assertTrue(browser.run(PROBLEMS).toString().contains("one touches two"));
    }
  }
}
