package hexline.bench.load;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/**
 * Divides a run into windows and sums it up. All memory is allocated before the load runs: the edge
 * of a window only reads clocks and counters. Used by the engine's thread only.
 */
final class WindowLog {

  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

  private final Load load;
  private final ClientConnection[] connections;
  private final EngineState engine;
  private final Recorder[] recorders; // one for each window

  private final long[] edgeAt;
  private final long[] answered; // at each edge
  private final long[] hogAnswered;
  private int edges;

  private final long[] answers; // of each connection
  private double ageAtBegin;
  private long cpuAtBegin;
  private double edgeCorrection;
  private long cpuNanos;

  WindowLog(Load load, ClientConnection[] connections, EngineState engine, int windows) {
    this.load = load;
    this.connections = connections;
    this.engine = engine;
    this.recorders = new Recorder[windows];
    Arrays.setAll(recorders, window -> new Recorder(load instanceof Load.Open));
    this.edgeAt = new long[windows + 1];
    this.answered = new long[windows + 1];
    this.hogAnswered = new long[windows + 1];
    this.answers = new long[connections.length];
  }

  /** Begins the first window. */
  void begin() {
    for (int i = 0; i < answers.length; i++) {
      answers[i] = -connections[i].answers();
    }
    cut();
    cpuAtBegin = THREADS.getCurrentThreadCpuTime();
    ageAtBegin = age(edgeAt[0]);
  }

  /** Ends the current window, if any, and begins the next, if any, at the same moment. */
  void cut() {
    edgeAt[edges] = System.nanoTime();
    answered[edges] = engine.answered;
    hogAnswered[edges] = load instanceof Load.Hog ? connections[0].answers() : 0;
    if (edges < recorders.length) {
      engine.recorder = recorders[edges];
    }
    edges++;
  }

  /**
   * Ends the last window. In an open loop the latencies of answers that come later still count:
   * without them the slowest answers would be missing.
   */
  void end() {
    cut();
    cpuNanos = THREADS.getCurrentThreadCpuTime() - cpuAtBegin;
    edgeCorrection = nanos() == 0 ? 0 : (age(edgeAt[edges - 1]) - ageAtBegin) / nanos();
    if (!(load instanceof Load.Open)) {
      engine.recorder = null;
    }
    for (int i = 0; i < answers.length; i++) {
      answers[i] += connections[i].answers();
    }
  }

  /** Connections that were answered between begin and end. */
  int served() {
    return (int) Arrays.stream(answers).filter(count -> count > 0).count();
  }

  /** Jain's index of the answers that each connection got: 1 if all got the same, 1/n if one. */
  double fairness() {
    double sum = 0;
    double squares = 0;
    for (long count : answers) {
      sum += count;
      squares += (double) count * count;
    }
    return squares == 0 ? 0 : sum * sum / (answers.length * squares);
  }

  List<Window> windows() {
    return IntStream.range(0, recorders.length).mapToObj(this::window).toList();
  }

  private Window window(int i) {
    return Window.of(
        edgeAt[i + 1] - edgeAt[i],
        answered[i + 1] - answered[i],
        hogAnswered[i + 1] - hogAnswered[i],
        recorders[i].latency);
  }

  Histogram latency() {
    var all = new Histogram(Recorder.DIGITS);
    for (Recorder recorder : recorders) {
      all.add(recorder.latency);
    }
    return all;
  }

  @Nullable Histogram fromSend() {
    if (!(load instanceof Load.Open)) {
      return null;
    }
    var all = new Histogram(Recorder.DIGITS);
    for (Recorder recorder : recorders) {
      all.add(recorder.fromSend);
    }
    return all;
  }

  long nanos() {
    return edgeAt[edges - 1] - edgeAt[0];
  }

  long cpuNanos() {
    return cpuNanos;
  }

  double edgeCorrection() {
    return edgeCorrection;
  }

  private double age(long now) {
    double age = 0;
    for (ClientConnection connection : connections) {
      age += connection.ageInFlight(now);
    }
    return age;
  }
}
