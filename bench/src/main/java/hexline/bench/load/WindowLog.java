package hexline.bench.load;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.Arrays;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/**
 * Divides a run of one loop into windows. All memory is allocated before the load runs: the edge of
 * a window only reads clocks and counters. Used by the loop's thread only, until it has ended.
 */
final class WindowLog {

  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

  private final Load load;
  private final ClientConnection[] connections;
  private final ClientConnection[] hogs;
  private final EngineState engine;
  private final Recorder[] recorders; // one for each window

  private final long[] edgeAt;
  private final long[] answered; // at each edge
  private final long[] hogAnswered;
  private final long[] paused;
  private int edges;

  private final long[] answers; // of each connection
  private double ageAtBegin;
  private long cpuAtBegin;
  private double edgeCorrection;
  private long cpuNanos;
  private long longestPauseNanos;

  WindowLog(Load load, ClientConnection[] connections, EngineState engine, int windows) {
    this.load = load;
    this.connections = connections;
    this.hogs =
        Arrays.stream(connections)
            .filter(connection -> !connection.isTimed())
            .toArray(ClientConnection[]::new);
    this.engine = engine;
    this.recorders = new Recorder[windows];
    Arrays.setAll(recorders, window -> new Recorder(load instanceof Load.Open));
    this.edgeAt = new long[windows + 1];
    this.answered = new long[windows + 1];
    this.hogAnswered = new long[windows + 1];
    this.paused = new long[windows + 1];
    this.answers = new long[connections.length];
  }

  /** Whether no window has begun. */
  boolean isNew() {
    return edges == 0;
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
    edgeAt[edges] = engine.now();
    answered[edges] = engine.answered;
    hogAnswered[edges] = sumOfAnswers(hogs);
    // A pause while the load settles delays answers that come within the first window.
    paused[edges] = edges == 0 ? 0 : engine.pauseNanos;
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
    longestPauseNanos = engine.longestPauseNanos;
    if (!(load instanceof Load.Open)) {
      engine.recorder = null;
    }
    if (load instanceof Load.Hog) { // what polite clients get once the hogs are silent is no answer
      addAnswers();
    }
  }

  private void addAnswers() {
    for (int i = 0; i < answers.length; i++) {
      answers[i] += connections[i].answers();
    }
  }

  /**
   * To be called once, when no more answers come. A client whose answer comes after the windows was
   * served, too: a round over all clients may take longer than a window. In an open loop, pauses
   * until then count, too.
   */
  void drained() {
    if (!(load instanceof Load.Hog)) {
      addAnswers();
    }
    if (load instanceof Load.Open) {
      paused[edges - 1] = engine.pauseNanos;
      longestPauseNanos = engine.longestPauseNanos;
    }
  }

  int windows() {
    return recorders.length;
  }

  long nanos(int window) {
    return edgeAt[window + 1] - edgeAt[window];
  }

  long answers(int window) {
    return answered[window + 1] - answered[window];
  }

  long hogAnswers(int window) {
    return hogAnswered[window + 1] - hogAnswered[window];
  }

  long pauseNanos(int window) {
    return paused[window + 1] - paused[window];
  }

  /** Latencies of a window. */
  Histogram latency(int window) {
    return recorders[window].latency;
  }

  /** The same from the actual send; null in a closed loop. */
  @Nullable Histogram fromSend(int window) {
    return recorders[window].fromSend;
  }

  /** Length of all windows. */
  long nanos() {
    return edgeAt[edges - 1] - edgeAt[0];
  }

  /** CPU time of the thread within the windows. */
  long cpuNanos() {
    return cpuNanos;
  }

  double edgeCorrection() {
    return edgeCorrection;
  }

  long longestPauseNanos() {
    return longestPauseNanos;
  }

  /**
   * Answers of a connection of the loop to the requests in the windows, those after the windows
   * included, unless there are hogs.
   */
  long answersOf(int connection) {
    return answers[connection];
  }

  private static long sumOfAnswers(ClientConnection[] some) {
    long sum = 0;
    for (ClientConnection connection : some) {
      sum += connection.answers();
    }
    return sum;
  }

  private double age(long now) {
    double age = 0;
    for (ClientConnection connection : connections) {
      age += connection.ageInFlight(now);
    }
    return age;
  }
}
