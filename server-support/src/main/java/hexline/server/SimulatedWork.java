package hexline.server;

import hexline.cli.Durations;
import hexline.protocol.Work;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/** Extra work for every request: a wait, as for a database, or a computation. Thread-safe. */
public sealed interface SimulatedWork extends Work {

  /** Blocks the thread for a time, without using a processor. */
  record Block(Duration time) implements SimulatedWork {
    @Override
    public void perform() {
      long end = System.nanoTime() + time.toNanos();
      for (long left = time.toNanos(); left > 0; left = end - System.nanoTime()) {
        LockSupport.parkNanos(left);
        if (Thread.interrupted()) {
          throw new IllegalStateException("interrupted at work");
        }
      }
    }
  }

  /**
   * Uses processor time, which is no less when many threads do so at once: eight clients that ask
   * for a second each keep two processors busy for four seconds.
   */
  record Cpu(Duration time) implements SimulatedWork {
    @Override
    public void perform() {
      CpuBurn.burn(time.toNanos());
    }
  }

  /**
   * Parses {@code none}, {@code block:TIME} or {@code cpu:TIME}, as in {@code block:10ms}. The
   * first {@code cpu:TIME} measures the processor's speed, which takes up to 0.7 s.
   *
   * @throws IllegalArgumentException if it is none of these
   */
  static Work parse(String text) {
    if (text.equals("none")) {
      return Work.NONE;
    }
    if (text.startsWith("block:")) {
      return new Block(Durations.parse(text.substring("block:".length())));
    }
    if (text.startsWith("cpu:")) {
      var work = new Cpu(Durations.parse(text.substring("cpu:".length())));
      double _ = CpuBurn.nanosPerRound();
      return work;
    }
    throw new IllegalArgumentException(
        "'" + text + "' is not none, block:TIME or cpu:TIME, as in block:10ms");
  }
}
