package hexline.bench.server;

import hexline.bench.load.Errors;
import hexline.bench.load.Load;
import hexline.bench.load.LoadEngine;
import hexline.bench.load.RequestTable;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * The memory of idle connections: each has sent one request, got its answer, and sends nothing
 * more.
 *
 * @param points one for each number of connections, the first one for none
 * @param error why the figures are not valid, or null
 */
public record IdleMemory(String server, List<Point> points, @Nullable String error) {

  private static final int STEPS = 4;

  /**
   * The process with a number of connections.
   *
   * @param residentBytes of the process after a garbage collection; a JVM's whole heap is part of
   *     it
   * @param heapBytes heap in use after that collection; 0 if the process is no JVM of the bench
   */
  public record Point(
      int connections, long residentBytes, long heapBytes, int threads, long openFiles) {}

  public IdleMemory {
    points = List.copyOf(points);
  }

  /**
   * Opens connections in four equal steps and measures the process after each.
   *
   * @throws IOException if the process has ended
   * @throws IllegalArgumentException if the server is remote: its memory is not known
   */
  public static IdleMemory measure(
      MeasuredServer server, int connections, RequestTable table, Duration patience)
      throws IOException {
    if (!(server.spec() instanceof ServerSpec.Started spec)) {
      throw new IllegalArgumentException("the memory of a remote server is not known");
    }
    boolean isJvm = spec.kind().isJvm();
    var points = new ArrayList<Point>();
    var engines = new ArrayList<LoadEngine>();
    String error = null;
    try {
      points.add(sample(server, isJvm, 0));
      for (int step = 1; step <= STEPS && error == null; step++) {
        var load = new Load.Closed(connections / STEPS, 1);
        var engine = new LoadEngine(server.address(), load, table, patience, step);
        engines.add(engine);
        error = askOnce(engine);
        points.add(sample(server, isJvm, connections / STEPS * step));
      }
    } finally {
      engines.forEach(LoadEngine::close);
    }
    return new IdleMemory(server.spec().label(), points, error);
  }

  /** Opens all connections and gets one answer on each. Returns an error, or null. */
  private static @Nullable String askOnce(LoadEngine engine) {
    engine.connect();
    engine.start();
    engine.drain();
    Errors errors = engine.errors();
    if (!errors.isEmpty()) {
      return errors.counts() + ": " + errors.first();
    }
    int unanswered = engine.neverAnswered();
    return unanswered > 0 ? unanswered + " clients were not answered" : null;
  }

  private static Point sample(MeasuredServer server, boolean isJvm, int connections)
      throws IOException {
    long pid = server.pid().orElseThrow();
    long heap = isJvm ? ProcessFigures.liveHeapBytes(pid).orElse(0) : 0;
    ProcessFigures figures = server.figures().orElseThrow();
    return new Point(
        connections, figures.residentBytes(), heap, figures.threads(), figures.openFiles());
  }

  /** Growth of resident memory outside a heap, per connection, in bytes. */
  public double residentSlope() {
    return slope(Point::residentBytes);
  }

  /** Growth of the live heap, per connection, in bytes. Its pages are resident from the start. */
  public double heapSlope() {
    return slope(Point::heapBytes);
  }

  /** Most connections that were open. */
  public int connections() {
    return points.stream().mapToInt(Point::connections).max().orElse(0);
  }

  /** Growth of both, per connection, in bytes. */
  public double bytesPerConnection() {
    return residentSlope() + heapSlope();
  }

  /**
   * The median of the slopes between all pairs of points (Theil-Sen), because one point may be too
   * high by megabytes that a compiler thread has allocated.
   */
  private double slope(ToLongFunction<Point> bytes) {
    var slopes = new ArrayList<Double>();
    for (Point one : points) {
      for (Point other : points) {
        if (one.connections() < other.connections()) {
          double rise = bytes.applyAsLong(other) - (double) bytes.applyAsLong(one);
          slopes.add(rise / (other.connections() - one.connections()));
        }
      }
    }
    double[] sorted = slopes.stream().mapToDouble(Double::doubleValue).sorted().toArray();
    int middle = sorted.length / 2;
    if (sorted.length == 0) {
      return 0;
    }
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }
}
