package hexline.theatre.page;

import hexline.page.PageTemplate;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;

/**
 * Writes the page that plays the recordings of a scene: one HTML file that needs nothing else. Its
 * template is theatre.html, its drawing code stage.js. The recordings are in it as JSON, and nothing
 * in them can become markup or a script, see {@link PageTemplate}.
 */
public final class TheatrePage {

  /** The page without recordings. */
  static final PageTemplate TEMPLATE = new PageTemplate(TheatrePage.class, "theatre.html");

  private TheatrePage() {}

  /**
   * Writes the page of a file of recordings.
   *
   * @param html where to; replaced if it exists
   * @param recordingJson in the format {@code hexline-theatre/2}
   * @throws IOException if the file cannot be written
   */
  public static void write(Path html, String recordingJson) throws IOException {
    PageTemplate.write(html, html(recordingJson));
  }

  /** The page of a file of recordings, as text. */
  public static String html(String recordingJson) {
    return TEMPLATE.html(Map.of("recording", recordingJson));
  }
}
