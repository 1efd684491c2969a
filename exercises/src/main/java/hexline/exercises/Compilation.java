package hexline.exercises;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.ToolProvider;

/**
 * What javac says of one file.
 *
 * @param compiles whether classes were written
 * @param messages errors and warnings, each in javac's words, with file and line
 */
record Compilation(boolean compiles, List<String> messages) {

  Compilation {
    messages = List.copyOf(messages);
  }

  /**
   * Compiles a file against the class path of this JVM.
   *
   * @param classes folder for the classes
   * @throws IOException if this JVM has no compiler, because it is no JDK's
   */
  static Compilation of(Path file, Path classes) throws IOException {
    JavaCompiler javac = ToolProvider.getSystemJavaCompiler();
    if (javac == null) {
      throw new IOException("this Java has no compiler: start it from a JDK");
    }
    var found = new DiagnosticCollector<JavaFileObject>();
    var options =
        new ArrayList<>(List.of("-d", classes.toString(), "-proc:none", "-g", "-Xlint:all"));
    options.addAll(List.of("-cp", System.getProperty("java.class.path")));
    try (var files = javac.getStandardFileManager(found, Locale.ROOT, UTF_8)) {
      boolean compiles =
          javac.getTask(null, files, found, options, null, files.getJavaFileObjects(file)).call();
      return new Compilation(
          compiles, found.getDiagnostics().stream().map(each -> message(file, each)).toList());
    }
  }

  private static String message(Path file, Diagnostic<? extends JavaFileObject> said) {
    String kind = said.getKind() == Diagnostic.Kind.ERROR ? "error" : "warning";
    String text = said.getMessage(Locale.ROOT);
    boolean hasPlace = said.getLineNumber() != Diagnostic.NOPOS;
    String place = hasPlace ? Folder.typed(file) + ":" + said.getLineNumber() + ": " : "";
    return place + kind + ": " + text;
  }
}
