package hexline.bench.server;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How to start a server, in any language.
 *
 * @param label name of the server in the table
 * @param command program and arguments; {@code {port}} stands for a free port, {@code {work}} for
 *     the extra work of each request
 * @param clientsAtOnce how many clients it serves at a time by design
 * @param announces whether it chooses a port and prints it in a line with "listening on"; if not,
 *     it gets a {@code {port}}
 * @param jvm whether it is a JVM of the bench's JDK, whose heap jcmd can read
 */
public record ServerSpec(
    String label, List<String> command, int clientsAtOnce, boolean announces, boolean jvm) {

  /** {@link #clientsAtOnce} of a server that serves all clients at the same time. */
  public static final int NO_LIMIT = Integer.MAX_VALUE;

  private static final Pattern EXTERNAL = Pattern.compile("([\\w.-]+)(?::(\\d+))?=(.+)");
  private static final Pattern WORD = Pattern.compile("'([^']*)'|\"([^\"]*)\"|(\\S+)");

  /** The five servers of the suite, in reading order: names and main classes. */
  private static final Map<String, String> SUITE = new LinkedHashMap<>();

  static {
    SUITE.put("sync", "hexline.sync.SyncServer");
    SUITE.put("threaded", "hexline.threaded.ThreadedServer");
    SUITE.put("nio", "hexline.nio.NioServer");
    SUITE.put("async", "hexline.async.AsyncServer");
    SUITE.put("virtual", "hexline.virtual.VirtualServer");
  }

  public ServerSpec {
    command = List.copyOf(command);
  }

  /** Names of the five servers, in reading order. */
  public static List<String> suite() {
    return List.copyOf(SUITE.keySet());
  }

  /**
   * Parses a server of the suite, with options if there are any, as in {@code nio --workers 64}, or
   * a command, as in {@code name=command {port}}. A number limits the clients that it serves at a
   * time, as in {@code name:1=command {port}}.
   *
   * @throws IllegalArgumentException if the text is neither
   */
  public static ServerSpec parse(String text) {
    Matcher external = EXTERNAL.matcher(text);
    if (external.matches()) {
      return external(external.group(1), external.group(2), words(external.group(3)));
    }
    List<String> words = words(text);
    String name = words.isEmpty() ? "" : words.getFirst();
    String mainClass = SUITE.get(name);
    if (mainClass == null) {
      throw new IllegalArgumentException(
          "'%s' is not one of %s, nor name=command with {port}".formatted(text, suite()));
    }
    List<String> options = words.subList(1, words.size());
    var command = new ArrayList<>(JavaCommand.forServer(mainClass));
    command.addAll(List.of("--port", "0", "--work", "{work}"));
    command.addAll(options);
    String label = (name + " " + String.join(" ", options)).replace("--", "").strip();
    return new ServerSpec(label, command, clientsAtOnce(name, options), true, true);
  }

  /** The server that answers without parsing; see {@link NullServer}. */
  public static ServerSpec nullServer() {
    return new ServerSpec(
        "null", JavaCommand.forServer(NullServer.class.getName()), NO_LIMIT, true, true);
  }

  private static ServerSpec external(String label, String clientsAtOnce, List<String> command) {
    if (command.stream().noneMatch(word -> word.contains("{port}"))) {
      throw new IllegalArgumentException("the command of '" + label + "' has no {port}");
    }
    int limit = clientsAtOnce == null ? NO_LIMIT : Integer.parseInt(clientsAtOnce);
    return new ServerSpec(label, command, limit, false, false);
  }

  private static int clientsAtOnce(String name, List<String> options) {
    int threads = options.indexOf("--threads") + 1;
    if (name.equals("threaded") && threads > 0 && threads < options.size()) {
      return Integer.parseInt(options.get(threads));
    }
    return name.equals("sync") ? 1 : NO_LIMIT;
  }

  /** Whether its command takes the work of each request. */
  public boolean canWork() {
    return command.stream().anyMatch(word -> word.contains("{work}"));
  }

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
