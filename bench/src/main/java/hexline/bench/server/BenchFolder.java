package hexline.bench.server;

import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** The folder of this module in a checkout: {@code bench}. */
public final class BenchFolder {

  private BenchFolder() {}

  /** Searched upwards from the jar or the classes; absent if they are outside a checkout. */
  public static Optional<Path> find() {
    try {
      Path place =
          Path.of(BenchFolder.class.getProtectionDomain().getCodeSource().getLocation().toURI());
      for (Path folder = place; folder != null; folder = folder.getParent()) {
        if (Files.isDirectory(folder.resolve("baselines/python"))) {
          return Optional.of(folder);
        }
      }
      return Optional.empty();
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }
}
