package hexline.server.blocking;

import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Counts passes of the carriers over their queues of runnable virtual threads. By default the JDK's
 * pollers are virtual threads, too: while all carriers compute, nobody notices that a socket has
 * room, and its thread looks as if it waited for the client. After {@link #ENOUGH} passes a poller
 * and the threads that it wakes have had a carrier.
 *
 * <p>A pass is detected by a virtual thread that does nothing else: when it has run, those that
 * were queued before it have mostly run as well. Thread-safe.
 */
final class CarrierPasses {

  /** A poller, the thread that it wakes, and two to spare: the queues are not strictly in order. */
  static final int ENOUGH = 4;

  /** Of the JVM's scheduler, which there is one of. */
  static final CarrierPasses OF_JVM = new CarrierPasses();

  private final AtomicBoolean running = new AtomicBoolean();
  private volatile long count;

  private CarrierPasses() {}

  /** Passes that were started and have ended. */
  long count() {
    return count;
  }

  /** Starts a pass if none is under way. */
  void start() {
    if (running.compareAndSet(false, true)) {
      boolean started = false;
      try {
        Thread.ofVirtual().name("carrier-pass").start(this::end);
        started = true;
      } finally {
        if (!started) { // there is no memory for it
          running.set(false);
        }
      }
    }
  }

  @SuppressWarnings("NonAtomicVolatileUpdate") // there is one pass at a time
  private void end() {
    count++;
    running.set(false);
  }
}
