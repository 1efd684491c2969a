package hexline.claims.article;

import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/**
 * The article's two tasks, on an event loop with one thread: each asks a table whether a key is
 * there, and inserts it if it is not. Between question and insert the loop runs other tasks. All
 * fields belong to the loop's thread.
 */
final class KeyRace implements AutoCloseable {

  private static final int MOST_TURNS = 3; // of the loop, for an answer of the table

  private final ExecutorService loop = Executors.newSingleThreadExecutor();
  private final Random random = new Random(1);
  private final Map<String, String> table = new HashMap<>();
  private final TaskLock lock = new TaskLock();
  private int inserts;

  /** A lock for tasks of the loop: who has to wait gets a future instead of being blocked. */
  private static final class TaskLock {
    private final Queue<CompletableFuture<Boolean>> waiting = new ArrayDeque<>();
    private boolean isHeld;

    CompletableFuture<Boolean> acquire() {
      if (!isHeld) {
        isHeld = true;
        return CompletableFuture.completedFuture(true);
      }
      var turn = new CompletableFuture<Boolean>();
      waiting.add(turn);
      return turn;
    }

    void release() {
      CompletableFuture<Boolean> next = waiting.poll();
      if (next == null) {
        isHeld = false;
      } else {
        next.complete(true);
      }
    }
  }

  /** How many of so many pairs of tasks have both inserted their value. */
  int doubleInserts(int pairs, boolean withLock)
      throws InterruptedException, ExecutionException, TimeoutException {
    int doubles = 0;
    for (int i = 0; i < pairs; i++) {
      doubles += insertsOfPair(withLock).get(10, TimeUnit.SECONDS) > 1 ? 1 : 0;
    }
    return doubles;
  }

  private CompletableFuture<Integer> insertsOfPair(boolean withLock) {
    return CompletableFuture.completedFuture(true)
        .thenComposeAsync(
            _ -> {
              table.clear();
              inserts = 0;
              return insertIfMissing("a", withLock)
                  .thenCombine(insertIfMissing("b", withLock), (_, _) -> true);
            },
            loop)
        .thenApplyAsync(_ -> inserts, loop);
  }

  private CompletableFuture<Boolean> insertIfMissing(String value, boolean withLock) {
    if (!withLock) {
      return checkThenInsert(value);
    }
    return lock.acquire()
        .thenCompose(_ -> checkThenInsert(value))
        .whenComplete((_, _) -> lock.release());
  }

  private CompletableFuture<Boolean> checkThenInsert(String value) {
    return later(() -> table.containsKey("key"))
        .thenCompose(isThere -> isThere ? CompletableFuture.completedFuture(false) : insert(value));
  }

  private CompletableFuture<Boolean> insert(String value) {
    return later(() -> {
      table.put("key", value);
      inserts++;
      return true;
    });
  }

  /** The answer of the table after one to three turns of the loop. */
  private <T> CompletableFuture<T> later(Supplier<T> answer) {
    var future = new CompletableFuture<T>();
    afterTurns(1 + random.nextInt(MOST_TURNS), () -> future.complete(answer.get()));
    return future;
  }

  private void afterTurns(int turns, Runnable action) {
    loop.execute(turns == 0 ? action : () -> afterTurns(turns - 1, action));
  }

  @Override
  public void close() {
    loop.shutdownNow();
  }
}
