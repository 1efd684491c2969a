package hexline.exercises.given;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * A database as a server sees it: calls that take long, and that may fail. Each takes a second, or
 * as long as a check decides. Thread-safe.
 */
public final class Database {

  private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

  private static volatile Runnable onQuery = Database::rest;
  private static volatile Runnable onStore = Database::rest;

  private static final class Driver {
    static final ExecutorService THREAD =
        Executors.newSingleThreadExecutor(
            Thread.ofPlatform().name("database-driver").daemon().factory());
  }

  private Database() {}

  /**
   * Asks the database, and waits for its answer. The calling thread blocks.
   *
   * @throws IllegalStateException if the database cannot answer: it is down, or has too many
   *     connections
   */
  public static void query() {
    onQuery.run();
  }

  /** Asks the database, and returns at once. The driver's only thread completes the future. */
  public static CompletableFuture<Void> queryAsync() {
    return CompletableFuture.runAsync(() -> onQuery.run(), Driver.THREAD);
  }

  /** Writes to the database, and waits until that is done. The calling thread blocks. */
  public static void store() {
    onStore.run();
  }

  /** For checks: what a query does from now on. */
  public static void onQuery(Runnable action) {
    onQuery = action;
  }

  /** For checks: what storing does from now on. */
  public static void onStore(Runnable action) {
    onStore = action;
  }

  private static void rest() {
    long end = System.nanoTime() + SECOND;
    for (long left = SECOND; left > 0; left = end - System.nanoTime()) {
      LockSupport.parkNanos(left);
    }
  }
}
