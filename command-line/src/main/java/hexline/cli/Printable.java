package hexline.cli;

import java.util.HexFormat;

/**
 * Text of other programs, made safe to print: a terminal obeys some characters instead of showing
 * them.
 */
public final class Printable {

  private Printable() {}

  /**
   * Escapes what a terminal would not show as it is: control characters (ESC becomes {@code \x1b},
   * a line end {@code \n}), invisible ones such as marks of direction, and code points that mean
   * nothing. Letters and symbols of all scripts stay, and so does a backslash.
   */
  public static String of(String text) {
    if (text.chars().allMatch(c -> c >= ' ' && c <= '~')) {
      return text;
    }
    var printable = new StringBuilder();
    text.codePoints()
        .forEach(c -> {
          if (isPrintable(c)) {
            printable.appendCodePoint(c);
          } else {
            printable.append(escape(c));
          }
        });
    return printable.toString();
  }

  private static boolean isPrintable(int codePoint) {
    return switch (Character.getType(codePoint)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.PRIVATE_USE,
          Character.UNASSIGNED,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          false;
      default -> true;
    };
  }

  private static String escape(int codePoint) {
    return switch (codePoint) {
      case '\n' -> "\\n";
      case '\r' -> "\\r";
      case '\t' -> "\\t";
      default -> {
        HexFormat hex = HexFormat.of();
        yield codePoint < 0x100
            ? "\\x" + hex.toHexDigits(codePoint, 2)
            : "\\u" + hex.toHexDigits(codePoint, codePoint < 0x10000 ? 4 : 6);
      }
    };
  }
}
