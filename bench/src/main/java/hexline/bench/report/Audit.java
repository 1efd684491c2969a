package hexline.bench.report;

import hexline.bench.load.Load;
import hexline.bench.load.Measurement;
import hexline.bench.load.Percentiles;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import org.HdrHistogram.Histogram;

/** The conditions that a measurement must satisfy for its numbers to be printed. */
public final class Audit {

  private static final double LITTLE_TOLERANCE = 0.05;

  /** Share of an open loop's arrivals. For the tail {@link Percentiles} allows far fewer. */
  private static final double MOST_LATE = 0.1;

  /** Share of an open loop's arrivals that may be unsent when the last window ends. */
  private static final double MOST_UNSENT = 0.05;

  private Audit() {}

  /**
   * Why a row fails: the failure of the first of its processes that has one. The schedule of an open
   * loop is judged in all processes together, as its latencies are: a start in which the machine is
   * slow for a while has many late arrivals, and few of all that there are.
   */
  static Optional<String> failure(Row row) {
    boolean all = row.experiment().allMustBeServed();
    return row.measurements()
        .map(measurement -> answersFailure(measurement, all))
        .flatMap(Optional::stream)
        .findFirst()
        .or(() -> row.punctuality().flatMap(Audit::scheduleFailure));
  }

  /**
   * Why a measurement fails; absent if it passes.
   *
   * @param all whether every client must have been answered
   */
  public static Optional<String> failure(Measurement measurement, boolean all) {
    return answersFailure(measurement, all)
        .or(() -> Optional.ofNullable(measurement.punctuality()).flatMap(Audit::scheduleFailure));
  }

  private static Optional<String> answersFailure(Measurement measurement, boolean all) {
    Optional<String> errors = errors(measurement);
    if (errors.isPresent()) {
      return errors;
    }
    if (measurement.windowAnswers() == 0) {
      return Optional.of("nothing was answered");
    }
    if (all && measurement.neverAnswered() > 0) {
      return Optional.of(
          "%d of %d clients were never answered"
              .formatted(measurement.neverAnswered(), measurement.load().connections()));
    }
    boolean isAskedOfAll = !(measurement.load() instanceof Load.Open); // free ones may be idle
    if (all && isAskedOfAll && measurement.served() < measurement.load().connections()) {
      return Optional.of(
          "only %d of %d clients were answered in %.1f s"
              .formatted(
                  measurement.served(),
                  measurement.load().connections(),
                  measurement.nanos() / 1e9));
    }
    return measurement.load() instanceof Load.Open
        ? nothingSent(measurement)
        : littleFailure(measurement);
  }

  /** The errors in words; absent if there were none. */
  public static Optional<String> errors(Measurement measurement) {
    if (measurement.errors().isEmpty()) {
      return Optional.empty();
    }
    String counts =
        measurement.errors().entrySet().stream()
            .map(e -> e.getValue() + " " + e.getKey().name().toLowerCase(Locale.ROOT))
            .collect(Collectors.joining(", "));
    return Optional.of(counts + " (first: " + measurement.firstError() + ")");
  }

  /**
   * Little's law: requests in flight = rate x mean latency, corrected for those that were in flight
   * at the edges. A closed loop fixes the left side, so only a fault of the measurement can break
   * the law: an answer that is counted twice or not at all, or a wrong clock.
   */
  private static Optional<String> littleFailure(Measurement measurement) {
    Histogram latency = measurement.latency();
    double meanSeconds = latency.getTotalCount() == 0 ? 0 : latency.getMean() / 1e9;
    double rate = timedAnswers(measurement) * 1e9 / measurement.nanos();
    double expected = timedInFlight(measurement.load());
    double found = rate * meanSeconds + measurement.edgeCorrection();
    return Math.abs(found - expected) <= LITTLE_TOLERANCE * expected
        ? Optional.empty()
        : Optional.of(
            "Little's law: %.0f requests in flight, but %,.0f/s x %.3f ms %+.1f at the edges = %.1f"
                .formatted(expected, rate, meanSeconds * 1e3, measurement.edgeCorrection(), found));
  }

  /** Answers on connections whose latencies are recorded. */
  private static long timedAnswers(Measurement measurement) {
    return measurement.windows().stream()
        .mapToLong(window -> window.answers() - window.hogAnswers())
        .sum();
  }

  /** Requests that are always in flight on connections whose latencies are recorded. */
  private static double timedInFlight(Load load) {
    return switch (load) {
      case Load.Closed closed -> (double) closed.connections() * closed.depth();
      case Load.Hog hog -> (double) hog.polite();
      case Load.Connect connect -> connect.connections();
      case Load.Open _ -> throw new IllegalArgumentException("an open loop has no fixed number");
    };
  }

  private static Optional<String> nothingSent(Measurement measurement) {
    Measurement.Punctuality punctuality = measurement.punctuality();
    return punctuality == null || punctuality.sent() == 0
        ? Optional.of("nothing was sent")
        : Optional.empty();
  }

  /** An open loop must have kept its schedule, as far as the engine could. */
  private static Optional<String> scheduleFailure(Measurement.Punctuality punctuality) {
    double due = Math.max(1, punctuality.due());
    if (punctuality.unsent() / due > MOST_UNSENT) {
      return Optional.of(
          "rate not reached: %,d of %,.0f arrivals found no free connection before the end"
              .formatted(punctuality.unsent(), due));
    }
    return punctuality.engineLate() / due > MOST_LATE
        ? Optional.of(
            "the engine was late: it sent %,d of %,.0f arrivals more than 1 ms late"
                .formatted(punctuality.engineLate(), due))
        : Optional.empty();
  }
}
