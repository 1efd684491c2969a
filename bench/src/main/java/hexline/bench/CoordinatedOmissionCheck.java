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
 * Stops a server for a second in the middle of an open loop. A client that starts its clock when it
 * manages to send hardly notices: the few requests in flight are too few for any percentile, and the
 * others are sent late (coordinated omission). The clock from the intended start must show it.
 *
 * @param intendedNanos p99.9 from the intended start
 * @param naiveNanos p99.9 from the actual send
 * @param failure why nothing can be said, or empty
 */
record CoordinatedOmissionCheck(OptionalLong intendedNanos, OptionalLong naiveNanos, String failure) {

  private static final Duration RUN = Duration.ofSeconds(3);
  private static final Duration UNTIL_STOP = Duration.ofMillis(700);
  private static final Duration STOP = Duration.ofSeconds(1);
  private static final double TAIL = 99.9;
  private static final RequestTable TABLE = RequestTable.mixed(1);

  /** Few connections and many arrivals: 4 slow requests in 12,000 are below one in a thousand. */
  private static final Load LOAD = new Load.Open(4, 4000, Arrivals.Kind.CONSTANT);

  /**
   * Runs it.
   *
   * @throws IOException if the server cannot be started, or the system has no such signals
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

  /** Whether one clock shows most of the stop, and the other less than a tenth of it. */
  boolean passed() {
    return failure.isEmpty()
        && intendedNanos.orElse(0) > STOP.toNanos() * 8 / 10
        && naiveNanos.orElse(Long.MAX_VALUE) < STOP.toNanos() / 10;
  }

  @Override
  public String toString() {
    return "p99.9 with the server stopped for one second: %,d us from the intended start,"
            .formatted(intendedNanos.orElse(-1) / 1000)
        + " %,d us from the send%s"
            .formatted(naiveNanos.orElse(-1) / 1000, failure.isEmpty() ? "" : "; " + failure);
  }
}
