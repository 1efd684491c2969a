package hexline.claims.trial;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.util.concurrent.locks.LockSupport;

/**
 * Threads in a ring: each wakes the next one and waits for its own turn. On one processor every
 * turn is a context switch, with the system calls that wake and wait.
 */
public final class Ring {

  private static final OperatingSystemMXBean SYSTEM =
      ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);

  private final Thread[] threads;
  private volatile int turn = -1;
  private volatile long left;

  private Ring(int count) {
    threads = new Thread[count];
    for (int i = 0; i < count; i++) {
      int own = i;
      threads[i] = Thread.ofPlatform().name("ring-" + i).daemon().unstarted(() -> run(own));
    }
  }

  /**
   * Microseconds of processor time for each turn in a ring of so many threads. Time in which other
   * processes have the processor does not count.
   */
  public static double microsPerTurn(int threads, int turns) throws InterruptedException {
    var ring = new Ring(threads);
    for (Thread thread : ring.threads) {
      thread.start();
    }
    ring.turn(2L * threads); // every thread has run
    long began = SYSTEM.getProcessCpuTime();
    ring.turn(turns);
    double micros = (SYSTEM.getProcessCpuTime() - began) / 1e3 / turns;
    ring.left = -1;
    for (Thread thread : ring.threads) {
      LockSupport.unpark(thread);
      thread.join();
    }
    return micros;
  }

  private void turn(long turns) throws InterruptedException {
    left = turns;
    turn = 0;
    LockSupport.unpark(threads[0]);
    synchronized (this) {
      while (left > 0) {
        wait();
      }
    }
  }

  @SuppressWarnings("NonAtomicVolatileUpdate") // only the thread whose turn it is writes
  private void run(int own) {
    int next = (own + 1) % threads.length;
    while (true) {
      while (turn != own) {
        LockSupport.park(this);
        if (left < 0) {
          return;
        }
      }
      turn = -1;
      left = left - 1;
      if (left == 0) {
        synchronized (this) {
          notifyAll();
        }
      } else {
        turn = next;
        LockSupport.unpark(threads[next]);
      }
    }
  }
}
