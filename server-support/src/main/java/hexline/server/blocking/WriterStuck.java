package hexline.server.blocking;

import org.jspecify.annotations.Nullable;

/**
 * Tells whether a connection's thread waits in {@code write} for a client that makes no room (R13),
 * and not for a processor or a carrier since room has appeared. A virtual thread must be parked
 * while the carriers make some passes ({@link CarrierPasses}); a platform thread must be found in
 * the same write by {@link RepeatedLooks}.
 */
final class WriterStuck {

  private final RepeatedLooks looks = new RepeatedLooks();
  private long writes; // how many have begun; published by the writer
  private volatile @Nullable Thread writer;

  private long seen; // the write that the last call of isStuck has found
  private long seenInPass; // the pass in which a call has first found it

  /** A write begins; to be called by the thread that writes. */
  void writeBegins() {
    writes++;
    writer = Thread.currentThread();
  }

  /** The write has returned; to be called by the thread that writes. */
  void writeEnds() {
    writer = null;
  }

  /** Looks once more; to be called again and again, by one thread at a time. */
  boolean isStuck() {
    Thread thread = writer;
    long write = writes;
    if (thread == null) {
      return false;
    }
    boolean waits = thread.isVirtual() ? isLeftAlone(thread, write) : looks.areEnough(write);
    return waits && writer != null && write == writes;
  }

  private boolean isLeftAlone(Thread thread, long write) {
    CarrierPasses passes = CarrierPasses.OF_JVM;
    if (!ReaderQuiet.isParked(thread) || write != seen) {
      seen = write;
      seenInPass = passes.count();
      return false;
    }
    if (passes.count() - seenInPass <= CarrierPasses.ENOUGH) {
      passes.start();
      return false;
    }
    return true;
  }
}
