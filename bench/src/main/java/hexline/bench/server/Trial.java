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
 * How a load is put on a server process and looked at.
 *
 * @param warmUp load before anything is measured
 * @param windows how many stretches of time are measured
 * @param window length of each
 * @param patience how long the engine waits when nothing comes
 */
public record Trial(Duration warmUp, int windows, Duration window, Duration patience) {

  /**
   * Runs it on the caller's thread.
   *
   * @param seed decides which requests each connection sends
   * @throws IOException if the process is gone
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
      List<ProcessHandle> family = server.family(); // to look for it takes too long at an edge
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
