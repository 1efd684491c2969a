package hexline.recipes;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hexline.recipes.Locks.AsyncLock;
import hexline.recipes.Locks.KeyedLock;
import hexline.recipes.Locks.Store;
import hexline.recipes.shared.DatabaseTable;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.opentest4j.AssertionFailedError;

@Timeout(60)
class LocksTest {

  private static final int PATIENT = 20; // seconds
  private static final int IMPATIENT = 1; // for what would never end
  private static final String DATABASE = "jdbc:h2:mem:locks-test";

  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final Connection database;

  LocksTest() throws SQLException {
    database = DriverManager.getConnection(DATABASE);
  }

  @BeforeEach
  void createTable() throws SQLException {
    execute("create table c (k varchar(20), v varchar(20))");
  }

  @AfterEach
  void dropDatabase() throws SQLException {
    threads.shutdownNow();
    database.close(); // the last one: the database goes with it
  }

  private void execute(String sql) throws SQLException {
    try (var statement = database.createStatement()) {
      statement.execute(sql);
    }
  }

  private int rows() throws SQLException {
    try (var statement = database.createStatement()) {
      var count = statement.executeQuery("select count(*) from c");
      assertTrue(count.next());
      return count.getInt(1);
    }
  }

  /** How a writer runs the section in which it looks and inserts. */
  private interface Locked {
    void run(String key, Runnable section);
  }

  @Test
  void oneLockLetsOneWriterLookAndInsert() throws Exception {
    var lock = new ReentrantLock();
    oneWriterLooksAndInserts((_, section) -> Locks.locked(lock, section), Crowd.A_MOMENT);
    assertThrows(
        AssertionFailedError.class,
        () -> oneWriterLooksAndInserts((_, section) -> section.run(), Crowd.PATIENT));
  }

  @Test
  void aLockPerKeyLetsOneWriterLookAndInsert() throws Exception {
    var lock = new KeyedLock<String>();
    oneWriterLooksAndInserts(lock::locked, Crowd.A_MOMENT);
    assertEquals(0, lock.size(), "locks of keys that are not in use");
    assertThrows(
        AssertionFailedError.class,
        () -> oneWriterLooksAndInserts(new Broken.NewLock()::locked, Crowd.PATIENT));
  }

  @Test
  void aQueueOfFuturesLetsOneWriterLookAndInsert() throws Exception {
    var lock = new AsyncLock();
    oneWriterLooksAndInserts(
        (_, section) -> lock.locked(() -> CompletableFuture.runAsync(section, threads)).join(),
        Crowd.A_MOMENT);
    assertThrows(
        AssertionFailedError.class,
        () ->
            oneWriterLooksAndInserts(
                (_, section) -> CompletableFuture.runAsync(section, threads).join(),
                Crowd.PATIENT));
  }

  /** Between the look and the insert of one writer, the other one is given time to look. */
  private void oneWriterLooksAndInserts(Locked locked, Duration time) throws Exception {
    execute("delete from c");
    var crowd = new Crowd(1, time);
    var written = new CountDownLatch(2);
    try (var one = DriverManager.getConnection(DATABASE);
        var other = DriverManager.getConnection(DATABASE)) {
      for (var connection : List.of(one, other)) {
        var store = new Watched(new DatabaseTable(connection), crowd);
        threads.execute(() -> {
          try {
            locked.run("foo", () -> Locks.insertIfMissing(store, "foo", "bar"));
          } finally {
            written.countDown();
          }
        });
      }
      assertTrue(written.await(20, SECONDS), "both writers must come to their end");
    }
    assertEquals(1, rows(), "rows for one key");
  }

  private record Watched(Store store, Crowd crowd) implements Store {
    @Override
    public @Nullable String get(String key) {
      String value = store.get(key);
      try {
        crowd.enter();
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
      return value;
    }

    @Override
    public void insert(String key, String value) {
      store.insert(key, value);
    }
  }

  @Test
  void writersOfOtherKeysDoNotWait() throws Exception {
    writersOfOtherKeysDoNotWait(new KeyedLock<String>()::locked, PATIENT);
    var lock = new ReentrantLock();
    assertThrows(
        AssertionFailedError.class,
        () -> writersOfOtherKeysDoNotWait((_, section) -> Locks.locked(lock, section), IMPATIENT));
  }

  private void writersOfOtherKeysDoNotWait(Locked locked, int seconds) throws Exception {
    var bothInside = new CountDownLatch(2);
    var met = new AtomicInteger();
    var done = new CountDownLatch(2);
    for (String key : new String[] {"foo", "fie"}) {
      threads.execute(() -> {
        locked.run(
            key,
            () -> {
              bothInside.countDown();
              met.addAndGet(isOpenedIn(seconds, bothInside) ? 1 : 0);
            });
        done.countDown();
      });
    }
    assertTrue(done.await(20, SECONDS));
    assertEquals(2, met.get(), "writers of two keys that were in their sections together");
  }

  private static boolean isOpenedIn(int seconds, CountDownLatch latch) {
    try {
      return latch.await(seconds, SECONDS);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The shape of {@link AsyncLock#locked}. */
  private interface AsyncLocked {
    CompletableFuture<String> locked(Supplier<CompletableFuture<String>> section);
  }

  @Test
  void cancellingAFutureDoesNotKeepTheLock() throws Exception {
    cancellingAFutureDoesNotKeepTheLock(new AsyncLock()::locked, PATIENT);
    assertThrows(
        AssertionFailedError.class,
        () ->
            cancellingAFutureDoesNotKeepTheLock(
                new Broken.ReleasedByTheResult()::locked, IMPATIENT));
  }

  private static void cancellingAFutureDoesNotKeepTheLock(AsyncLocked lock, int seconds)
      throws Exception {
    var begun = new CountDownLatch(1);
    var section = new CompletableFuture<String>();
    var first =
        lock.locked(() -> {
          begun.countDown();
          return section;
        });
    var next = lock.locked(() -> CompletableFuture.completedFuture("next"));
    assertTrue(begun.await(20, SECONDS));
    first.cancel(true);
    assertFalse(next.isDone(), "the section that was begun has not ended");
    section.complete("first");
    assertEquals(
        "next",
        next.copy().completeOnTimeout("never", seconds, SECONDS).get(),
        "the lock must be free when the section has ended");
  }

  /** The usual first attempt. */
  private static final class Broken {

    /** A lock that no one else can hold is no lock. */
    static final class NewLock {
      void locked(String key, Runnable section) {
        Locks.locked(new ReentrantLock(), section);
      }
    }

    static final class ReleasedByTheResult {
      private final AtomicReference<CompletableFuture<@Nullable Void>> last =
          new AtomicReference<>(CompletableFuture.completedFuture(null));

      CompletableFuture<String> locked(Supplier<CompletableFuture<String>> section) {
        var free = new CompletableFuture<@Nullable Void>();
        return last.getAndSet(free)
            .thenComposeAsync(_ -> section.get())
            .whenComplete((_, _) -> free.complete(null));
      }
    }
  }
}
