package hexline.page;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A page is one file, allows its own scripts only, and its data stay data. */
class PageTemplateTest {

  private static final PageTemplate SAMPLE =
      new PageTemplate(PageTemplateTest.class, "sample.html");
  private static final Pattern SCRIPT = Pattern.compile("(?s)<script>(.*?)</script>");

  @Test
  @DisplayName("styles and scripts are in the page, the shared ones too")
  void parts() {
    assertEquals(List.of("family.css", "sample.css", "family.js", "sample.js"), SAMPLE.parts());
    String page = SAMPLE.html(Map.of());
    for (String part : SAMPLE.parts()) {
      assertTrue(page.contains(SAMPLE.part(part)), part);
    }
    assertFalse(page.contains("href="), "no style sheet is left to load");
    assertFalse(page.contains("src="), "nor a script");
  }

  @Test
  @DisplayName("the policy allows the scripts of the page by their hash, and no file")
  void policy() throws Exception {
    String page = SAMPLE.html(Map.of());
    var hashes = new ArrayList<String>();
    for (String script : SCRIPT.matcher(page).results().map(match -> match.group(1)).toList()) {
      byte[] hash = MessageDigest.getInstance("SHA-256").digest(script.getBytes(UTF_8));
      hashes.add("'sha256-" + Base64.getEncoder().encodeToString(hash) + "'");
    }
    assertEquals(2, hashes.size());
    assertTrue(
        page.contains(
            "content=\"default-src 'none'; style-src 'unsafe-inline'; script-src "
                + String.join(" ", hashes)
                + "; base-uri 'none'\""),
        page);
  }

  @Test
  @DisplayName("data go into their elements, without a < that could end them")
  void data() {
    String page =
        SAMPLE.html(Map.of("one", "{\"a\": \"</script><script>x\"}", "two", "[\"<!--\"]"));
    assertTrue(
        page.contains("id=\"one\">{\"a\": \"\\u003c/script>\\u003cscript>x\"}</script>"), page);
    assertTrue(page.contains("id=\"two\">[\"\\u003c!--\"]</script>"), page);
    var e = assertThrows(IllegalStateException.class, () -> SAMPLE.html(Map.of("three", "1")));
    assertEquals("sample.html has no element three", e.getMessage());
  }

  @Test
  @DisplayName("a part may lie elsewhere on the class path")
  void library() {
    var template =
        new PageTemplate(
            PageTemplateTest.class, "sample.html", Map.of("sample.js", "/hexline/page/family.js"));
    assertEquals(template.part("family.js"), template.part("sample.js"));
    var missing =
        new PageTemplate(PageTemplateTest.class, "sample.html", Map.of("sample.js", "/none.js"));
    assertThrows(IllegalStateException.class, () -> missing.html(Map.of()));
  }

  @Test
  @DisplayName("a template without a policy, or that is missing, is no template")
  void noTemplate() {
    var unsafe = new PageTemplate(PageTemplateTest.class, "unsafe.html");
    var e = assertThrows(IllegalStateException.class, () -> unsafe.html(Map.of()));
    assertEquals("unsafe.html has no policy of its own", e.getMessage());
    var none = new PageTemplate(PageTemplateTest.class, "none.html");
    assertThrows(IllegalStateException.class, () -> none.html(Map.of()));
  }

  @Test
  @DisplayName("a page replaces an older one")
  void write(@TempDir Path folder) throws Exception {
    Path file = folder.resolve("page.html");
    PageTemplate.write(file, "old");
    PageTemplate.write(file, "päge");
    assertEquals("päge", Files.readString(file));
    try (var files = Files.list(folder)) {
      assertEquals(1, files.count());
    }
  }
}
