package hexline.recipes;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import hexline.recipes.AsyncIterator.Body;
import hexline.recipes.AsyncIterator.Fibonacci;
import hexline.recipes.AsyncIterator.Generator;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.opentest4j.AssertionFailedError;

@Timeout(60)
class AsyncIteratorTest {

  private static final List<Integer> NUMBERS = List.of(1, 1, 2, 3, 5, 8, 13);

  private static List<Integer> all(Iterator<Integer> numbers) {
    var list = new ArrayList<Integer>();
    numbers.forEachRemaining(list::add);
    return list;
  }

  @Test
  void iteratorAndGeneratorGiveTheSameNumbers() {
    assertEquals(NUMBERS, all(new Fibonacci(20)));
    Body<Integer> body =
        out -> {
          for (int number : NUMBERS) {
            out.give(number);
          }
        };
    try (var numbers = new Generator<>(body)) {
      assertEquals(NUMBERS, all(numbers));
      assertFalse(numbers.hasNext(), "the end must last");
      assertThrows(NoSuchElementException.class, numbers::next);
    }
  }

  @Test
  void aFailureOfTheBodyReachesTheConsumer() {
    var failure = new IllegalStateException("no more");
    Body<Integer> body =
        out -> {
          out.give(1);
          throw failure;
        };
    try (var numbers = new Generator<>(body)) {
      assertEquals(1, numbers.next());
      assertSame(failure, assertThrows(CompletionException.class, numbers::next).getCause());
      assertFalse(numbers.hasNext(), "nothing comes after a failure");
    }
  }

  /** What a generator is to its consumer. */
  private interface Items extends Iterator<Integer>, AutoCloseable {
    @Override
    void close();
  }

  private interface Starter {
    Items start(Body<Integer> body);
  }

  private static Items generator(Body<Integer> body) {
    var generator = new Generator<>(body);
    return new Items() {
      @Override
      public boolean hasNext() {
        return generator.hasNext();
      }

      @Override
      public Integer next() {
        return generator.next();
      }

      @Override
      public void close() {
        generator.close();
      }
    };
  }

  @Test
  void closingEndsTheBody() {
    closingEndsTheBody(AsyncIteratorTest::generator);
    assertThrows(AssertionFailedError.class, () -> closingEndsTheBody(Broken.Queue::new));
  }

  private static void closingEndsTheBody(Starter starter) {
    var ended = new CountDownLatch(1);
    try (var numbers =
        starter.start(out -> {
          try {
            while (true) {
              out.give(1);
            }
          } finally {
            ended.countDown();
          }
        })) {
      assertEquals(1, numbers.next());
    }
    assertEquals(0, ended.getCount(), "the body must have cleaned up when close returns");
  }

  @Test
  void nothingIsMadeBeforeItIsWanted() throws Exception {
    nothingIsMadeBeforeItIsWanted(AsyncIteratorTest::generator, 200);
    assertThrows(
        AssertionFailedError.class, () -> nothingIsMadeBeforeItIsWanted(Broken.Queue::new, 20_000));
  }

  /** A body that runs ahead is seen at once; that one does not takes a moment to see. */
  private static void nothingIsMadeBeforeItIsWanted(Starter starter, int watchMillis)
      throws Exception {
    var wanted = new AtomicInteger();
    var made = new AtomicInteger();
    var unwanted = new CountDownLatch(1);
    try (var numbers =
        starter.start(out -> {
          for (int i = 0; i < 1000; i++) {
            if (made.incrementAndGet() > wanted.get()) {
              unwanted.countDown();
            }
            out.give(i);
          }
        })) {
      for (int i = 0; i < 3; i++) {
        wanted.incrementAndGet();
        assertEquals(i, numbers.next());
      }
      assertFalse(
          unwanted.await(watchMillis, MILLISECONDS), "the body must not run ahead of its consumer");
    }
  }

  /** The usual first attempt. */
  private static final class Broken {

    /** A thread and a queue: the body runs ahead, and nothing ends it. */
    static final class Queue implements Items {
      private final LinkedBlockingQueue<Integer> queue = new LinkedBlockingQueue<>(100);

      Queue(Body<Integer> body) {
        Thread.startVirtualThread(() -> {
          try {
            body.run(item -> {
              queue.put(item);
              return null;
            });
          } catch (Exception e) {
            throw new IllegalStateException(e);
          }
        });
      }

      @Override
      public boolean hasNext() {
        return true;
      }

      @Override
      public Integer next() {
        try {
          return queue.take();
        } catch (InterruptedException e) {
          throw new IllegalStateException(e);
        }
      }

      @Override
      public void close() {}
    }
  }
}
