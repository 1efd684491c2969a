package hexline.torture.server;

import hexline.conformance.Settings;
import hexline.conformance.Trait;
import hexline.conformance.process.Target;
import hexline.torture.server.Subject.Kind;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The servers that there are. */
public final class Subjects {

  /** Exit code of a JVM that SIGTERM has ended. */
  private static final int SIGTERM_EXIT_CODE = 143;

  private static final String PORT = "{port}";
  private static final String OPTIONS = "{options}";
  private static final Pattern WORD = Pattern.compile("'([^']*)'|\"([^\"]*)\"|(\\S+)");

  /** Names of the five servers and their main classes, in reading order. */
  private static final Map<String, String> SUITE = new LinkedHashMap<>();

  static {
    SUITE.put("sync", "hexline.sync.SyncServer");
    SUITE.put("threaded", "hexline.threaded.ThreadedServer");
    SUITE.put("nio", "hexline.nio.NioServer");
    SUITE.put("async", "hexline.async.AsyncServer");
    SUITE.put("virtual", "hexline.virtual.VirtualServer");
  }

  private Subjects() {}

  /** The names of the five servers, in reading order. */
  public static List<String> suite() {
    return List.copyOf(SUITE.keySet());
  }

  /**
   * One of the five servers, with options if there are any, as in {@code nio --workers 4}.
   *
   * @param settings without its trait and its exit code
   * @throws IllegalArgumentException if there is no such server
   */
  public static Subject ofSuite(String text, Settings settings) {
    List<String> words = words(text);
    String name = words.isEmpty() ? "" : words.getFirst();
    String mainClass = SUITE.get(name);
    if (mainClass == null) {
      throw new IllegalArgumentException(
          "'" + text + "' is not one of " + String.join(", ", suite()));
    }
    List<String> options = words.subList(1, words.size());
    var arguments = new ArrayList<>(List.of("--port", PORT, OPTIONS));
    arguments.addAll(options);
    var repeat = new ArrayList<>(List.of("--", "./run", name + "-server"));
    repeat.addAll(arguments);
    Set<Trait> traits = name.equals("sync") ? Set.of(Trait.ONE_CLIENT_AT_A_TIME) : Set.of();
    return new Subject(
        (name + " " + String.join(" ", options)).replace("--", "").strip(),
        Kind.SUITE,
        java(mainClass, arguments),
        settings.withTraits(traits).withExitCode(SIGTERM_EXIT_CODE),
        repeat);
  }

  /**
   * A command that starts a server.
   *
   * @throws IllegalArgumentException if there is no {@code {port}} in it
   */
  public static Subject command(List<String> words, Settings settings) {
    var checked = new Target.Command(words);
    var repeat = new ArrayList<>(List.of("--"));
    repeat.addAll(words);
    return new Subject(
        "command", Kind.GIVEN, new Subject.Command(checked.words()), settings, repeat);
  }

  /** A server that runs already. */
  public static Subject running(String host, int port, Settings settings) {
    return new Subject(
        host + ":" + port,
        Kind.GIVEN,
        new Subject.Running(host, port),
        settings,
        List.of("--host", host, "--port", String.valueOf(port)));
  }

  /** A main class on the class path of this JVM. */
  private static Subject.Command java(String mainClass, List<String> arguments) {
    var words = new ArrayList<String>();
    words.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    words.add(Subject.Command.JVM);
    words.addAll(List.of("-cp", System.getProperty("java.class.path"), mainClass));
    words.addAll(arguments);
    return new Subject.Command(words);
  }

  private static List<String> words(String text) {
    var words = new ArrayList<String>();
    for (Matcher word = WORD.matcher(text); word.find(); ) {
      for (int group = 1; group <= 3; group++) {
        if (word.group(group) != null) {
          words.add(word.group(group));
        }
      }
    }
    return words;
  }
}
