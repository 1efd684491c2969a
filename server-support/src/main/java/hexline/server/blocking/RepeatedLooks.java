package hexline.server.blocking;

import java.util.concurrent.TimeUnit;

/**
 * Looks at a platform thread in a system call. The thread's state is RUNNABLE whether it waits in
 * the call or has returned from it and waits for a processor. So it counts as waiting when it was
 * found in one and the same call at several looks in a row, over some time. Between looks the
 * thread gets the processor. For one looking thread at a time.
 */
final class RepeatedLooks {

  private static final int ENOUGH = 5;

  /** From the first look to the last, in nanoseconds. */
  private static final long LOOKING_TIME = TimeUnit.MILLISECONDS.toNanos(20);

  private long call; // that the last look has found
  private int looks;
  private long firstLook;

  /** Forgets all looks: the thread does not wait. */
  void reset() {
    looks = 0;
  }

  /** Looks once more; whether there were enough looks that have found this call, by its number. */
  boolean areEnough(long number) {
    long now = System.nanoTime();
    if (looks == 0 || number != call) {
      call = number;
      looks = 0;
      firstLook = now;
    }
    looks++;
    return looks >= ENOUGH && now - firstLook >= LOOKING_TIME;
  }
}
