package hexline.docs.console;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Compares printed lines with those of a document. What differs from run to run is compared by its
 * shape: a number is any number, an address of memory any address, space any space, the user any user. An answer
 * is compared as it is: {@code 0x4d2} is another one than {@code 0x4d3}. Lines of several clients,
 * one after the other, may come in any order. A line {@code ...} stands for any lines.
 */
final class Shape {

  static final String LEFT_OUT = "...";

  // 0x00007f12a8001000 is an address, and so is 0x7efffe7fe574; 0x4d2 is an answer
  private static final String ADDRESS = "0x0[0-9a-f]{7,}\\b|0x(?:7[0-9a-f]|5[56])[0-9a-f]{10}\\b";
  private static final String IDENTITY = "@[0-9a-f]{4,8}\\b"; // as Object.toString prints it
  private static final Pattern TOKEN =
      Pattern.compile(
          ADDRESS + "|" + IDENTITY + "|(?<answer>-?\\b0x[0-9a-f]+\\b)|\\d+(?:[.,]\\d+)*");
  private static final Pattern USER =
      Pattern.compile(
          "\\b(?:root|" + Pattern.quote(System.getProperty("user.name", "root")) + ")\\b");
  private static final Pattern SPACE = Pattern.compile("\\s+");
  private static final Pattern CLIENT = Pattern.compile("\\bclients?[ -]#");

  private Shape() {}

  /** Whether the lines of a document tell what was printed. */
  static boolean isSame(List<String> shown, List<String> printed) {
    return matches(shapes(shown), shapes(printed));
  }

  /** A line without what may differ. */
  static String of(String line) {
    String shape =
        TOKEN
            .matcher(line)
            .replaceAll(found -> found.group("answer") != null ? found.group() : hidden(found));
    return SPACE.matcher(USER.matcher(shape.strip()).replaceAll("USER")).replaceAll(" ");
  }

  private static String hidden(MatchResult found) {
    return found.group().startsWith("0x") ? "ADDRESS" : found.group().startsWith("@") ? "@#" : "#";
  }

  private static List<String> shapes(List<String> lines) {
    return inOrder(lines.stream().map(Shape::of).toList());
  }

  /** Puts each run of lines that tell of clients into one order. */
  private static List<String> inOrder(List<String> lines) {
    var ordered = new ArrayList<String>();
    for (int i = 0; i < lines.size(); ) {
      int end = i;
      while (end < lines.size() && CLIENT.matcher(lines.get(end)).find()) {
        end++;
      }
      if (end > i) {
        lines.subList(i, end).stream().sorted().forEach(ordered::add);
        i = end;
      } else {
        ordered.add(lines.get(i++));
      }
    }
    return ordered;
  }

  /**
   * Whether the lines of a document may tell what was printed, once more is printed: no line so far
   * contradicts them.
   */
  static boolean canBecome(List<String> shown, List<String> printed) {
    List<String> left = shown.stream().map(Shape::of).toList();
    List<String> right = printed.stream().map(Shape::of).toList();
    if (right.stream().anyMatch(line -> CLIENT.matcher(line).find())) {
      return true; // the order is not known yet
    }
    for (int i = 0; i <= left.size(); i++) {
      if (matches(left.subList(0, i), right)) {
        return true;
      }
    }
    return false;
  }

  private static boolean matches(List<String> shown, List<String> printed) {
    boolean[][] rest = new boolean[shown.size() + 1][printed.size() + 1]; // from there to the end
    rest[shown.size()][printed.size()] = true;
    for (int i = shown.size() - 1; i >= 0; i--) {
      boolean any = shown.get(i).equals(LEFT_OUT);
      for (int j = printed.size(); j >= 0; j--) {
        boolean one = j < printed.size();
        rest[i][j] =
            any
                ? rest[i + 1][j] || (one && rest[i][j + 1])
                : one && shown.get(i).equals(printed.get(j)) && rest[i + 1][j + 1];
      }
    }
    return rest[0][0];
  }

  /**
   * The lines of a document with what was printed in their place: all lines, or those that do not
   * fall under a {@link #LEFT_OUT}.
   */
  static List<String> renewed(List<String> shown, List<String> printed) {
    if (!shown.contains(LEFT_OUT) || !isSame(shown, printed)) {
      return printed;
    }
    var renewed = new ArrayList<String>();
    int j = 0;
    for (int i = 0; i < shown.size(); i++) {
      List<String> rest = shown.subList(i + 1, shown.size());
      if (!shown.get(i).strip().equals(LEFT_OUT)) {
        renewed.add(printed.get(j++));
      } else {
        renewed.add(shown.get(i));
        while (j < printed.size() && !isSame(rest, printed.subList(j, printed.size()))) {
          j++;
        }
      }
    }
    return renewed;
  }

  /** What differs: a line with a minus is in the document only, one with a plus was printed only. */
  static String difference(List<String> shown, List<String> printed) {
    List<String> left = shown.stream().map(Shape::of).toList();
    List<String> right = printed.stream().map(Shape::of).toList();
    int[][] common = new int[left.size() + 1][right.size() + 1];
    for (int i = left.size() - 1; i >= 0; i--) {
      for (int j = right.size() - 1; j >= 0; j--) {
        common[i][j] =
            left.get(i).equals(right.get(j))
                ? common[i + 1][j + 1] + 1
                : Math.max(common[i + 1][j], common[i][j + 1]);
      }
    }
    var lines = new ArrayList<String>();
    int i = 0;
    int j = 0;
    while (i < left.size() || j < right.size()) {
      if (i < left.size() && j < right.size() && left.get(i).equals(right.get(j))) {
        lines.add("    " + shown.get(i++));
        j++;
      } else if (j == right.size() || (i < left.size() && common[i + 1][j] >= common[i][j + 1])) {
        lines.add("  - " + shown.get(i++));
      } else {
        lines.add("  + " + printed.get(j++));
      }
    }
    return lines.stream().collect(Collectors.joining("\n"));
  }
}
