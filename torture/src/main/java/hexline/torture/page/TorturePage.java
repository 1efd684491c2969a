package hexline.torture.page;

import hexline.page.PageTemplate;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;

/**
 * Writes the page of a run: one HTML file that needs nothing else. Its template is torture.html; the
 * results are in it as JSON, and nothing in them can become markup or a script, see {@link
 * PageTemplate}.
 */
public final class TorturePage {

  /** The page without results. */
  static final PageTemplate TEMPLATE =
      new PageTemplate(
          TorturePage.class,
          "torture.html",
          Map.of(
              "echarts.min.js", "/META-INF/resources/_static/echarts/6.0.0/dist/echarts.min.js"));

  private TorturePage() {}

  /**
   * Writes the page of results.
   *
   * @param html where to; replaced if it exists
   * @param resultsJson in the format {@code hexline-torture/2}
   * @throws IOException if the file cannot be written
   */
  public static void write(Path html, String resultsJson) throws IOException {
    PageTemplate.write(html, html(resultsJson));
  }

  /** The page of results, as text. */
  static String html(String resultsJson) {
    return TEMPLATE.html(Map.of("results", resultsJson));
  }
}
