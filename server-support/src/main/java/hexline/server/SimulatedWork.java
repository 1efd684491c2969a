package hexline.server;

import hexline.cli.Durations;
import hexline.protocol.Work;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/** Extra work for every request: a wait, as for a database, or a burn, as for a computation. */
public sealed interface SimulatedWork extends Work {

  /** Waits: the thread is free for nobody, the processor for everybody. */
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

  /** Burns the processor. */
  record Cpu(Duration time) implements SimulatedWork {
    @Override
    public void perform() {
      long start = System.nanoTime();
      long nanos = time.toNanos();
      while (System.nanoTime() - start < nanos) {
        Thread.onSpinWait();
      }
    }
  }

  /**
   * Parses {@code none}, {@code block:TIME} or {@code cpu:TIME}, as in {@code block:10ms}.
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
      return new Cpu(Durations.parse(text.substring("cpu:".length())));
    }
    throw new IllegalArgumentException(
        "'" + text + "' is not none, block:TIME or cpu:TIME, as in block:10ms");
  }
}
