package hexline.conformance;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;

/** The log of the {@link BrokenServer}: a thread of its own writes it, and what is too much is lost. */
final class BrokenLog {

  /** Flaws that are seen in the log, or that are about how it is written. */
  private static final Set<Flaw> DIRECT =
      EnumSet.of(
          Flaw.LOGS_RAW_BYTES,
          Flaw.LOGS_WHOLE_LINES,
          Flaw.SHOUTS_WITHOUT_DESCRIPTORS,
          Flaw.WAITS_FOR_ITS_LOG,
          Flaw.DIES_WITHOUT_LOG);

  private final Flaw flaw;
  private final FileOutputStream out = new FileOutputStream(FileDescriptor.err);
  private final BlockingQueue<byte[]> queue = new ArrayBlockingQueue<>(1000);

  BrokenLog(Flaw flaw) {
    this.flaw = flaw;
    Thread.ofPlatform().name("log").daemon().start(this::run);
  }

  void add(byte[] line) {
    if (DIRECT.contains(flaw)) {
      write(line);
    } else {
      boolean _ = queue.offer(line);
    }
  }

  private void run() {
    while (true) {
      try {
        write(queue.take());
      } catch (InterruptedException e) {
        // Nobody who may end this thread.
      }
    }
  }

  private void write(byte[] line) {
    try {
      out.write(line);
    } catch (IOException e) {
      if (flaw == Flaw.DIES_WITHOUT_LOG) {
        Runtime.getRuntime().halt(1);
      }
    }
  }
}
