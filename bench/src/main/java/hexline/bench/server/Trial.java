package hexline.bench.server;

import hexline.bench.load.Load;
import hexline.bench.load.LoadEngine;
import hexline.bench.load.Measurement;
import hexline.bench.load.RequestTable;
import hexline.bench.load.Window;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * How a load is applied to a server process and measured.
 *
 * @param warmUp time under load before the first window
 * @param windows number of windows
 * @param window length of a window
 * @param patience longest time that the engine waits without progress
 * @param threads load threads
 */
public record Trial(Duration warmUp, int windows, Duration window, Duration patience, int threads) {

  /** A trial with one load thread. */
  public Trial(Duration warmUp, int windows, Duration window, Duration patience) {
    this(warmUp, windows, window, patience, 1);
  }

  /** The same with so many load threads. */
  public Trial withThreads(int count) {
    return new Trial(warmUp, windows, window, patience, count);
  }

  /**
   * Runs the load and returns the median rate of the windows, in right answers per second.
   *
   * @throws WrongAnswers if an answer was wrong
   * @throws IOException if the process has ended, or if there was another error
   */
  public double rate(MeasuredServer server, Load load, RequestTable table, long seed)
      throws IOException {
    Measurement measurement = run(server, "", load, table, seed).measurement();
    if (!measurement.errors().isEmpty()) {
      String words = measurement.errors() + ", first: " + measurement.firstError();
      throw measurement.hasWrongAnswers() ? new WrongAnswers(words) : new IOException(words);
    }
    double[] rates = measurement.windows().stream().mapToDouble(Window::rate).sorted().toArray();
    return rates[rates.length / 2];
  }

  /**
   * Runs the load on the caller's thread.
   *
   * @param seed of the requests that each connection sends
   * @throws IOException if the process has ended
   */
  public Observation run(
      MeasuredServer server, String work, Load load, RequestTable table, long seed)
      throws IOException {
    try (var engine = new LoadEngine(server.address(), load, table, patience, seed, threads)) {
      engine.connect();
      engine.start();
      engine.run(warmUp);
      engine.drain();
      Optional<ProcessFigures> before = server.figures();
      CpuClock cpu = CpuClock.of(server.family()); // now: at an edge the search takes too long
      var nanos = new ArrayList<Long>();
      var ticks = new ArrayList<CpuTicks>();
      Measurement measurement =
          engine.measure(
              windows,
              window,
              () -> {
                nanos.add(cpu.nanos());
                ticks.add(new CpuTicks());
              });
      long spent = nanos.getLast() - nanos.getFirst();
      return new Observation(
          server.spec().label(),
          work,
          measurement,
          measurement.windows().size() == 1
              ? List.of(new Slice(0, measurement.windows().getFirst(), spent))
              : List.of(),
          0,
          ticks.getFirst().until(ticks.getLast()),
          Observation.ProcessUse.of(spent, measurement.answers(), before, server.figures()));
    }
  }
}
