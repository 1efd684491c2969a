package hexline.theatre.server;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The command of a server in Java: the JDK and the class path of this JVM. */
final class JavaCommand {

  private static final Set<String> JVM_OPTIONS =
      Set.of("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS", "_JAVA_OPTIONS");

  /**
   * A small heap, the collector and the compiler that work least beside the server, and nothing on
   * standard output.
   */
  private static final List<String> FLAGS =
      List.of(
          "-Xmx128m",
          "-XX:+UseSerialGC",
          "-XX:TieredStopAtLevel=1",
          "--enable-native-access=ALL-UNNAMED",
          "-Xlog:disable",
          "-Xlog:all=error:stderr");

  private JavaCommand() {}

  /**
   * Program and arguments.
   *
   * @param further options of the JVM
   */
  static List<String> of(List<String> further, String mainClass, List<String> arguments) {
    var command = new ArrayList<String>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(FLAGS);
    command.addAll(further);
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), mainClass));
    command.addAll(arguments);
    return command;
  }

  /** The command as a reader wants to see it: without paths. */
  static List<String> shown(List<String> command) {
    var shown = new ArrayList<String>(List.of("java"));
    for (int i = 1; i < command.size(); i++) {
      String word = command.get(i);
      if (word.equals("-cp")) {
        i++; // the class path
      } else if (word.startsWith("-javaagent:")) {
        shown.add("-javaagent:theatre-agent.jar");
      } else if (word.startsWith("-XX:StartFlightRecording")) {
        shown.add("-XX:StartFlightRecording:settings=theatre.jfc");
      } else if (!word.startsWith("-X") && !word.startsWith("--enable-native-access")) {
        shown.add(word);
      }
    }
    return shown;
  }

  /** Removes variables that are options of a server, or of its JVM. */
  static void withoutVariables(Map<String, String> environment) {
    environment
        .keySet()
        .removeIf(name ->
            (name.startsWith("HEXLINE_") && !name.equals("HEXLINE_CHILD"))
                || JVM_OPTIONS.contains(name));
  }
}
