package hexline.bench.server;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** How servers in Java are started: the JDK of this JVM, and the same flags for all. */
public final class JavaCommand {

  /**
   * A heap of fixed size that is resident from the start, so that what grows with the connections is
   * seen beside it and not inside. The collector with the fewest threads of its own, because two
   * cores are all that many machines can spare; and no dead space left in the heap when it is asked
   * for what is alive.
   */
  public static final List<String> FLAGS =
      List.of(
          "-Xms256m",
          "-Xmx256m",
          "-XX:+AlwaysPreTouch",
          "-XX:+UseSerialGC",
          "-XX:MarkSweepAlwaysCompactCount=1");

  private JavaCommand() {}

  static List<String> forServer(String mainClass) {
    var command = new ArrayList<String>();
    command.add(tool("java"));
    command.addAll(FLAGS);
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), mainClass));
    return command;
  }

  /** A program of this JVM's JDK. */
  static String tool(String name) {
    return Path.of(System.getProperty("java.home"), "bin", name).toString();
  }
}
