package hexline.server.guard;

import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * An executor in a process that may start only so many threads (R15). A fixed pool that cannot
 * start its next thread goes on with the threads that it has, and tries again later: the pool's own
 * {@code execute} would throw although its threads sit idle. An executor without any thread for a
 * task throws; before that it makes room for the threads that the JVM needs to shut down.
 *
 * <p>A further attempt may take this room for some milliseconds, and SIGTERM has no effect meanwhile:
 * the JVM reports that it cannot start a thread for the signal, and forgets it. So an attempt is
 * made only if as many threads of the executor have ended as it takes, or if the last one was long
 * ago. Thread-safe.
 */
public final class GuardedExecutor implements Executor, AutoCloseable {

  /** After this time another program may have ended threads that count for the same limit. */
  private static final long RETRY = TimeUnit.SECONDS.toNanos(5);

  private final ExecutorService executor;
  private final ThreadReserve reserve = new ThreadReserve();
  private final Object growing = new Object();
  private final int size; // that a pool is to have; 0 for an executor that is no pool
  private volatile boolean limited; // the last attempt to start a thread has failed
  private volatile long retryAt;
  private final AtomicLong running = new AtomicLong(); // tasks, if there is a thread for each
  private final AtomicLong freed = new AtomicLong(); // threads that have ended since limited

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
      executor.execute(size > 0 ? task : counted(task));
    } catch (OutOfMemoryError e) { // "unable to create native thread"
      limit();
      if (!(executor instanceof ThreadPoolExecutor pool) || pool.getPoolSize() == 0) {
        throw e;
      }
      pool.getQueue().add(task);
    }
  }

  private Runnable counted(Runnable task) {
    return () -> {
      running.incrementAndGet();
      try {
        task.run();
      } finally {
        freed.incrementAndGet();
        running.decrementAndGet();
      }
    };
  }

  /** Keeps the pool at the size that it has, for a while. */
  private void limit() {
    synchronized (growing) {
      limited = true;
      freed.set(0);
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
      boolean isPool = size > 0;
      if (!limited || (isPool && !isLongAgo())) {
        return;
      }
      if (!isPool && freed.get() > 0 && freed.get() <= ThreadReserve.SIZE) {
        freed.decrementAndGet(); // one thread in its place: the room stays
        return;
      }
      boolean mayTry = isLongAgo() || freed.get() > 0 || running.get() == 0;
      retryAt = mayTry ? System.nanoTime() + RETRY : retryAt;
      if (mayTry && reserve.tryFill()) {
        limited = false;
        if (executor instanceof ThreadPoolExecutor pool) {
          grow(pool);
        }
      } else if (!isPool) {
        throw new OutOfMemoryError("the process may not start another thread");
      }
    }
  }

  private boolean isLongAgo() {
    return System.nanoTime() - retryAt >= 0;
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
