package hexline.docs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A Java source file, as far as its text tells: sizes, imports and names of methods. */
public final class JavaFile {

  private static final Pattern COMMENT = Pattern.compile("(?s)/\\*.*?\\*/");
  private static final Pattern HEADER = Pattern.compile("(?s)/\\*\\*\n(.*?)\n \\*/");
  private static final Pattern IMPORT = Pattern.compile("(?m)^import (?:static )?([\\w.]+);");

  /** A method or constructor of a class, or of one that is nested in it, as the formatter prints it. */
  private static final Pattern METHOD =
      Pattern.compile(
          "(?m)^(?: {2}| {4})(?! |return |new |throw |else )[\\w<>\\[\\]@?,. ]*?"
              + "\\b(\\w+)\\([^;={}()]*\\)(?: throws [\\w, ]+)? \\{(?:\\}| *//.*)?$");

  private final Path path;
  private final String source;
  private final String text; // without comments

  private JavaFile(Path path, String text) {
    this.path = path;
    this.source = text;
    this.text = COMMENT.matcher(text).replaceAll("");
  }

  /** Reads a file. */
  public static JavaFile read(Path path) throws IOException {
    return new JavaFile(path, Files.readString(path));
  }

  /** Its name without {@code .java}: the class. */
  public String name() {
    return path.getFileName().toString().replace(".java", "");
  }

  public Path path() {
    return path;
  }

  /**
   * Lines of code: all lines but blank ones, lines that hold a comment alone, imports and the
   * package. A line with a brace alone counts.
   */
  public int codeLines() {
    return (int) text.lines().filter(JavaFile::isCode).count();
  }

  private static boolean isCode(String line) {
    String code = line.strip();
    return !code.isEmpty()
        && !code.startsWith("//")
        && !code.startsWith("import ")
        && !code.startsWith("package ");
  }

  /** Lines of its first comment, which is that of its class, without the delimiters. */
  public long headerLines() {
    Matcher header = HEADER.matcher(source);
    return header.find() ? header.group(1).lines().count() : 0;
  }

  /** What it imports, in the order of the file. */
  public List<String> imports() {
    return IMPORT.matcher(text).results().map(found -> found.group(1)).toList();
  }

  /** Names of the methods that it declares, in the order of the file; overloads repeat a name. */
  public List<String> methods() {
    return METHOD.matcher(text).results().map(found -> found.group(1)).toList();
  }

  /** How often the code holds a text. */
  public long count(String part) {
    return Pattern.compile(part, Pattern.LITERAL).matcher(text).results().count();
  }
}
