package hexline.exercises;

import hexline.cli.WholeFile;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Where the files of the exercises are: what a reader starts from, what the reader edits, and the
 * answers. Each is one file, {@code Server.java}, in a folder that has the id of its exercise.
 *
 * @param path the folder of this module
 */
record Folder(Path path) {

  /** The folder that the running program was built in. */
  static Folder ofThisProgram() {
    try {
      var jarOrClasses = Folder.class.getProtectionDomain().getCodeSource().getLocation().toURI();
      return new Folder(Path.of(jarOrClasses).resolve("../..").normalize()); // exercises/target/...
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The file that the exercise begins with. */
  Path start(Exercise exercise) {
    return file("starts", exercise);
  }

  /** The file that the reader edits; it exists after {@link #begin}. */
  Path mine(Exercise exercise) {
    return file("mine", exercise);
  }

  /** A file that is green. */
  Path answer(Exercise exercise) {
    return file("answers", exercise);
  }

  private Path file(String kind, Exercise exercise) {
    return path.resolve(kind).resolve(exercise.id()).resolve("Server.java");
  }

  /** A path as a reader types it: relative to the current folder if that is shorter. */
  static String typed(Path path) {
    Path here = Path.of("").toAbsolutePath();
    Path absolute = path.toAbsolutePath();
    return absolute.startsWith(here) ? here.relativize(absolute).toString() : absolute.toString();
  }

  /**
   * Puts the reader's file in its place if it is not there.
   *
   * @return whether it was not there
   */
  boolean begin(Exercise exercise) throws IOException {
    Path mine = mine(exercise);
    if (Files.exists(mine)) {
      return false;
    }
    copyStart(exercise);
    return true;
  }

  /**
   * Puts the reader's file into the state that the exercise begins with. What was there is kept in
   * the first free file of {@code Server.java.1}, {@code Server.java.2} and so on.
   *
   * @return the file that keeps it; the reader's file itself if nothing had to be kept
   */
  Path reset(Exercise exercise) throws IOException {
    Path mine = mine(exercise);
    Path kept = mine;
    if (Files.exists(mine) && Files.mismatch(mine, start(exercise)) >= 0) {
      int number = 1;
      do {
        kept = mine.resolveSibling("Server.java." + number++);
      } while (Files.exists(kept));
      Files.move(mine, kept);
    }
    copyStart(exercise);
    return kept;
  }

  private void copyStart(Exercise exercise) throws IOException {
    Path mine = mine(exercise);
    Files.createDirectories(mine.resolveSibling(""));
    try (var file = WholeFile.open(mine)) {
      Files.copy(start(exercise), file.output());
      file.commit();
    }
  }
}
