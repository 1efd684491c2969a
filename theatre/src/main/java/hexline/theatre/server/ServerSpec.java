package hexline.theatre.server;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A server that a scene is played with. */
public sealed interface ServerSpec {

  /** Its name on the page. */
  String label();

  /**
   * One of the five servers of the suite.
   *
   * @param mainClass that starts it
   * @param options of its own
   */
  record OfSuite(String label, String mainClass, List<String> options) implements ServerSpec {

    public OfSuite {
      options = List.copyOf(options);
    }
  }

  /**
   * Any other command, which listens on a port that it is given.
   *
   * @param command in which {@code {port}} stands for the port, {@code {work}} for the extra work of
   *     each request
   */
  record External(String label, List<String> command) implements ServerSpec {

    public External {
      command = List.copyOf(command);
    }

    /** Whether it can be told what to do for each request. */
    public boolean canWork() {
      return command.stream().anyMatch(word -> word.contains("{work}"));
    }
  }

  /** The names of the five servers, in reading order. */
  static List<String> suite() {
    return List.copyOf(Names.SUITE.keySet());
  }

  /**
   * A server of the suite, with options if there are any, as in {@code nio --workers 4}.
   *
   * @throws IllegalArgumentException if there is no such server
   */
  static ServerSpec ofSuite(String text) {
    List<String> words = Names.words(text);
    String name = words.isEmpty() ? "" : words.getFirst();
    String mainClass = Names.SUITE.get(name);
    if (mainClass == null) {
      throw new IllegalArgumentException("'" + text + "' is not one of " + suite());
    }
    List<String> options = words.subList(1, words.size());
    String label = (name + " " + String.join(" ", options)).replace("--", "").strip();
    return new OfSuite(label, mainClass, options);
  }

  /**
   * Another command, as in {@code asyncio=python3 server.py {port}}.
   *
   * @throws IllegalArgumentException if it has no name or no {@code {port}}
   */
  static ServerSpec external(String text) {
    Matcher form = Names.EXTERNAL.matcher(text);
    if (!form.matches()) {
      throw new IllegalArgumentException("'" + text + "' is not NAME=COMMAND");
    }
    List<String> command = Names.words(form.group(2));
    if (command.stream().noneMatch(word -> word.contains("{port}"))) {
      throw new IllegalArgumentException("the command of '" + form.group(1) + "' has no {port}");
    }
    return new External(form.group(1), command);
  }

  /** What names and commands look like. */
  final class Names {
    private static final Pattern EXTERNAL = Pattern.compile("([\\w.-]+)=(.+)");
    private static final Pattern WORD = Pattern.compile("'([^']*)'|\"([^\"]*)\"|(\\S+)");
    private static final Map<String, String> SUITE = new LinkedHashMap<>();

    static {
      SUITE.put("sync", "hexline.sync.SyncServer");
      SUITE.put("threaded", "hexline.threaded.ThreadedServer");
      SUITE.put("nio", "hexline.nio.NioServer");
      SUITE.put("async", "hexline.async.AsyncServer");
      SUITE.put("virtual", "hexline.virtual.VirtualServer");
    }

    private Names() {}

    private static List<String> words(String command) {
      var words = new ArrayList<String>();
      for (Matcher word = WORD.matcher(command); word.find(); ) {
        for (int group = 1; group <= 3; group++) {
          if (word.group(group) != null) {
            words.add(word.group(group));
          }
        }
      }
      return words;
    }
  }
}
