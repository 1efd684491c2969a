package hexline.server.guard;

import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * An executor in a process that may start only so many threads (R15). A fixed pool that cannot
 * start its next thread goes on with the threads that it has, and tries again after a second: the
 * pool's own {@code execute} would throw although its threads sit idle. An executor without any
 * thread for a task throws; before that it makes room for the threads that the JVM needs to shut
 * down. Thread-safe.
 */
public final class GuardedExecutor implements Executor, AutoCloseable {

  private static final long RETRY = TimeUnit.SECONDS.toNanos(1);

  private final ExecutorService executor;
  private final ThreadReserve reserve = new ThreadReserve();
  private final Object growing = new Object();
  private final int size; // that a pool is to have; 0 for an executor that is no pool
  private volatile boolean limited; // the last attempt to start a thread has failed
  private volatile long retryAt;

  /**
   * Guards an executor, which is from then on to be used by way of this.
   *
   * @param executor one that starts a thread for each task, or a {@link ThreadPoolExecutor} of
   *     fixed size
   */
  public GuardedExecutor(ExecutorService executor) {
    this.executor = executor;
    this.size = executor instanceof ThreadPoolExecutor pool ? pool.getCorePoolSize() : 0;
  }

  /**
   * Runs a task on a thread of the executor.
   *
   * @throws OutOfMemoryError if the process may not start a thread for it and the executor has none
   */
  @Override
  public void execute(Runnable task) {
    if (limited) {
      retry();
    }
    try {
      executor.execute(task);
    } catch (OutOfMemoryError e) { // "unable to create native thread"
      limit();
      if (!(executor instanceof ThreadPoolExecutor pool) || pool.getPoolSize() == 0) {
        throw e;
      }
      pool.getQueue().add(task);
    }
  }

  /** Keeps the pool at the size that it has, for a while. */
  private void limit() {
    synchronized (growing) {
      limited = true;
      retryAt = System.nanoTime() + RETRY;
      if (executor instanceof ThreadPoolExecutor pool && pool.getPoolSize() > 0) {
        pool.setCorePoolSize(pool.getPoolSize());
      }
      reserve.release();
    }
  }

  /** Lets the executor start threads again if the process may start those of the reserve. */
  private void retry() {
    synchronized (growing) {
      boolean isPool = executor instanceof ThreadPoolExecutor;
      if (!limited || (isPool && System.nanoTime() - retryAt < 0)) {
        return;
      }
      retryAt = System.nanoTime() + RETRY;
      if (reserve.tryFill()) {
        limited = false;
        if (executor instanceof ThreadPoolExecutor pool) {
          grow(pool);
        }
      } else if (!isPool) {
        throw new OutOfMemoryError("the process may not start another thread");
      }
    }
  }

  private void grow(ThreadPoolExecutor pool) {
    try {
      pool.setCorePoolSize(size); // starts threads for tasks that wait
    } catch (OutOfMemoryError e) {
      limit();
    }
  }

  /** Ends the executor; tasks that have not begun are dropped, tasks that run are interrupted. */
  @Override
  public void close() {
    executor.shutdownNow();
    reserve.release();
  }
}
