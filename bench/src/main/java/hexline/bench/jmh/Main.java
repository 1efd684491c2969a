package hexline.bench.jmh;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * JMH's command line, with {@link ServerProfiler} switched on.
 *
 * <p>JMH 1.37 calls methods of sun.misc.Unsafe that JDK 24 and newer warn about on standard error.
 * A manifest cannot allow them, so this class starts a second JVM with the flag that does.
 */
public final class Main {

  /** JMH reads the layout of its objects through sun.misc.Unsafe. */
  static final String ALLOW_UNSAFE = "--sun-misc-unsafe-memory-access=allow";

  /** OSHI and JMH load native libraries. */
  static final String ALLOW_NATIVE = "--enable-native-access=ALL-UNNAMED";

  private Main() {}

  /** Takes all options of JMH: {@code -h} lists them. */
  public static void main(String[] args) throws IOException, InterruptedException {
    List<String> jvmArguments = ManagementFactory.getRuntimeMXBean().getInputArguments();
    if (!jvmArguments.contains(ALLOW_UNSAFE)) {
      System.exit(withoutWarnings(jvmArguments, args));
    }
    var all = new ArrayList<>(List.of(args));
    all.addAll(List.of("-prof", ServerProfiler.class.getName()));
    org.openjdk.jmh.Main.main(all.toArray(String[]::new));
  }

  private static int withoutWarnings(List<String> jvmArguments, String[] args)
      throws IOException, InterruptedException {
    var command = new ArrayList<String>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(jvmArguments);
    command.addAll(List.of(ALLOW_UNSAFE, ALLOW_NATIVE));
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), Main.class.getName()));
    command.addAll(List.of(args));
    Process jmh = new ProcessBuilder(command).inheritIO().start();
    Runtime.getRuntime().addShutdownHook(new Thread(jmh::destroy, "stop-jmh"));
    return jmh.waitFor();
  }
}
