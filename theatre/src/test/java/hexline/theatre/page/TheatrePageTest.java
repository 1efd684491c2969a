package hexline.theatre.page;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hexline.page.browser.Offline;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.node.ObjectNode;

/** The file of a page: whole, without a network, and safe whatever a recording holds. */
class TheatrePageTest {

  private static final int MOST_BYTES = 400_000; // without recordings

  static final String EVIL = "</script><script>alert(1)</script><img src=x onerror=alert(2)>";

  /** A scene in which every text is hostile. */
  static ObjectNode hostile() {
    ObjectNode file = Sample.empty(EVIL, EVIL, EVIL + "<!--\u2028", EVIL);
    ((ObjectNode) file.get("environment")).put("cpu", EVIL);
    Sample.recordings(file)
        .add(
            new Sample.Take(EVIL, 100, EVIL)
                .recordedBy(EVIL)
                .unseen(EVIL)
                .thread(1, EVIL, EVIL)
                .client(1, EVIL, EVIL, 5, 90.0)
                .virtual(1, EVIL)
                .parked(1, 20, 50, EVIL)
                .step(1, 1, "read", 10, 60, EVIL)
                .step(1, 1, EVIL, 60, 80, EVIL)
                .waits(1, 5, 50, "thread", 1L, 1, EVIL)
                .waits(1, 50, 80, EVIL, 1L, null, EVIL)
                .request(1, 5, 60.0)
                .done());
    return file;
  }

  private static String json(String page) {
    Matcher element =
        Pattern.compile("(?s)<script type=\"application/json\" id=\"recording\">(.*?)</script>")
            .matcher(page);
    assertTrue(element.find());
    return element.group(1);
  }

  @Test
  @DisplayName("the recordings are in the page, for programs")
  void recordings() {
    ObjectNode file = Sample.secondClient();
    assertEquals(Sample.read(file), Sample.read(json(TheatrePage.html(file.toString()))));
  }

  @Test
  @DisplayName("nothing is loaded from anywhere")
  void noNetwork() {
    String page = TheatrePage.html(Sample.secondClient().toString());
    assertTrue(
        page.contains("content=\"default-src 'none'; style-src 'unsafe-inline'; script-src"));
    assertFalse(page.contains("script-src file:"), "the policy of the template");
    assertEquals(
        List.of(),
        Offline.problems(
            page,
            TheatrePage.TEMPLATE.parts().stream()
                .collect(Collectors.toMap(part -> part, TheatrePage.TEMPLATE::part))));
  }

  @Test
  @DisplayName("texts of a recording cannot become markup")
  void hostileTexts() {
    ObjectNode evil = hostile();
    String page = TheatrePage.html(evil.toString());
    String other = TheatrePage.html(Sample.secondClient().toString());
    assertFalse(page.contains("<script>alert"), "no script of theirs");
    for (String word : List.of("<img", "<script", "<!--")) {
      assertEquals(count(other, word), count(page, word), word);
    }
    assertFalse(json(page).contains("<"));
    assertEquals(Sample.read(evil), Sample.read(json(page)), "nothing is lost");
  }

  private static long count(String text, String word) {
    return Pattern.compile(Pattern.quote(word)).matcher(text).results().count();
  }

  @Test
  @DisplayName("the page without recordings is smaller than 400 kB")
  void size() {
    int size = TheatrePage.html("null").getBytes(UTF_8).length;
    assertTrue(size < MOST_BYTES, size + " bytes");
  }

  @Test
  @DisplayName("the page replaces an older one")
  void write(@TempDir Path folder) throws IOException {
    Path file = Files.writeString(folder.resolve("scene.html"), "old");
    String json = Sample.causes().toString();
    TheatrePage.write(file, json);
    assertEquals(TheatrePage.html(json), Files.readString(file));
  }
}
