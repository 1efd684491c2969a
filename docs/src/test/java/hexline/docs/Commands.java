package hexline.docs;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The commands that a document names: those that begin with {@code ./run}. */
final class Commands {

  private static final Pattern COMMAND =
      Pattern.compile("\\./run(?= |`|$)((?:\\\\\n|[^`\n])*)", Pattern.MULTILINE);
  private static final Pattern WORD = Pattern.compile("'([^']*)'|\"([^\"]*)\"|([^\\s'\"]+)");
  private static final Pattern END = Pattern.compile("[|&;<>()]+.*|#.*");

  private Commands() {}

  /** The words after {@code ./run} of each command. */
  static List<List<String>> of(String text) {
    var commands = new ArrayList<List<String>>();
    Matcher command = COMMAND.matcher(text);
    for (int from = 0; command.find(from); from = command.start(1)) { // one may run another
      commands.add(words(command.group(1).replace("\\\n", " ")));
    }
    return commands;
  }

  /** Words of a shell, up to what ends a command. */
  private static List<String> words(String text) {
    var words = new ArrayList<String>();
    Matcher word = WORD.matcher(text);
    while (word.find()) {
      String bare = word.group(3);
      if (bare != null && END.matcher(bare).matches()) {
        break;
      }
      String quoted = word.group(1) != null ? word.group(1) : word.group(2);
      words.add(bare == null ? quoted : bare.replaceFirst("[;,.:)|]+$", ""));
      if (bare != null && bare.matches(".*[;)|]")) {
        break;
      }
    }
    return words;
  }
}
