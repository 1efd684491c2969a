package hexline.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/**
 * The file that the figures of a run go to. Its name is reserved when the run begins, by an empty
 * file, so that a folder that cannot be written is found out before anything is measured, and no
 * run writes to the file of another. It is written whole or not at all; again, if there is more.
 * Thread-safe.
 */
public final class ResultsFile {

  private static final DateTimeFormatter NAME =
      DateTimeFormatter.ofPattern("uuuuMMdd-HHmmss", Locale.ROOT).withZone(ZoneOffset.UTC);

  private final Path path;
  private boolean written;

  private ResultsFile(Path path) {
    this.path = path;
  }

  /**
   * Reserves a file whose name is a time in UTC, with {@code -2}, {@code -3} and so on if it is
   * taken. Creates the folder if there is none.
   *
   * @throws IOException if the folder cannot be created or written
   */
  public static ResultsFile reserve(Path folder, Instant begin) throws IOException {
    if (!Files.isDirectory(folder)) {
      Files.createDirectories(folder);
    }
    for (int number = 1; ; number++) {
      String suffix = number == 1 ? ".json" : "-" + number + ".json";
      try {
        return new ResultsFile(Files.createFile(folder.resolve(NAME.format(begin) + suffix)));
      } catch (FileAlreadyExistsException e) {
        // The next number, then.
      }
    }
  }

  /**
   * Reserves a file of that name. Creates its folder if there is none.
   *
   * @throws FileAlreadyExistsException if there is a file of that name
   * @throws IOException if the folder cannot be created or written
   */
  public static ResultsFile create(Path path) throws IOException {
    Path folder = path.toAbsolutePath().getParent();
    if (folder != null && !Files.isDirectory(folder)) {
      Files.createDirectories(folder);
    }
    return new ResultsFile(Files.createFile(path));
  }

  public Path path() {
    return path;
  }

  /**
   * Writes the content, through a temporary file in the same folder.
   *
   * @throws IOException if that fails, as on a full disk; then the reservation is removed, too
   */
  public synchronized void write(String content) throws IOException {
    try (WholeFile file = WholeFile.open(path)) {
      file.output().write(content.getBytes(UTF_8));
      file.commit();
      written = true;
    } catch (IOException e) {
      release();
      throw e;
    }
  }

  /** Removes the reservation if nothing has been written. */
  public synchronized void release() throws IOException {
    if (!written) {
      Files.deleteIfExists(path);
    }
  }
}
