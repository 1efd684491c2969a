package hexline.bench.server;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Commands of servers in Java: the JDK of this JVM, and the same flags for all servers. */
public final class JavaCommand {

  /**
   * A heap of fixed size whose pages are resident from the start, so that resident memory grows
   * only by what connections take outside the heap. The serial collector, because parallel ones
   * would compete for few cores. Compaction at each collection, so that "used" means alive.
   */
  public static final List<String> FLAGS =
      List.of(
          "-Xms256m",
          "-Xmx256m",
          "-XX:+AlwaysPreTouch",
          "-XX:+UseSerialGC",
          "-XX:MarkSweepAlwaysCompactCount=1");

  private static final Set<String> JVM_OPTIONS =
      Set.of("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS", "_JAVA_OPTIONS");

  private JavaCommand() {}

  static List<String> forServer(String mainClass) {
    var command = new ArrayList<String>();
    command.add(tool("java"));
    command.addAll(FLAGS);
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), mainClass));
    return command;
  }

  /**
   * The command of another program on the class path of this JVM, on the same JDK.
   *
   * @param flags of its JVM
   */
  public static List<String> of(String mainClass, List<String> flags, List<String> arguments) {
    var command = new ArrayList<String>();
    command.add(tool("java"));
    command.addAll(flags);
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), mainClass));
    command.addAll(arguments);
    return command;
  }

  /** Removes variables that are options of a server, or of its JVM, which no result would show. */
  public static void withoutVariables(Map<String, String> environment) {
    environment
        .keySet()
        .removeIf(name -> name.startsWith("HEXLINE_") || JVM_OPTIONS.contains(name));
  }

  /** A program of this JVM's JDK. */
  public static String tool(String name) {
    return Path.of(System.getProperty("java.home"), "bin", name).toString();
  }
}
