package hexline.recipes;

import hexline.recipes.Coroutine.Caller;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * <b>asyncio:</b> {@code async for}, {@code __anext__}, and {@code async def} with {@code yield}.
 *
 * <p><b>Java:</b> an {@link Iterator} whose {@code next} blocks; on a virtual thread nothing else
 * is needed. A generator is a {@link Coroutine} used as an iterator: its body has a virtual thread
 * of its own and hands over one item for each call of {@code next}. For a consumer that must not
 * block, see {@link Backpressure}.
 *
 * <p><b>Use it</b> for pages, rows and events: a sequence that arrives item by item, and that the
 * consumer may leave before its end.
 *
 * <p><b>What goes wrong:</b> when a consumer stops early, the body goes on waiting and keeps the
 * connection or file that it holds: close the generator, as {@code aclosing} does. With a queue in
 * place of the hand-over the body runs ahead and makes items that are not taken.
 */
public final class AsyncIterator {

  private AsyncIterator() {}

  /** The Fibonacci numbers up to a limit; each takes 50 ms. */
  public static final class Fibonacci implements Iterator<Integer> {
    private final int limit;
    private int a = 0;
    private int b = 1;

    public Fibonacci(int limit) {
      this.limit = limit;
    }

    @Override
    public boolean hasNext() {
      return b <= limit;
    }

    @Override
    public Integer next() {
      if (!hasNext()) {
        throw new NoSuchElementException();
      }
      LockSupport.parkNanos(50_000_000); // in Python: await asyncio.sleep(1)
      int number = b;
      b += a;
      a = number;
      return number;
    }
  }

  /** Code that yields items, one for each call of next. */
  public interface Body<T> {
    void run(Caller<Void, T> out) throws Exception;
  }

  /** Iterates over what a body yields. For one consumer, which closes it. */
  public static final class Generator<T> implements Iterator<T>, AutoCloseable {
    private final Coroutine<Void, T> coroutine;
    private @Nullable T item; // fetched and not yet returned
    private boolean ended;

    public Generator(Body<T> body) {
      coroutine = new Coroutine<>(body::run);
    }

    /** Throws {@link CompletionException} with what the body threw. */
    @Override
    public boolean hasNext() {
      if (item == null && !ended) {
        ended = true; // after a failure there is no next item
        try {
          item = coroutine.send(null).orElse(null);
        } catch (ExecutionException e) {
          throw new CompletionException(e.getCause());
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
          throw new CompletionException(e);
        }
        ended = item == null;
      }
      return item != null;
    }

    @Override
    public T next() {
      T next = hasNext() ? item : null;
      if (next == null) {
        throw new NoSuchElementException();
      }
      item = null;
      return next;
    }

    /** Interrupts the body and returns when it has ended. */
    @Override
    public void close() {
      ended = true;
      item = null;
      coroutine.close();
    }
  }

  /** The same numbers from the body of a generator, the wait included. */
  // @start region=fibonacci
  private static void fibonacci(Caller<Void, Integer> out) throws InterruptedException {
    try {
      for (int a = 0, b = 1; b <= 20; b += a, a = b - a) {
        Thread.sleep(50);
        out.give(b);
      }
    } finally {
      System.out.println(" (the body has ended)");
    }
  }

  // @end region=fibonacci

  public static void main(String[] args) {
    System.out.print("iterator: ");
    new Fibonacci(20).forEachRemaining(number -> System.out.print(" " + number));
    System.out.println();

    System.out.print("generator:");
    try (var numbers = new Generator<>(AsyncIterator::fibonacci)) {
      numbers.forEachRemaining(number -> System.out.print(" " + number));
    }
    System.out.print("closed after three:");
    try (var numbers = new Generator<>(AsyncIterator::fibonacci)) {
      for (int i = 0; i < 3; i++) {
        System.out.print(" " + numbers.next());
      }
    }
  }
}
