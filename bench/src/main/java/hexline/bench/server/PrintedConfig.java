package hexline.bench.server;

import static java.nio.charset.StandardCharsets.UTF_8;

import hexline.process.ChildProcess;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What a server of the suite says of itself with {@code --print-config}. The bench does not read a
 * server's options: what they mean, and how they may be written, only the server knows.
 *
 * @param values by key
 */
record PrintedConfig(Map<String, String> values) {

  private static final String CLIENTS = "clients-at-a-time";
  private static final String CARRIERS = "carriers";
  private static final Duration LIMIT = Duration.ofSeconds(60); // a machine may be busy

  private static final Map<List<String>, PrintedConfig> KNOWN = new ConcurrentHashMap<>();

  PrintedConfig {
    values = Map.copyOf(values);
  }

  /**
   * Runs a server's program with {@code --print-config}, which takes as long as the start of a JVM;
   * what it says is kept, so that the same options are asked about once.
   *
   * @throws IllegalArgumentException if the program refuses the options; the message is its own
   * @throws IOException if it cannot be run
   */
  static PrintedConfig of(String mainClass, List<String> options) throws IOException {
    var question = new ArrayList<>(List.of(mainClass));
    question.addAll(options);
    PrintedConfig known = KNOWN.get(question);
    if (known == null) {
      known = ask(mainClass, options);
      KNOWN.put(List.copyOf(question), known);
    }
    return known;
  }

  private static PrintedConfig ask(String mainClass, List<String> options) throws IOException {
    var command = new ArrayList<String>();
    command.addAll(List.of(JavaCommand.tool("java"), "-XX:TieredStopAtLevel=1"));
    command.addAll(List.of("-XX:+UseSerialGC", "-cp", System.getProperty("java.class.path")));
    command.addAll(List.of(mainClass, "--print-config"));
    command.addAll(options);
    var builder = new ProcessBuilder(command);
    JavaCommand.withoutVariables(builder.environment());
    try (ChildProcess program = ChildProcess.start(builder, Duration.ZERO)) {
      if (!program.endsWithin(LIMIT)) {
        throw new IOException("--print-config does not end within " + LIMIT.toSeconds() + " s");
      }
      if (program.exitValue() != 0) {
        throw new IllegalArgumentException(
            program.errors().awaitEnd().firstLine().orElse("it " + program.ending()));
      }
      return parse(program.output().awaitEnd().text(UTF_8));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }

  private static PrintedConfig parse(String text) {
    var values = new HashMap<String, String>();
    for (String line : text.lines().toList()) {
      int equals = line.indexOf('=');
      if (equals > 0) {
        values.put(line.substring(0, equals), line.substring(equals + 1));
      }
    }
    if (!values.containsKey(CLIENTS)) { // after --help, for example
      throw new IllegalArgumentException("these options start no server");
    }
    return new PrintedConfig(values);
  }

  /**
   * Threads that carry its virtual threads; 0 if it has no such option, or leaves it to the JDK.
   */
  int carriers() {
    return Integer.parseInt(values.getOrDefault(CARRIERS, "0"));
  }

  /** How many clients the server serves at a time; others wait or are refused. */
  int clientsAtATime() {
    return Integer.parseInt(values.getOrDefault(CLIENTS, ""));
  }
}
