package hexline.page;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/** The browser of the desktop. */
public final class Browser {

  private Browser() {}

  /**
   * Opens a page by the desktop's own command, and does not wait for it. Says on standard error if
   * there is none.
   */
  public static void open(Path page) {
    String system = System.getProperty("os.name", "").toLowerCase(Locale.ROOT);
    String address = page.toAbsolutePath().toUri().toString();
    List<String> command =
        system.contains("mac")
            ? List.of("open", address)
            : system.contains("win")
                ? List.of("rundll32", "url.dll,FileProtocolHandler", address)
                : List.of("xdg-open", address);
    try {
      new ProcessBuilder(command)
          .redirectOutput(ProcessBuilder.Redirect.DISCARD)
          .redirectError(ProcessBuilder.Redirect.DISCARD)
          .start();
    } catch (IOException e) {
      System.err.println("cannot open " + page + ": " + e.getMessage());
    }
  }
}
