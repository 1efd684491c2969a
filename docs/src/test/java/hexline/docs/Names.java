package hexline.docs;

import java.io.IOException;
import java.net.URI;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Names of classes that a document may use: those of the repository and of the JDK. */
final class Names {

  private static final Pattern TYPE =
      Pattern.compile("\\b(?:class|interface|record|enum|@interface) ([A-Z]\\w*)");

  private final Set<String> classes = new HashSet<>();

  private Names() {}

  /** Those of a checkout and of the JDK that runs this. */
  static Names of(Path root) throws IOException {
    var names = new Names();
    try (Stream<Path> files = Files.walk(root)) {
      for (Path file : files.filter(each -> each.toString().endsWith(".java")).toList()) {
        TYPE.matcher(Files.readString(file))
            .results()
            .forEach(type -> names.classes.add(type.group(1)));
      }
    }
    Path modules = FileSystems.getFileSystem(URI.create("jrt:/")).getPath("/modules");
    try (Stream<Path> files = Files.walk(modules)) {
      files
          .map(file -> String.valueOf(file.getFileName()))
          .filter(name -> name.endsWith(".class"))
          .map(name -> name.replaceFirst("\\.class$", "").replaceFirst(".*\\$", ""))
          .forEach(names.classes::add);
    }
    return names;
  }

  /** Whether there is a class of this simple name. */
  boolean has(String name) {
    return classes.contains(name);
  }
}
