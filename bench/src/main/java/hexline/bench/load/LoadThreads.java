package hexline.bench.load;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;

/**
 * Runs operations of loops: one loop on the caller's thread, several on a thread each, at the same
 * time. The caller waits until all have ended, also if it is interrupted meanwhile or if some fail;
 * what the loops have written is visible to it then. Not thread-safe.
 */
final class LoadThreads implements AutoCloseable {

  private final List<LoadLoop> loops;
  private final List<ExecutorService> threads = new ArrayList<>(); // none for one loop

  LoadThreads(List<LoadLoop> loops) {
    this.loops = List.copyOf(loops);
    for (int i = 1; i <= loops.size() && loops.size() > 1; i++) {
      threads.add(
          Executors.newSingleThreadExecutor(
              Thread.ofPlatform().daemon().name("load-" + i).factory()));
    }
  }

  /**
   * Runs an operation on every loop. If some fail, the first failure is thrown, with the others suppressed.
   */
  void all(Consumer<LoadLoop> operation) {
    if (threads.isEmpty()) {
      operation.accept(loops.getFirst());
      return;
    }
    var failures = new ArrayList<Throwable>();
    var running = new ArrayList<Future<?>>();
    for (int i = 0; i < threads.size() && failures.isEmpty(); i++) {
      LoadLoop loop = loops.get(i);
      try {
        running.add(threads.get(i).submit(() -> operation.accept(loop)));
      } catch (OutOfMemoryError e) { // no thread
        failures.add(e);
      }
    }
    boolean interrupted = false;
    for (Future<?> each : running) {
      for (boolean ended = false; !ended; ) {
        try {
          each.get();
          ended = true;
        } catch (InterruptedException e) {
          interrupted = true;
        } catch (ExecutionException e) {
          failures.add(e.getCause());
          ended = true;
        }
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    if (!failures.isEmpty()) {
      throw asUnchecked(failures);
    }
  }

  /** The first failure, to be thrown, with the others suppressed. */
  private static RuntimeException asUnchecked(List<Throwable> failures) {
    Throwable first = failures.getFirst();
    failures.stream().skip(1).filter(other -> !other.equals(first)).forEach(first::addSuppressed);
    return switch (first) {
      case Error error -> throw error;
      case RuntimeException exception -> exception;
      default -> new IllegalStateException(first);
    };
  }

  /** Ends all threads and waits until they have ended. */
  @Override
  public void close() {
    threads.forEach(ExecutorService::shutdown);
    threads.forEach(ExecutorService::close);
  }
}
