package hexline.bench.server;

import hexline.bench.load.Load;
import hexline.bench.load.LoadEngine;
import hexline.bench.load.Measurement;
import hexline.bench.load.RequestTable;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * How a load is applied to a server process and measured.
 *
 * @param warmUp time under load before the first window
 * @param windows number of windows
 * @param window length of a window
 * @param patience longest time that the engine waits without progress
 */
public record Trial(Duration warmUp, int windows, Duration window, Duration patience) {

  /**
   * Runs the load on the caller's thread.
   *
   * @param seed of the requests that each connection sends
   * @throws IOException if the process has ended
   */
  public Observation run(
      MeasuredServer server, String work, Load load, RequestTable table, long seed)
      throws IOException {
    try (var engine = new LoadEngine(server.address(), load, table, patience, seed)) {
      engine.connect();
      engine.start();
      engine.run(warmUp);
      engine.drain();
      ProcessFigures before = server.figures();
      List<ProcessHandle> family =
          server.family(); // searched now: at the edge of a window it would take too long
      var cpu = new ArrayList<Long>();
      var clock = new ArrayList<CpuTicks>();
      Measurement measurement =
          engine.measure(
              windows,
              window,
              () -> {
                cpu.add(ProcessFigures.cpuNanos(family));
                clock.add(new CpuTicks());
              });
      return new Observation(
          server.spec().label(),
          work,
          measurement,
          cpu.getLast() - cpu.getFirst(),
          clock.getFirst().until(clock.getLast()),
          before,
          server.figures());
    }
  }
}
