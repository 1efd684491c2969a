package hexline.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClassFoldersTest {

  private static final Path CLASSES = Path.of("target/classes").toAbsolutePath();

  /** Loads classes of this module from their folder anew, and remembers which. */
  private static final class Remembering extends URLClassLoader {
    private final Set<String> loaded = new TreeSet<>();

    Remembering() throws IOException {
      super(new URL[] {CLASSES.toUri().toURL()}, ClassFoldersTest.class.getClassLoader());
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
      synchronized (getClassLoadingLock(name)) {
        if (findResource(name.replace('.', '/') + ".class") == null) {
          return super.loadClass(name, resolve);
        }
        Class<?> known = findLoadedClass(name);
        loaded.add(name);
        return known != null ? known : findClass(name);
      }
    }
  }

  @Test
  @DisplayName("every class of a folder is loaded")
  void all() throws IOException {
    try (var loader = new Remembering();
        Stream<Path> files = Files.walk(CLASSES)) {
      Set<String> expected =
          files
              .map(file -> CLASSES.relativize(file).toString())
              .filter(name -> name.endsWith(".class") && !name.endsWith("-info.class"))
              .map(name -> name.replace(".class", "").replace('/', '.'))
              .collect(Collectors.toCollection(TreeSet::new));
      assertTrue(expected.contains(ClassFolders.class.getName()), expected::toString);
      ClassFolders.load(List.of(CLASSES), loader);
      assertEquals(expected, loader.loaded);
    }
  }

  @Test
  @DisplayName("what is not a class, or lacks one that it extends, is left out")
  void leftOut(@TempDir Path folder) throws IOException {
    Files.writeString(folder.resolve("Broken.class"), "no class");
    Files.writeString(folder.resolve("module-info.class"), "no class");
    Files.writeString(folder.resolve("notes.txt"), "no class");
    try (var loader = new URLClassLoader(new URL[] {folder.toUri().toURL()})) {
      ClassFolders.load(List.of(folder), loader);
    }
  }
}
