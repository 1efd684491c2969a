package hexline.docs;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/** Writes {@code docs/sizes.md}. */
public final class Sizes {

  private Sizes() {}

  /** The document, from the sources. */
  public static String text(Path root) throws IOException {
    UnaryOperator<Path> link = file -> Path.of("..").resolve(root.relativize(file));
    var rows = new ArrayList<String>();
    for (Chapter chapter : Chapter.ALL) {
      rows.addAll(rows(root, chapter, link));
    }
    rows.add(row("shared: blocking connection", shared(root, "blocking"), link));
    rows.add(row("shared: guards", shared(root, "guard"), link));
    rows.add(row("shared: contract and command line", shared(root, ""), link));
    rows.add(row("codec", codec(root), link));
    return """
    # Sizes

    <!-- Generated from the sources by DocumentsTest, with -Ddocs.write -->

    Lines of code of what a reader opens. Every line counts but blank lines, lines with nothing
    but a comment, imports and the package; a line with nothing but a brace counts.

    %s
    """
        .formatted(table(rows));
  }

  /** A table of rows. */
  public static String table(List<String> rows) {
    return "| what | lines | files |\n|---|--:|---|\n" + String.join("\n", rows);
  }

  /**
   * The rows of a chapter: its draft, its files and its helpers.
   *
   * @param link a file as the target of a link
   */
  public static List<String> rows(Path root, Chapter chapter, UnaryOperator<Path> link)
      throws IOException {
    var rows = new ArrayList<String>();
    rows.add(row(chapter.model() + ": first draft", List.of(chapter.draft(root)), link));
    rows.add(row(chapter.model() + ": chapter", chapter.chapterFiles(root), link));
    if (!chapter.otherFiles(root).isEmpty()) {
      rows.add(row(chapter.model() + ": its own helpers", chapter.otherFiles(root), link));
    }
    return rows;
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

  private static String row(String what, List<JavaFile> files, UnaryOperator<Path> link) {
    var links = new ArrayList<String>();
    for (JavaFile file : files) {
      links.add("[%s](%s) %s".formatted(file.name(), link.apply(file.path()), file.codeLines()));
    }
    return "| %s | %s | %s |"
        .formatted( // not %d, whose digits follow the locale
            what, sum(files), String.join(", ", links));
  }
}
