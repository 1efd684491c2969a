package hexline.theatre.recording;

import hexline.theatre.scene.Scene;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A scene as several servers have played it: the file that the page is made of.
 *
 * @param format its name and version
 */
public record TheatreFile(
    String format, About scene, Surroundings environment, List<Recording> recordings) {

  private static final String FORMAT = "hexline-theatre/2";

  public TheatreFile {
    recordings = List.copyOf(recordings);
  }

  /** The recordings of a scene. */
  public static TheatreFile of(Scene scene, Surroundings environment, List<Recording> recordings) {
    return new TheatreFile(
        FORMAT,
        new About(scene.name(), scene.title(), scene.script(), scene.notice()),
        environment,
        recordings);
  }

  /** The scene, as the page shows it. */
  public record About(String name, String title, List<String> script, String notice) {}

  /** Where and when it was recorded. */
  public record Surroundings(
      String date,
      @Nullable String commit,
      String cpu,
      String processors,
      String jdk,
      String system) {}
}
