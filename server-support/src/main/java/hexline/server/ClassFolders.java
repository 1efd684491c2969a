package hexline.server;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/**
 * Loads the classes of a program that runs from folders of class files, as an IDE starts it, before
 * clients can take all file descriptors (R15): to load a class from a folder the JVM opens a file,
 * and a class that could not be loaded once is never tried again. A jar stays open, and the JDK's
 * own classes are in an image that stays open, so neither needs this.
 */
final class ClassFolders {

  private static final String SUFFIX = ".class";

  private ClassFolders() {}

  /** The folders on the class path of this JVM; none if it runs from jars. */
  static List<Path> ofClassPath() {
    return Arrays.stream(System.getProperty("java.class.path", "").split(File.pathSeparator))
        .filter(entry -> !entry.isEmpty())
        .map(Path::of)
        .filter(Files::isDirectory)
        .toList();
  }

  /**
   * Loads all classes in folders, without initializing them. One that cannot be loaded is left out.
   *
   * @throws IOException if a folder cannot be read
   */
  static void load(List<Path> folders, ClassLoader loader) throws IOException {
    for (Path folder : folders) {
      try (Stream<Path> files = Files.walk(folder)) {
        files
            .map(file -> folder.relativize(file).toString())
            .filter(name -> name.endsWith(SUFFIX) && !name.endsWith("-info" + SUFFIX))
            .forEach(name -> load(name, loader));
      } catch (UncheckedIOException e) {
        throw e.getCause();
      }
    }
  }

  private static void load(String file, ClassLoader loader) {
    String name = file.substring(0, file.length() - SUFFIX.length()).replace(File.separator, ".");
    try {
      Class<?> _ = Class.forName(name, false, loader);
    } catch (ClassNotFoundException | LinkageError e) {
      // It may need a library that is not there, and that this server does not use.
    }
  }
}
