package hexline.recipes;

import hexline.recipes.shared.DatabaseTable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * <b>asyncio:</b> {@code async with lock: if await c.get(key) is None: await c.set(key, value)}.
 *
 * <p><b>Java:</b> a {@link ReentrantLock} around the query and the insert, or {@code synchronized},
 * which since JDK 24 no longer pins a virtual thread to its carrier; a lock per key, if writers of
 * other keys should not wait; with futures a queue of them, because a lock belongs to a thread, and
 * a chain of futures runs on several.
 *
 * <p><b>Use it</b> where the result of a query must still hold when the code acts on it. A lock
 * excludes threads of this process only; for other processes, see {@link UniqueKey}.
 *
 * <p><b>What goes wrong:</b> both writers query, both find no row, both insert. It happens rarely,
 * and hardly ever in a debugger. Locks per key that are never removed are a memory leak. An action
 * of {@code whenComplete} is skipped if the future that {@code whenComplete} returned has been
 * cancelled: a lock that this action should release stays locked.
 */
public final class Locks {

  private Locks() {}

  /** Keys and values in another process; each call waits for its answer. */
  public interface Store {
    @Nullable String get(String key);

    void insert(String key, String value);
  }

  // @start region=check-then-act
  /** What every writer does; correct only within a lock. */
  public static void insertIfMissing(Store store, String key, String value) {
    if (store.get(key) == null) { // here another writer may query, too
      store.insert(key, value);
    }
  }

  // @end region=check-then-act

  /** Runs a section while no other thread holds the lock; waits for the lock. */
  public static void locked(ReentrantLock lock, Runnable section) {
    lock.lock();
    try {
      section.run();
    } finally {
      lock.unlock();
    }
  }

  /** A lock for each key in use; it is removed when its last user leaves. Thread-safe. */
  public static final class KeyedLock<K> {
    private record Entry(ReentrantLock lock, int users) {}

    private final ConcurrentHashMap<K, Entry> entries = new ConcurrentHashMap<>();

    public void locked(K key, Runnable section) {
      var first = new Entry(new ReentrantLock(), 1);
      var entry = entries.merge(key, first, (now, _) -> new Entry(now.lock, now.users + 1));
      try {
        Locks.locked(entry.lock, section);
      } finally {
        entries.computeIfPresent(
            key, (_, now) -> now.users == 1 ? null : new Entry(now.lock, now.users - 1));
      }
    }

    int size() {
      return entries.size();
    }
  }

  /** A lock for futures: each section starts when the one before it is done. Thread-safe. */
  public static final class AsyncLock {
    private final AtomicReference<CompletableFuture<@Nullable Void>> last =
        new AtomicReference<>(CompletableFuture.completedFuture(null));

    public <T> CompletableFuture<T> locked(Supplier<CompletableFuture<T>> section) {
      var free = new CompletableFuture<@Nullable Void>();
      var result = last.getAndSet(free).thenComposeAsync(_ -> section.get());
      var _ = result.whenComplete((_, _) -> free.complete(null));
      return result.copy(); // cancelling it neither ends the section nor frees the lock
    }
  }

  public static void main(String[] args) throws Exception {
    var lock = new ReentrantLock();
    var keyed = new KeyedLock<String>();
    var async = new AsyncLock();
    DatabaseTable.Writer writer = (table, value) -> insertIfMissing(table, "foo", value);
    try (var races = new DatabaseTable.Races("locks")) {
      System.out.println("two writers query a key and insert it if it is missing, 1000 times:");
      races.run("no lock", writer);
      races.run("one ReentrantLock", (table, v) -> locked(lock, () -> writer.write(table, v)));
      races.run("a lock per key", (table, v) -> keyed.locked("foo", () -> writer.write(table, v)));
      races.run(
          "futures in a queue",
          (table, v) ->
              async
                  .locked(() ->
                      CompletableFuture.runAsync(
                          () -> writer.write(table, v), Thread::startVirtualThread))
                  .join());
    }
  }
}
