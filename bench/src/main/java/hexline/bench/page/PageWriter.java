package hexline.bench.page;

import static java.nio.charset.StandardCharsets.UTF_8;

import hexline.bench.report.Json;
import hexline.page.PageTemplate;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import tools.jackson.core.JacksonException;

/**
 * Writes the page of results: one HTML file that needs nothing else. Its template is report.html; the
 * results are in it as JSON. Nothing in them can become markup or a script, see {@link
 * PageTemplate}.
 */
public final class PageWriter {

  /** The page without results. */
  static final PageTemplate TEMPLATE =
      new PageTemplate(
          PageWriter.class,
          "report.html",
          Map.of(
              "echarts.min.js", "/META-INF/resources/_static/echarts/6.0.0/dist/echarts.min.js"));

  private static final String TITLE = "<title>hexline bench</title>";
  private static final int HEAD = 8192; // bytes

  private PageWriter() {}

  /**
   * Writes the page of a file of results.
   *
   * @param page where to; replaced if it exists
   * @throws IOException if a file cannot be read or written, or is no JSON
   */
  public static void write(Path page, Path results) throws IOException {
    PageTemplate.write(page, html(read(results), Optional.empty()));
  }

  /**
   * Writes the page of a file of results with what changed since an earlier one.
   *
   * @throws IOException if a file cannot be read or written, or is no JSON
   */
  public static void write(Path page, Path results, Path earlier) throws IOException {
    PageTemplate.write(page, html(read(results), Optional.of(read(earlier))));
  }

  /** Whether a file is a page that this class has written, of this version or another one. */
  public static boolean isPage(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      return new String(in.readNBytes(HEAD), UTF_8).contains(TITLE);
    }
  }

  private static Results read(Path file) throws IOException {
    try {
      return Results.of(String.valueOf(file.getFileName()), Files.readString(file));
    } catch (JacksonException e) {
      throw new IOException(file + " is no JSON: " + e.getOriginalMessage(), e);
    }
  }

  /** The page as text. */
  static String html(Results results, Optional<Results> earlier) {
    return TEMPLATE.html(
        Map.of(
            "page", Json.compact(Page.of(results, earlier)),
            "results", results.root().toString(),
            "earlier", earlier.map(before -> before.root().toString()).orElse("null")));
  }
}
