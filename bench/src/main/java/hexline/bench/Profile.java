package hexline.bench;

import hexline.bench.load.Load;
import java.time.Duration;
import java.util.List;

/**
 * How much a run measures.
 *
 * @param rounds rounds with a new process for each server; every second one is in reverse order
 * @param jvmWarmUp time under load that a new process gets before it is measured
 * @param warmUp time under load before the windows of each point
 * @param windows measured windows for each point and process
 * @param window length of a window
 * @param workWindow length of a window of BlockingWork and CpuWork
 * @param keepAlive loads of KeepAlive
 * @param openShares loads of OpenLoop, as shares of the capacity
 * @param blockingClients clients of BlockingWork
 * @param idleConnections most connections for IdleConnections
 */
record Profile(
    int rounds,
    Duration jvmWarmUp,
    Duration warmUp,
    int windows,
    Duration window,
    Duration workWindow,
    List<Load.Closed> keepAlive,
    List<Double> openShares,
    int blockingClients,
    int idleConnections) {

  static Profile quick() {
    return new Profile(
        2,
        Duration.ofMillis(1200),
        Duration.ofMillis(200),
        3,
        Duration.ofMillis(250),
        Duration.ofMillis(350),
        List.of(closed(1, 1), closed(256, 1), closed(256, 16)),
        List.of(0.5),
        32,
        2000);
  }

  static Profile full() {
    return new Profile(
        5,
        Duration.ofSeconds(6),
        Duration.ofMillis(500),
        4,
        Duration.ofSeconds(1),
        Duration.ofSeconds(4),
        List.of(
            closed(1, 1),
            closed(1, 16),
            closed(16, 1),
            closed(256, 1),
            closed(256, 16),
            closed(1000, 1),
            closed(1000, 16),
            closed(8000, 1)),
        List.of(0.5, 0.8),
        256,
        8000);
  }

  private static Load.Closed closed(int connections, int depth) {
    return new Load.Closed(connections, depth);
  }
}
