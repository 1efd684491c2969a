package hexline.bench.jmeter;

import static java.nio.charset.StandardCharsets.US_ASCII;

import hexline.process.Ports;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A run of the plan, by one JMeter or by remote engines, which end with it. */
final class PlanRun implements AutoCloseable {

  private static final Duration END_LIMIT = Duration.ofSeconds(60); // beyond the plan's duration

  private final JMeter jmeter;
  private final Path samples;
  private final Duration duration;
  private final int stopPort; // UDP
  private final @Nullable RemoteEngines engines;

  private PlanRun(
      JMeter jmeter,
      Path samples,
      Duration duration,
      int stopPort,
      @Nullable RemoteEngines engines) {
    this.jmeter = jmeter;
    this.samples = samples;
    this.duration = duration;
    this.stopPort = stopPort;
    this.engines = engines;
  }

  /**
   * Starts the plan in a new JMeter.
   *
   * @param folder where JMeter writes its log and its samples
   * @param threads of each engine
   * @param duration in whole seconds, unless the run is stopped earlier
   * @param engines that are to send the requests; null if this JMeter is
   */
  static PlanRun start(
      Path folder,
      InetSocketAddress server,
      int threads,
      Duration duration,
      @Nullable RemoteEngines engines)
      throws IOException {
    Path samples = folder.resolve("samples.jtl");
    var arguments =
        new ArrayList<>(List.of("-n", "-t", "bench/jmeter/hexline.jmx", "-l", samples.toString()));
    Sample.COLUMNS.forEach(column -> arguments.add("-Jjmeter.save.saveservice." + column));
    int stopPort = Ports.free();
    arguments.add("-Jjmeterengine.nongui.port=" + stopPort);
    arguments.add("-Jjmeterengine.nongui.maxport=" + stopPort); // this one and no other
    String property = engines == null ? "-J" : "-G"; // of this JMeter, or sent to the engines
    arguments.add(property + "host=" + server.getAddress().getHostAddress());
    arguments.add(property + "port=" + server.getPort());
    arguments.add(property + "threads=" + threads);
    arguments.add(property + "duration=" + duration.toSeconds());
    if (engines != null) {
      arguments.addAll(engines.options());
      arguments.addAll(List.of("-R", String.join(",", engines.addresses()), "-X"));
    }
    JMeter jmeter = JMeter.start(folder, "run", arguments);
    return new PlanRun(jmeter, samples, duration, stopPort, engines);
  }

  /** Waits until each engine has contributed samples. */
  void awaitSamples() throws IOException, InterruptedException {
    List<String> prefixes = engines == null ? List.of("") : engines.addresses();
    jmeter.await(
        "samples of all engines",
        END_LIMIT,
        () -> prefixes.stream().allMatch(prefix -> hasSampleOf(prefix)));
  }

  private boolean hasSampleOf(String engine) {
    try {
      return Files.exists(samples)
          && Sample.read(samples).stream().anyMatch(sample -> sample.thread().startsWith(engine));
    } catch (IOException e) {
      return false;
    }
  }

  /** Processes that send the requests, that of the JMeter which collects the samples included. */
  List<ProcessHandle> family() {
    return Stream.concat(jmeter.family().stream(), engines == null ? Stream.of() : engines.family())
        .toList();
  }

  /** Tells JMeter to end the run now; requests in flight are completed. */
  void stop() throws IOException {
    byte[] order = "Shutdown".getBytes(US_ASCII);
    try (var socket = new DatagramSocket()) {
      InetAddress loopback = InetAddress.getLoopbackAddress();
      socket.send(new DatagramPacket(order, order.length, loopback, stopPort));
    }
  }

  /**
   * Waits until the run has ended, and its engines with it.
   *
   * @return all samples
   * @throws IOException if a JMeter does not end in time, or ends with an error
   */
  List<Sample> awaitEnd() throws IOException, InterruptedException {
    jmeter.awaitEnd(duration.plus(END_LIMIT));
    if (engines != null) {
      engines.awaitEnd(END_LIMIT);
    }
    List<Sample> all = Sample.read(samples);
    if (all.isEmpty()) {
      throw jmeter.failure("sent nothing");
    }
    return all;
  }

  @Override
  public void close() {
    jmeter.close();
  }
}
