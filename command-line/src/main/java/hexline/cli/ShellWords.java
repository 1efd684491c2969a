package hexline.cli;

import java.util.List;
import java.util.stream.Collectors;

/** Words as the command line that a reader can copy into a POSIX shell. */
public final class ShellWords {

  private ShellWords() {}

  /** The words with a space between them; one that a shell would change is quoted. */
  public static String of(List<String> words) {
    return words.stream().map(ShellWords::quoted).collect(Collectors.joining(" "));
  }

  private static String quoted(String word) {
    return word.matches("[A-Za-z0-9_./:=@%+,{}-]+") ? word : "'" + word.replace("'", "'\\''") + "'";
  }
}
