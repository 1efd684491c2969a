package hexline.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import hexline.bench.load.Arrivals;
import hexline.bench.load.Load;
import hexline.bench.load.LoadEngine;
import hexline.bench.load.Measurement;
import hexline.bench.load.Percentiles;
import hexline.bench.load.RequestTable;
import hexline.bench.server.MeasuredServer;
import hexline.bench.server.ServerSpec;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;

/**
 * Stops a server (SIGSTOP) for a second within an open loop and reads the latencies by two clocks.
 * Latency from the send hides the pause: the requests in flight are too few for any percentile, and
 * the others are sent after it (coordinated omission). Latency from the intended start shows it.
 *
 * @param intendedNanos p99.9 from the intended start
 * @param naiveNanos p99.9 from the actual send
 * @param failure the errors that make both values worthless, or empty
 */
record CoordinatedOmissionCheck(
    OptionalLong intendedNanos, OptionalLong naiveNanos, String failure) {

  private static final Duration RUN = Duration.ofSeconds(3);
  private static final Duration UNTIL_STOP = Duration.ofMillis(700);
  private static final Duration STOP = Duration.ofSeconds(1);
  private static final double TAIL = 99.9;
  private static final RequestTable TABLE = RequestTable.mixed(1);

  /** 4 requests of 12,000 are in flight during the pause: fewer than the 0.1 % beyond p99.9. */
  private static final Load LOAD = new Load.Open(4, 4000, Arrivals.Kind.CONSTANT);

  /**
   * Runs the check; takes about five seconds.
   *
   * @throws IOException if the server cannot be started or stopped
   */
  static CoordinatedOmissionCheck run(ServerSpec spec) throws IOException, InterruptedException {
    try (var server = MeasuredServer.start(spec, "none");
        var engine = new LoadEngine(server.address(), LOAD, TABLE, Duration.ofSeconds(5), 1)) {
      engine.connect();
      engine.start();
      engine.run(Duration.ofSeconds(1));
      engine.drain();
      List<ProcessHandle> family = server.family();
      var pause = new FutureTask<>(() -> stop(family));
      Thread.ofPlatform().name("stopper").start(pause);
      Measurement measurement = engine.measure(1, RUN, () -> {});
      pause.get();
      Histogram fromSend = measurement.fromSend();
      String failure = measurement.errors().isEmpty() ? "" : "errors: " + measurement.firstError();
      return new CoordinatedOmissionCheck(
          Percentiles.of(measurement.latency(), TAIL),
          fromSend == null ? OptionalLong.empty() : Percentiles.of(fromSend, TAIL),
          failure);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof IOException cause) {
        throw new IOException("cannot pause " + spec.label() + ": " + cause.getMessage(), cause);
      }
      throw new IllegalStateException(e);
    }
  }

  /**
   * Stops all processes of a server for a second, because its command may be a script that starts
   * it. Returns true.
   */
  private static boolean stop(List<ProcessHandle> family) throws IOException, InterruptedException {
    TimeUnit.NANOSECONDS.sleep(UNTIL_STOP.toNanos());
    try {
      signal("STOP", family);
      TimeUnit.NANOSECONDS.sleep(STOP.toNanos());
    } finally {
      signal("CONT", family);
    }
    return true;
  }

  private static void signal(String name, List<ProcessHandle> family)
      throws IOException, InterruptedException {
    for (ProcessHandle process : family) {
      Process kill =
          new ProcessBuilder("kill", "-" + name, "" + process.pid())
              .redirectErrorStream(true)
              .start();
      String said = new String(kill.getInputStream().readAllBytes(), UTF_8).strip();
      if (kill.waitFor() != 0 && process.isAlive()) {
        throw new IOException("kill -" + name + ": " + said);
      }
    }
  }

  /** Whether one clock shows more than 80 % of the pause, and the other less than 10 %. */
  boolean passed() {
    return failure.isEmpty()
        && intendedNanos.orElse(0) > STOP.toNanos() * 8 / 10
        && naiveNanos.orElse(Long.MAX_VALUE) < STOP.toNanos() / 10;
  }

  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        "p99.9 with a pause of one second: %,d us from the intended start, %,d us from the send%s",
        intendedNanos.orElse(-1) / 1000,
        naiveNanos.orElse(-1) / 1000,
        failure.isEmpty() ? "" : "; " + failure);
  }
}
