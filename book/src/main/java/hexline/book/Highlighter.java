package hexline.book;

import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Marks up code for the style sheet: a few kinds of words, no more. The result is HTML. */
final class Highlighter {

  private static final Set<String> WORDS =
      Set.of(
          """
          abstract assert boolean break byte case catch char class continue default do
          double else enum extends final finally float for if implements import instanceof
          int interface long native new null package permits private protected public
          record return sealed short static super switch synchronized this throw throws
          transient true false try var void volatile when while yield
          """
              .strip()
              .split("\\s+", -1));

  private static final Pattern JAVA =
      Pattern.compile(
          "(?<comment>//[^\n]*|(?s:/\\*.*?\\*/))"
              + "|(?<string>(?s:\"\"\".*?\"\"\")|\"(?:\\\\.|[^\"\\\\\n])*\"|'(?:\\\\.|[^'\\\\\n])+')"
              + "|(?<word>[A-Za-z_]\\w*)");

  private static final Pattern STEP =
      Pattern.compile("(?<prompt>[a-z][a-z0-9-]*[$>] ?|[a-z][a-z0-9-]*:$)(?<typed>.*)");

  private Highlighter() {}

  /** Code of a language, as the first word of a fence names it. */
  static String html(String language, String code) {
    return switch (language) {
      case "java" -> java(code);
      case "console" -> console(code);
      default -> escaped(code);
    };
  }

  private static String java(String code) {
    var html = new StringBuilder();
    Matcher token = JAVA.matcher(code);
    int end = 0;
    while (token.find()) {
      html.append(escaped(code.substring(end, token.start())));
      String text = escaped(token.group());
      if (token.group("comment") != null) {
        html.append(span("comment", text));
      } else if (token.group("string") != null) {
        html.append(span("string", text));
      } else {
        html.append(WORDS.contains(token.group()) ? span("word", text) : text);
      }
      end = token.end();
    }
    return html.append(escaped(code.substring(end))).toString();
  }

  private static String console(String code) {
    var html = new StringBuilder();
    boolean goesOn = false; // a command that ends with a backslash
    for (String line : code.split("\n", -1)) {
      Matcher step = STEP.matcher(line);
      if (goesOn) {
        html.append(span("typed", escaped(line)));
      } else if (step.matches()) {
        html.append(span("prompt", escaped(step.group("prompt"))));
        html.append(span("typed", escaped(step.group("typed"))));
      } else {
        html.append(escaped(line));
      }
      goesOn = line.endsWith("\\") && (goesOn || step.matches());
      html.append('\n');
    }
    html.setLength(html.length() - 1);
    return html.toString();
  }

  private static String span(String name, String html) {
    return html.isEmpty() ? "" : "<span class=\"" + name + "\">" + html + "</span>";
  }

  /** Text as HTML. */
  static String escaped(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;");
  }
}
