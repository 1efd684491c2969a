package hexline.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * The checkout of the suite that a program runs from.
 *
 * @param root its folder, the one of README.md
 */
public record Checkout(Path root) {

  private static final long SECONDS_FOR_GIT = 10;

  /**
   * The one that holds the jar or the classes that run, whatever the current directory is; absent if
   * they are outside a checkout.
   */
  public static Optional<Checkout> find() {
    try {
      Path place =
          Path.of(Checkout.class.getProtectionDomain().getCodeSource().getLocation().toURI());
      for (Path folder = place; folder != null; folder = folder.getParent()) {
        if (Files.exists(folder.resolve("PROTOCOL.md")) && Files.exists(folder.resolve("run"))) {
          return Optional.of(new Checkout(folder));
        }
      }
      return Optional.empty();
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  /**
   * The commit that the working tree is at, with a plus if files have changed since; absent outside
   * a repository, or if git does not say within ten seconds.
   */
  public Optional<String> commit() {
    return git("rev-parse", "--short=12", "HEAD")
        .map(id -> git("status", "--porcelain").map(String::isEmpty).orElse(true) ? id : id + "+");
  }

  private Optional<String> git(String... arguments) {
    var command = new ArrayList<>(List.of("git"));
    command.addAll(List.of(arguments));
    try {
      Process git =
          new ProcessBuilder(command)
              .directory(root.toFile())
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
      String output = new String(git.getInputStream().readAllBytes(), UTF_8).strip();
      return git.waitFor(SECONDS_FOR_GIT, TimeUnit.SECONDS) && git.exitValue() == 0
          ? Optional.of(output)
          : Optional.empty();
    } catch (IOException e) {
      return Optional.empty(); // no git here
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    }
  }
}
