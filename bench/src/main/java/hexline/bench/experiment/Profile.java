package hexline.bench.experiment;

import hexline.bench.load.Load;
import java.time.Duration;
import java.util.List;

/**
 * How much a run measures.
 *
 * @param name on the command line and in results
 * @param starts how often each server is started and measured anew at the points that decide, with
 *     256 connections
 * @param otherStarts in how many of those starts the other points are measured too; see {@link
 *     #isMeasured}
 * @param blocks blocks after each start: in a block every server has one slice; see {@link #blocks}
 * @param slice length of a slice
 * @param settling time under load before a slice is counted
 * @param jvmWarmUp time under load that a new process gets before it is measured
 * @param warmUp time under load before the first block of each point
 * @param workStarts starts of BlockingWork and CpuWork
 * @param workBlocks blocks of BlockingWork and CpuWork after each start
 * @param workSlice length of a slice of BlockingWork and CpuWork
 * @param keepAlive loads of KeepAlive
 * @param openShares loads of OpenLoop, as shares of the capacity
 * @param blockingClients clients of BlockingWork: so few that a slice holds several rounds of them
 *     one after the other, or the longest waits would be in no slice
 * @param idleConnections most connections for IdleConnections
 */
public record Profile(
    String name,
    int starts,
    int otherStarts,
    int blocks,
    Duration slice,
    Duration settling,
    Duration jvmWarmUp,
    Duration warmUp,
    int workStarts,
    int workBlocks,
    Duration workSlice,
    List<Load.Closed> keepAlive,
    List<Double> openShares,
    int blockingClients,
    int idleConnections) {

  private static final int USUAL_SERVERS = 5;

  /** About three minutes for five servers. */
  public static Profile quick() {
    return new Profile(
        "quick",
        6,
        6,
        12,
        Duration.ofMillis(50), // four slices of 150 ms take as long, and ratios vary twice as much
        Duration.ofMillis(10),
        Duration.ofMillis(800),
        Duration.ofMillis(150),
        3, // two leave nearly every interval too wide for a difference
        1,
        Duration.ofMillis(250),
        List.of(closed(1, 1), closed(256, 1), closed(256, 16)),
        List.of(0.5),
        8, // all of which are answered several times in a slice, even one after the other
        2000);
  }

  /** About 35 minutes for five servers. */
  public static Profile full() {
    return new Profile(
        "full",
        60, // starts narrow the interval of a ratio, more blocks within a start hardly do
        12,
        12,
        Duration.ofMillis(50),
        Duration.ofMillis(15),
        Duration.ofMillis(1500),
        Duration.ofMillis(200),
        4,
        4,
        Duration.ofSeconds(2),
        List.of(
            closed(1, 1),
            closed(1, 16),
            closed(16, 1),
            closed(256, 1),
            closed(256, 16),
            closed(1000, 1),
            closed(1000, 16),
            closed(4000, 1)),
        List.of(0.5, 0.8),
        32,
        8000);
  }

  /**
   * Blocks at a point after each start: all of them where capacities are compared, over several
   * connections; half as many in an open loop, whose percentiles need many samples; a third in the
   * other closed loops.
   */
  public int blocks(Point point) {
    if (!point.work().equals(Point.NO_WORK)) {
      return workBlocks;
    }
    boolean isCapacity =
        point.experiment() instanceof KeepAlive
            && point.fixedLoad().filter(load -> load.connections() > 1).isPresent();
    int share = isCapacity ? 1 : point.fixedLoad().isEmpty() ? 2 : 3;
    return Math.max(2, blocks / share);
  }

  /**
   * Whether a point is measured in a start, counted from 0. The starts with all points are spread
   * evenly over the run, so that they see what the machine does in all of its time.
   */
  public boolean isMeasured(Point point, int start) {
    boolean decides =
        point.experiment() instanceof KeepAlive
            && point
                .fixedLoad()
                .filter(load -> load.connections() == Point.CAPACITY.connections())
                .isPresent();
    return decides
        || !point.work().equals(Point.NO_WORK)
        || start * otherStarts / starts < (start + 1) * otherStarts / starts;
  }

  /** The same with more starts if there are few servers, in about the same time. */
  public Profile forServers(int servers) {
    int factor = Math.clamp(USUAL_SERVERS / Math.max(1, servers), 1, 2);
    return new Profile(
        name,
        starts * factor,
        otherStarts * factor,
        blocks,
        slice,
        settling,
        jvmWarmUp,
        warmUp,
        workStarts * factor,
        workBlocks,
        workSlice,
        keepAlive,
        openShares,
        blockingClients,
        idleConnections);
  }

  private static Load.Closed closed(int connections, int depth) {
    return new Load.Closed(connections, depth);
  }
}
