package hexline.server;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Ends a JVM whose shutdown does not end by itself (R14: "then by force").
 *
 * <p>Its thread is started before the server, because at the end the process may be out of memory
 * for a thread. From the begin of the shutdown to the end of the JVM the thread only parks and
 * reads the clock: it allocates nothing, logs nothing, and waits for no other thread. Then it calls
 * {@link Runtime#halt}, which runs no shutdown hook and waits for none.
 */
final class ForcedExit {

  /** The exit code. A hook cannot know the signal that began the shutdown, so 143 is not it. */
  static final int CODE = 3;

  /** Seconds beyond the drain timeout, for the server to close by force and for the log. */
  static final int GRACE_SECONDS = 2;

  private static final long TICK = TimeUnit.MILLISECONDS.toNanos(50);

  private final long nanos;
  private final Thread thread;
  private volatile boolean begun;

  /** Starts the thread, a daemon. */
  ForcedExit(Duration drainTimeout) {
    nanos = drainTimeout.plusSeconds(GRACE_SECONDS).toNanos();
    thread = Thread.ofPlatform().name("forced-exit").daemon().unstarted(this::run);
    thread.start();
  }

  /** The shutdown begins. Thread-safe. */
  void begin() {
    begun = true;
    LockSupport.unpark(thread);
  }

  private void run() {
    while (!begun) {
      LockSupport.park();
      boolean _ = Thread.interrupted(); // with the interrupt status set, park would not wait
    }
    // In ticks: while the whole process is stopped (SIGSTOP), the server's drain stands still too.
    for (long left = nanos; left > 0; ) {
      long start = System.nanoTime();
      LockSupport.parkNanos(TICK);
      boolean _ = Thread.interrupted();
      left -= Math.min(System.nanoTime() - start, 2 * TICK);
    }
    Runtime.getRuntime().halt(CODE);
  }
}
