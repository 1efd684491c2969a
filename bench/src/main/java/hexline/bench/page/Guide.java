package hexline.bench.page;

import hexline.bench.page.Results.Estimate;
import hexline.bench.page.Results.Figures;
import hexline.bench.page.Results.Idle;
import hexline.bench.page.Results.Point;
import hexline.bench.page.Results.Row;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The measured facts on which the decision guide rests, in the form that guide.js takes. The rules
 * are there, because they are applied while the reader moves a slider.
 *
 * @param cores processors that the bench may use
 * @param servers that can be chosen, in reading order
 * @param capacity rates with one request in flight on each connection
 * @param open latencies below saturation
 * @param blocking requests that block
 * @param computing requests that compute while others flood
 * @param idle memory of connections
 */
record Guide(
    int cores,
    List<Candidate> servers,
    List<Capacity> capacity,
    List<Open> open,
    List<Blocking> blocking,
    List<Computing> computing,
    List<Memory> idle) {

  /** A server, and how many clients it serves at a time by design; 0 if there is no limit. */
  record Candidate(String server, int clientsAtOnce) {}

  /** A rate in requests per second, processor time in microseconds per request. */
  record Capacity(
      String point,
      String server,
      int connections,
      Optional<String> failure,
      Optional<Estimate> rate,
      Optional<Estimate> cpu,
      boolean clientBound,
      String limitedBy,
      List<String> alike) {}

  /** Latencies in nanoseconds at a rate, and why there is no p99 if there is none. */
  record Open(
      String point,
      String server,
      int connections,
      Optional<String> failure,
      Optional<Estimate> rate,
      Optional<Estimate> p50,
      Optional<Estimate> p99,
      String withoutP99) {}

  /** How many waits overlap; the rate in requests per second, processor time in microseconds. */
  record Blocking(
      String point,
      String server,
      int connections,
      double waitNanos,
      Optional<String> failure,
      Optional<Estimate> rate,
      Optional<Estimate> cpu,
      Optional<Estimate> waits,
      int unanswered) {}

  /** What polite clients see. */
  record Computing(
      String point,
      String server,
      double workNanos,
      Optional<String> failure,
      Optional<Estimate> p50,
      int victims,
      int unanswered) {}

  /** Bytes per connection, measured up to so many of them. */
  record Memory(
      String server, int connections, Optional<String> failure, Optional<Estimate> bytes) {}

  static Guide of(Results results) {
    var blocking = new ArrayList<Blocking>();
    var computing = new ArrayList<Computing>();
    for (Point point : results.points()) {
      Optional<Double> work = Charts.workNanos(point.work());
      if (work.isPresent()) {
        for (Row row : point.rows()) {
          if (Charts.blocks(point)) {
            blocking.add(blocking(point, row, work.get()));
          } else {
            computing.add(computing(point, row, work.get()));
          }
        }
      }
    }
    return new Guide(
        Math.max(1, About.processorCount(results.environment())),
        results.servers().stream()
            .map(server ->
                new Candidate(
                    server.label(),
                    server.clientsAtOnce() == Integer.MAX_VALUE ? 0 : server.clientsAtOnce()))
            .toList(),
        results.points("KeepAlive").stream()
            .filter(point -> point.depth() == 1)
            .flatMap(point -> point.rows().stream().map(row -> capacity(point, row)))
            .toList(),
        results.points("OpenLoop").stream()
            .flatMap(point -> point.rows().stream().map(row -> open(point, row)))
            .toList(),
        blocking,
        computing,
        results.idle().stream().map(Guide::memory).toList());
  }

  private static Capacity capacity(Point point, Row row) {
    return new Capacity(
        point.title(),
        row.server(),
        row.connections(),
        row.failure(),
        row.rate(),
        row.cpu(),
        row.figures().map(Figures::clientBound).orElse(false),
        row.figures().map(Figures::limitedBy).orElse(""),
        point.ranked().stream()
            .filter(other -> !other.equals(row.server()) && !point.isApart(row.server(), other))
            .toList());
  }

  private static Open open(Point point, Row row) {
    return new Open(
        point.title(),
        row.server(),
        row.connections(),
        row.failure(),
        row.rate(),
        row.percentile("50"),
        row.percentile("99"),
        row.withoutP99());
  }

  private static Blocking blocking(Point point, Row row, double waitNanos) {
    return new Blocking(
        point.title(),
        row.server(),
        row.connections(),
        waitNanos,
        row.failure(),
        row.rate(),
        row.cpu(),
        row.rate().map(rate -> times(rate, waitNanos / 1e9)),
        row.starved());
  }

  private static Estimate times(Estimate estimate, double factor) {
    return new Estimate(
        estimate.value() * factor,
        estimate.low().isPresent()
            ? java.util.OptionalDouble.of(estimate.low().getAsDouble() * factor)
            : estimate.low(),
        estimate.high().isPresent()
            ? java.util.OptionalDouble.of(estimate.high().getAsDouble() * factor)
            : estimate.high());
  }

  private static Computing computing(Point point, Row row, double workNanos) {
    return new Computing(
        point.title(),
        row.server(),
        workNanos,
        row.failure(),
        row.percentile("50"),
        row.victims(),
        row.starved());
  }

  private static Memory memory(Idle idle) {
    return new Memory(
        idle.server(),
        idle.connections(),
        idle.failure(),
        idle.failure().isPresent() ? Optional.empty() : Optional.of(idle.bytes()));
  }
}
