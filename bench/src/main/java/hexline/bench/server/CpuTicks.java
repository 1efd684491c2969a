package hexline.bench.server;

import oshi.hardware.CentralProcessor;
import oshi.hardware.CentralProcessor.TickType;

/** One reading of how the cores of the machine have spent their time since it started. */
public final class CpuTicks {

  private static final CentralProcessor PROCESSOR = Oshi.INFO.getHardware().getProcessor();

  private final long[] ticks = PROCESSOR.getSystemCpuLoadTicks();

  /** What the cores did between this reading and a later one. */
  public Observation.Machine until(CpuTicks later) {
    double all = 0;
    for (TickType type : TickType.values()) {
      all += later.ticks(type) - ticks(type);
    }
    int cores = PROCESSOR.getLogicalProcessorCount();
    if (all <= 0) {
      return new Observation.Machine(cores, 0, 0, 0);
    }
    double idle = since(later, TickType.IDLE) + since(later, TickType.IOWAIT);
    double interrupts = since(later, TickType.IRQ) + since(later, TickType.SOFTIRQ);
    return new Observation.Machine(
        cores, idle / all, interrupts / all, since(later, TickType.STEAL) / all);
  }

  private double since(CpuTicks later, TickType type) {
    return later.ticks(type) - ticks(type);
  }

  private long ticks(TickType type) {
    return ticks[type.getIndex()];
  }
}
