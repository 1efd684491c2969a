package hexline.bench.load;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Cuts a run into windows and sums it up. Used by the engine's thread. */
final class WindowLog {

  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

  private final Load load;
  private final Connection[] connections;
  private final Exchange exchange;
  private final List<Window> windows = new ArrayList<>();

  private final long[] answersAtBegin;
  private final double ageAtBegin;
  private final long cpuAtBegin;
  private final long began;

  private Recorder recorder;
  private long windowBegan;
  private long answersBefore;
  private long hogBefore;

  private long nanos;
  private long cpuNanos;
  private double carriedOver;
  private long[] answers = {};

  /** Begins the first window. */
  WindowLog(Load load, Connection[] connections, Exchange exchange) {
    this.load = load;
    this.connections = connections;
    this.exchange = exchange;
    this.answersAtBegin = answersOfEach();
    this.recorder = beginWindow();
    this.cpuAtBegin = THREADS.getCurrentThreadCpuTime();
    this.began = System.nanoTime();
    this.windowBegan = began;
    this.ageAtBegin = age(began);
  }

  /** Ends a window and begins the next one. */
  void cut() {
    endWindow(System.nanoTime());
    recorder = beginWindow();
    windowBegan = System.nanoTime();
  }

  /**
   * Ends the last window. In an open loop, answers that come later still join its latencies: a slow
   * answer must not be lost because the clock had stopped.
   */
  void end() {
    long now = System.nanoTime();
    endWindow(now);
    nanos = now - began;
    cpuNanos = THREADS.getCurrentThreadCpuTime() - cpuAtBegin;
    carriedOver = nanos == 0 ? 0 : (age(now) - ageAtBegin) / nanos;
    if (!(load instanceof Load.Open)) {
      exchange.recorder = null;
    }
    answers = answersOfEach();
    for (int i = 0; i < answers.length; i++) {
      answers[i] -= answersAtBegin[i];
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
    return windows;
  }

  long nanos() {
    return nanos;
  }

  long cpuNanos() {
    return cpuNanos;
  }

  double carriedOver() {
    return carriedOver;
  }

  private Recorder beginWindow() {
    answersBefore = exchange.answered;
    hogBefore = hogAnswers();
    var next = new Recorder(load instanceof Load.Open);
    exchange.recorder = next;
    return next;
  }

  private void endWindow(long now) {
    windows.add(
        new Window(
            now - windowBegan,
            exchange.answered - answersBefore,
            hogAnswers() - hogBefore,
            recorder.latency,
            recorder.fromSend));
  }

  private long hogAnswers() {
    return load instanceof Load.Hog ? connections[0].answers() : 0;
  }

  private long[] answersOfEach() {
    return Arrays.stream(connections).mapToLong(Connection::answers).toArray();
  }

  private double age(long now) {
    double age = 0;
    for (Connection connection : connections) {
      age += connection.ageInFlight(now);
    }
    return age;
  }
}
