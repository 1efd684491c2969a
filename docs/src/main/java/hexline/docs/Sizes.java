package hexline.docs;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Writes {@code docs/sizes.md}. */
public final class Sizes {

  private Sizes() {}

  /** The document, from the sources. */
  public static String text(Path root) throws IOException {
    var rows = new ArrayList<String>();
    for (Chapter chapter : Chapter.ALL) {
      rows.add(row(root, chapter.model() + ": first draft", List.of(chapter.draft(root))));
      rows.add(row(root, chapter.model() + ": chapter", chapter.chapterFiles(root)));
      if (!chapter.otherFiles(root).isEmpty()) {
        rows.add(row(root, chapter.model() + ": its own helpers", chapter.otherFiles(root)));
      }
    }
    rows.add(row(root, "shared: blocking connection", shared(root, "blocking")));
    rows.add(row(root, "shared: guards", shared(root, "guard")));
    rows.add(row(root, "shared: contract and command line", shared(root, "")));
    rows.add(row(root, "codec", codec(root)));
    return """
    # Sizes

    <!-- Generated from the sources: mvn -pl docs -am test -Ddocs.write -->

    Lines of code of what a reader opens. Every line counts but blank lines, lines with nothing
    but a comment, imports and the package; a line with nothing but a brace counts.

    | what | lines | files |
    |---|--:|---|
    %s
    """
        .formatted(String.join("\n", rows));
  }

  /** The classes of a package of {@code server-support}; the empty name is the package above. */
  static List<JavaFile> shared(Path root, String name) throws IOException {
    return Chapter.javaFiles(
        root.resolve("server-support/src/main/java/hexline/server").resolve(name));
  }

  static List<JavaFile> codec(Path root) throws IOException {
    return Chapter.javaFiles(root.resolve("protocol/src/main/java/hexline/protocol"));
  }

  static int sum(List<JavaFile> files) {
    return files.stream().mapToInt(JavaFile::codeLines).sum();
  }

  private static String row(Path root, String what, List<JavaFile> files) {
    var links = new ArrayList<String>();
    for (JavaFile file : files) {
      links.add(
          "[%s](../%s) %s".formatted(file.name(), root.relativize(file.path()), file.codeLines()));
    }
    return "| %s | %s | %s |"
        .formatted( // not %d, whose digits follow the locale
            what, sum(files), String.join(", ", links));
  }
}
