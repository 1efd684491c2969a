package hexline.bench.jmeter;

import hexline.process.ChildProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * A JMeter in a process of its own, without a window. It runs on the JDK of this JVM, in the root
 * of the repository, and ends with this object and with this JVM at the latest.
 */
final class JMeter implements AutoCloseable {

  /** The JVM options of JMeter's own start script. */
  static final List<String> FLAGS =
      List.of(
          "-Xms1g",
          "-Xmx1g",
          "-XX:MaxMetaspaceSize=256m",
          "-XX:+UseG1GC",
          "-XX:MaxGCPauseMillis=100",
          "-XX:G1ReservePercent=20");

  private static final Path ROOT = Path.of("../..").toAbsolutePath().normalize();
  private static final Path LAUNCHER =
      ROOT.resolve("bench/jmeter/installation/target/jmeter/bin/ApacheJMeter.jar");
  private static final Duration GRACE = Duration.ofSeconds(5);
  private static final int LAST_LINES = 20;

  private final ChildProcess process;
  private final Path log;

  private JMeter(ChildProcess process, Path log) {
    this.process = process;
    this.log = log;
  }

  /**
   * Starts a JMeter.
   *
   * @param folder where it writes its log and its preferences
   * @param name of its log
   * @param arguments as on its command line
   * @throws IOException if there is none, or if it cannot be started
   */
  static JMeter start(Path folder, String name, List<String> arguments) throws IOException {
    if (!Files.exists(LAUNCHER)) {
      throw new IOException(
          LAUNCHER + " is missing: mvn -Pjmeter -pl bench/jmeter -am lays it out");
    }
    Path log = folder.resolve(name + ".log");
    var command = new ArrayList<String>();
    command.add(tool("java"));
    command.addAll(FLAGS);
    command.add("-Djava.rmi.server.hostname=127.0.0.1");
    command.add("-Djava.util.prefs.userRoot=" + folder);
    command.addAll(List.of("-jar", LAUNCHER.toString(), "-j", log.toString()));
    command.addAll(arguments);
    var builder = new ProcessBuilder(command).directory(ROOT.toFile());
    return new JMeter(ChildProcess.start(builder, GRACE), log);
  }

  /** A program of this JVM's JDK. */
  static String tool(String name) {
    return Path.of(System.getProperty("java.home"), "bin", name).toString();
  }

  /**
   * Waits for a condition that this JMeter brings about.
   *
   * @throws IOException if JMeter ends before, or the time is over; the message has its last lines
   */
  void await(String what, Duration limit, BooleanSupplier condition)
      throws IOException, InterruptedException {
    long end = System.nanoTime() + limit.toNanos();
    while (!condition.getAsBoolean()) {
      if (!process.isAlive()) {
        throw failure("ended before: " + what);
      }
      if (System.nanoTime() - end > 0) {
        throw failure("not within " + limit.toSeconds() + " s: " + what);
      }
      TimeUnit.MILLISECONDS.sleep(20);
    }
  }

  /**
   * Waits until it has ended by itself.
   *
   * @throws IOException if it does not end in time, ends with another exit code than 0, or leaves a
   *     process; the message has its last lines
   */
  void awaitEnd(Duration limit) throws IOException, InterruptedException {
    if (!process.endsWithin(limit)) {
      throw failure("did not end within " + limit.toSeconds() + " s");
    }
    if (process.exitValue() != 0 || !process.family().isEmpty()) {
      throw failure(process.ending());
    }
  }

  /** Its log so far; empty as long as there is none. */
  String log() {
    try {
      return Files.exists(log) ? Files.readString(log) : "";
    } catch (IOException e) {
      return e.toString();
    }
  }

  /** Its process and those that it has started, as long as they run. */
  List<ProcessHandle> family() {
    return process.family();
  }

  /** An error of this JMeter, with the last lines of its log and of its output. */
  IOException failure(String what) {
    List<String> lines = new ArrayList<>(log().lines().toList());
    lines.addAll(process.output().lastLines(LAST_LINES));
    lines.addAll(process.errors().lastLines(LAST_LINES));
    List<String> last = lines.subList(Math.max(0, lines.size() - 2 * LAST_LINES), lines.size());
    return new IOException("JMeter " + what + "\n" + String.join("\n", last));
  }

  @Override
  public void close() {
    process.close();
  }
}
