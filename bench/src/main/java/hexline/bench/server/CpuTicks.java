package hexline.bench.server;

import java.util.List;
import java.util.stream.IntStream;
import oshi.hardware.CentralProcessor;
import oshi.hardware.CentralProcessor.LogicalProcessor;
import oshi.hardware.CentralProcessor.TickType;

/**
 * One reading of how the processors that this process may use, as it was started, have spent their
 * time since the machine started.
 */
public final class CpuTicks {

  private static final CentralProcessor PROCESSOR = Oshi.INFO.getHardware().getProcessor();
  private static final int[] INDEXES = indexes(Processors.atStart().ids());

  private final long[] ticks = read();

  /** Where OSHI lists the ticks of some processors. */
  private static int[] indexes(List<Integer> ids) {
    List<LogicalProcessor> all = PROCESSOR.getLogicalProcessors();
    return IntStream.range(0, all.size())
        .filter(i -> ids.contains(all.get(i).getProcessorNumber()))
        .toArray();
  }

  private static long[] read() {
    long[][] each = PROCESSOR.getProcessorCpuLoadTicks();
    var sum = new long[TickType.values().length];
    for (int i : INDEXES) {
      for (int type = 0; type < sum.length && i < each.length; type++) {
        sum[type] += each[i][type];
      }
    }
    return sum;
  }

  /** What the processors did between this reading and a later one. */
  public Observation.Machine until(CpuTicks later) {
    double all = 0;
    for (TickType type : TickType.values()) {
      all += since(later, type);
    }
    Processors allowed = Processors.atStart();
    int cores = Math.max(1, (int) allowed.capacity());
    if (all <= 0) {
      return new Observation.Machine(cores, 0, 0, 0);
    }
    double idle = since(later, TickType.IDLE) + since(later, TickType.IOWAIT);
    double interrupts = since(later, TickType.IRQ) + since(later, TickType.SOFTIRQ);
    return new Observation.Machine(
        cores,
        idle(share(idle, all), allowed.count(), allowed.capacity()),
        share(interrupts, all),
        share(since(later, TickType.STEAL), all));
  }

  /**
   * The idle share of what may be used: with a quota, processors are idle although all of the quota
   * is used.
   *
   * @param share of the processors' time
   * @param capacity processors' worth of time that may be used
   */
  static double idle(double share, int processors, double capacity) {
    return capacity >= processors ? share : share(1 - (1 - share) * processors / capacity, 1);
  }

  /** From 0 to 1, although some kernels let a count go back by a few ticks. */
  private static double share(double part, double all) {
    return Math.clamp(part / all, 0, 1);
  }

  private double since(CpuTicks later, TickType type) {
    return later.ticks(type) - ticks(type);
  }

  private long ticks(TickType type) {
    return ticks[type.getIndex()];
  }
}
