package hexline.bench;

import hexline.bench.load.Arrivals;
import hexline.bench.load.Load;
import hexline.bench.load.LoadEngine;
import hexline.bench.load.Measurement;
import hexline.bench.load.Percentiles;
import hexline.bench.load.RequestTable;
import hexline.bench.server.MeasuredServer;
import hexline.bench.server.ServerSpec;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.OptionalLong;
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
      Thread stopper = Thread.ofPlatform().name("stopper").start(() -> stop(server));
      Measurement measurement = engine.measure(1, RUN, () -> {});
      stopper.join();
      Histogram fromSend = measurement.fromSend();
      String failure = measurement.errors().isEmpty() ? "" : "errors: " + measurement.firstError();
      return new CoordinatedOmissionCheck(
          Percentiles.of(measurement.latency(), TAIL),
          fromSend == null ? OptionalLong.empty() : Percentiles.of(fromSend, TAIL),
          failure);
    }
  }

  private static void stop(MeasuredServer server) {
    try {
      TimeUnit.NANOSECONDS.sleep(UNTIL_STOP.toNanos());
      signal("STOP", server.pid());
      try {
        TimeUnit.NANOSECONDS.sleep(STOP.toNanos());
      } finally {
        signal("CONT", server.pid());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void signal(String name, long pid) throws IOException, InterruptedException {
    int exit = new ProcessBuilder("kill", "-" + name, "" + pid).inheritIO().start().waitFor();
    if (exit != 0) {
      throw new IOException("kill -" + name + " failed with exit code " + exit);
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
    return "p99.9 with a pause of one second: %,d us from the intended start,"
            .formatted(intendedNanos.orElse(-1) / 1000)
        + " %,d us from the send%s"
            .formatted(naiveNanos.orElse(-1) / 1000, failure.isEmpty() ? "" : "; " + failure);
  }
}
