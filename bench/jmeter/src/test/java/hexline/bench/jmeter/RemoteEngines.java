package hexline.bench.jmeter;

import hexline.process.ChildProcess;
import hexline.process.Ports;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Engines for a distributed run: JMeters that wait on a port of loopback for the plan. They and the
 * JMeter that sends the plan know each other by a key that is made for this object: without TLS an
 * engine would listen on all interfaces and run the plan of anyone.
 */
final class RemoteEngines implements AutoCloseable {

  private static final Duration START_LIMIT = Duration.ofSeconds(60); // a machine may be busy
  private static final Duration KEY_LIMIT = Duration.ofSeconds(30);
  private static final String PASSWORD =
      "changeit"; // JMeter's default; the file is in a new folder

  private final Path keys;
  private final Map<String, JMeter> engines = new LinkedHashMap<>(); // by address

  private RemoteEngines(Path folder) {
    this.keys = folder.resolve("rmi-keystore.p12");
  }

  /**
   * Starts engines and waits until they listen.
   *
   * @param folder where they write their logs
   * @throws IOException if one cannot be started; the message has its last lines
   */
  static RemoteEngines start(Path folder, int count) throws IOException, InterruptedException {
    var started = new RemoteEngines(folder);
    try {
      started.makeKeys();
      for (int i = 0; i < count; i++) {
        started.startOne(folder);
      }
      for (JMeter engine : started.engines.values()) {
        engine.await(
            "an engine listens", START_LIMIT, () -> engine.log().contains("Bound to RMI registry"));
      }
      return started;
    } catch (IOException | InterruptedException | RuntimeException e) {
      started.close();
      throw e;
    }
  }

  private void makeKeys() throws IOException, InterruptedException {
    var keytool =
        new ProcessBuilder(
            JMeter.tool("keytool"),
            "-genkeypair",
            "-alias",
            "rmi",
            "-keyalg",
            "EC",
            "-dname",
            "CN=hexline",
            "-validity",
            "2",
            "-keystore",
            keys.toString(),
            "-storetype",
            "PKCS12",
            "-storepass",
            PASSWORD);
    try (ChildProcess process = ChildProcess.start(keytool, Duration.ZERO)) {
      if (!process.endsWithin(KEY_LIMIT) || process.exitValue() != 0) {
        throw new IOException("keytool made no key: " + process.errors().lastLines(5));
      }
    }
  }

  private void startOne(Path folder) throws IOException {
    int port = Ports.free();
    var arguments = new ArrayList<>(List.of("-s", "-Jserver_port=" + port));
    arguments.addAll(options());
    engines.put("127.0.0.1:" + port, JMeter.start(folder, "engine-" + port, arguments));
  }

  /** What a JMeter needs on its command line to reach these engines. */
  List<String> options() {
    return List.of(
        "-Jserver.rmi.ssl.keystore.file=" + keys,
        "-Jserver.rmi.ssl.keystore.type=PKCS12",
        "-Jserver.rmi.ssl.keystore.password=" + PASSWORD);
  }

  /** Where the engines listen, as in {@code 127.0.0.1:20001}. */
  List<String> addresses() {
    return List.copyOf(engines.keySet());
  }

  /** Processes of the engines that run now. */
  Stream<ProcessHandle> family() {
    return engines.values().stream().flatMap(engine -> engine.family().stream());
  }

  /**
   * Waits until all have ended by themselves, as the JMeter that sent the plan tells them to.
   *
   * @throws IOException if one does not
   */
  void awaitEnd(Duration limit) throws IOException, InterruptedException {
    for (JMeter engine : engines.values()) {
      engine.awaitEnd(limit);
    }
  }

  @Override
  public void close() {
    engines.values().forEach(JMeter::close);
  }
}
