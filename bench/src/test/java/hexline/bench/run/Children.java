package hexline.bench.run;

import hexline.bench.server.ServerSpec;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/** Servers for the tests: commands that run classes of the test's own class path. */
final class Children {

  private static final Map<String, ServerSpec> PARSED = new ConcurrentHashMap<>();

  private Children() {}

  /** Servers of the suite. Each is asked once for its limits, which takes the start of a JVM. */
  static List<ServerSpec> suite(String... servers) {
    return Stream.of(servers).map(name -> PARSED.computeIfAbsent(name, ServerSpec::parse)).toList();
  }

  /** A server in Java that chooses its port and prints it. */
  static ServerSpec java(String label, int clientsAtOnce, Class<?> main, String... arguments) {
    var command = new ArrayList<String>();
    command.add(java());
    command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-cp"));
    command.add(System.getProperty("java.class.path"));
    command.add(main.getName());
    command.addAll(List.of(arguments));
    return new ServerSpec.Started(ServerSpec.Kind.SUITE, label, command, clientsAtOnce);
  }

  /** The server that takes one read for one message, as a user of the bench would name it. */
  static ServerSpec article() {
    return ServerSpec.parse(
        "article='%s' -cp '%s' hexline.sync.ArticleDraft --port {port}"
            .formatted(java(), System.getProperty("java.class.path")));
  }

  private static String java() {
    return Path.of(System.getProperty("java.home"), "bin", "java").toString();
  }
}
