package hexline.bench.page;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hexline.bench.experiment.Profile;
import hexline.bench.report.Environment;
import hexline.bench.report.Findings;
import hexline.bench.report.Json;
import hexline.page.browser.Offline;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The file of a page: whole, without a network, and safe whatever the results hold. */
class PageWriterTest {

  private static final int MEGABYTE = 1 << 20;
  private static final Pattern SCRIPT = Pattern.compile("(?s)<script([^>]*)>(.*?)</script>");

  static final String EVIL = "</script><script>alert(1)</script><img src=x onerror=alert(2)>";

  private static String page(Results results) throws IOException {
    return PageWriter.html(results, Optional.empty());
  }

  private static List<String> elements(String page, String attributes) {
    return SCRIPT
        .matcher(page)
        .results()
        .filter(match -> match.group(1).equals(attributes))
        .map(match -> match.group(2))
        .toList();
  }

  private static String json(String page, String id) {
    return elements(page, " type=\"application/json\" id=\"" + id + "\"").getFirst();
  }

  @Test
  @DisplayName("the results are in the page, for programs")
  void results() throws IOException {
    Results results = Sample.tidy().results();
    assertEquals(results.root(), Json.read(json(page(results), "results")));
    assertEquals("null", json(page(results), "earlier"));
    String both = PageWriter.html(results, Optional.of(Sample.tidy().commit("x").results()));
    assertEquals("x", Json.read(json(both, "earlier")).get("environment").get("commit").asString());
  }

  @Test
  @DisplayName("a file that the bench writes has the format that the page reads")
  void format() {
    String json = new Findings(Environment.look(), Profile.quick()).json(false);
    assertTrue(Results.of("new.json", json).isKnown(), json);
  }

  @Test
  @DisplayName("the policy allows exactly the page's own scripts, and no request")
  void policy() throws Exception {
    String page = page(Sample.tidy().results());
    var policy = Pattern.compile("Content-Security-Policy\" content=\"([^\"]*)\"").matcher(page);
    assertTrue(policy.find());
    List<String> scripts = elements(page, "");
    assertEquals(5, scripts.size());
    var hashes = new ArrayList<String>();
    for (String script : scripts) {
      byte[] hash = MessageDigest.getInstance("SHA-256").digest(script.getBytes(UTF_8));
      hashes.add("'sha256-" + Base64.getEncoder().encodeToString(hash) + "'");
    }
    assertEquals(
        "default-src 'none'; style-src 'unsafe-inline'; script-src "
            + String.join(" ", hashes)
            + "; img-src data:; base-uri 'none'; form-action 'none'",
        policy.group(1));
  }

  @Test
  @DisplayName("nothing is loaded from anywhere")
  void noNetwork() throws IOException {
    assertEquals(
        List.of(),
        Offline.problems(
            page(Sample.tidy().results()),
            PageWriter.TEMPLATE.parts().stream()
                .filter(part -> !part.startsWith("echarts"))
                .collect(Collectors.toMap(part -> part, PageWriter.TEMPLATE::part))));
  }

  @Test
  @DisplayName("names, commands and reasons in the results cannot become markup")
  void hostile() throws IOException {
    Results evil =
        Results.of(
            EVIL,
            Sample.tidy()
                .named("nio", EVIL)
                .failed("OpenLoop", "virtual", EVIL + "<!--\u2028")
                .commit(EVIL)
                .json()
                .replace("bench.jar", "\\u003c!--<script>"));
    String page = PageWriter.html(evil, Optional.of(evil));
    assertFalse(page.contains("<script>alert"), "no script of theirs");
    String other = page(Sample.tidy().results());
    assertEquals(count(other, "<img"), count(page, "<img"), "no element of theirs");
    assertEquals(count(other, "<script"), count(page, "<script"), "no more elements than before");
    assertEquals(count(other, "<!--"), count(page, "<!--"), "and no comment");
    assertEquals(evil.root(), Json.read(json(page, "results")), "and nothing is lost");
    for (String id : List.of("page", "results", "earlier")) {
      assertFalse(json(page, id).contains("<"), id);
    }
  }

  private static long count(String text, String word) {
    return Pattern.compile(Pattern.quote(word)).matcher(text).results().count();
  }

  @Test
  @DisplayName("the page is smaller than 3 MB")
  void size() throws IOException {
    int size = page(Sample.tidy().results()).getBytes(UTF_8).length;
    assertTrue(size < 3 * MEGABYTE, size + " bytes");
  }

  @Test
  @DisplayName("what is no JSON is said, and no page is written")
  void noJson(@TempDir Path folder) throws IOException {
    Path file = Files.writeString(folder.resolve("x.json"), "{\"format\": ");
    Path page = folder.resolve("x.html");
    var e = assertThrows(IOException.class, () -> PageWriter.write(page, file));
    assertTrue(String.valueOf(e.getMessage()).contains("x.json is no JSON: "), e::getMessage);
    assertFalse(Files.exists(page));
  }
}
