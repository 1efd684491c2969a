package hexline.server.guard;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.locks.LockSupport;

/**
 * Parked threads, held in reserve for the JVM (R14, R15). A process may be allowed only so many
 * threads ({@code ulimit -u}, the pids limit of a container). At that limit SIGTERM has no effect,
 * because the JVM starts a thread for the signal and one for each shutdown hook. So a server that
 * fails to start a thread ends these, which makes room for the JVM's, and must start these again
 * before it starts another one of its own. Thread-safe.
 */
final class ThreadReserve {

  static final int SIZE = 4; // the signal's thread, two hooks, and one to spare

  private final ThreadFactory factory;
  private final List<Thread> spare = new ArrayList<>(SIZE);
  private volatile boolean released;

  /** Starts the threads; if the process may not start all of them, none is kept. */
  ThreadReserve() {
    this(Thread.ofPlatform().name("spare").daemon().factory());
  }

  ThreadReserve(ThreadFactory factory) {
    this.factory = factory;
    tryFill();
  }

  /** Ends the threads and waits until they have ended. */
  synchronized void release() {
    released = true;
    for (Thread thread : spare) {
      LockSupport.unpark(thread);
    }
    for (Thread thread : spare) {
      join(thread);
    }
    spare.clear();
  }

  /** Starts again the threads that were released; false if the process may not start them. */
  synchronized boolean tryFill() {
    released = false;
    try {
      while (spare.size() < SIZE) {
        Thread thread = factory.newThread(this::waitForRelease);
        thread.start();
        spare.add(thread);
      }
      return true;
    } catch (OutOfMemoryError e) {
      release();
      return false;
    }
  }

  private void waitForRelease() {
    while (!released) {
      LockSupport.park(this);
      boolean _ = Thread.interrupted(); // with the interrupt status set, park would not wait
    }
  }

  private static void join(Thread thread) {
    boolean interrupted = false;
    while (thread.isAlive()) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
